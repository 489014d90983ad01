"""A signature becomes a definition; whatever is wrong with it is told with the fix."""

import datetime as dt
import enum
from collections.abc import Callable
from typing import Annotated, Any, Literal, Protocol

import pytest
from pydantic import BaseModel, Field, ValidationError

from handlers.context import Context
from handlers.definitions import card
from handlers.handler import handler
from handlers.labels import LABEL, Label
from tests.support.engine import Note, compiled, faults_of


class Tides(Protocol):
    def height(self, place: str) -> float: ...


class Spot(BaseModel):
    name: str
    inner: "Spot | None" = None


class Shore(BaseModel):
    name: Annotated[str, Label("name of the shore", id="nama pantai", it="nome della spiaggia")]


class Wind(enum.StrEnum):
    ON = "onshore"
    OFF = "offshore"


def fault(function: Callable[..., Any]) -> str:
    """The only fault of a function."""
    found = faults_of(function)
    assert len(found) == 1, found
    assert found[0].handler == function.__zantara_handler__.name  # type: ignore[attr-defined]
    assert found[0].file.startswith("tests/handlers/test_definitions.py:")
    assert found[0].fix
    return str(found[0])


# What a definition holds


@handler(
    "surf.tide",
    effect="read",
    egress=True,
    untrusted=True,
    timeout=3,
    examples=[("tide in Canggu?", {"place": "Canggu"})],
)
def tide(
    ctx: Context[Tides],
    place: Annotated[str, Label("beach or town", id="pantai", it="spiaggia")],
    day: Annotated[dt.date | None, "which day"] = None,
    wind: Annotated[Wind, "which wind"] = Wind.OFF,
    limit: Annotated[int, Field(ge=1, le=9, description="at most so many")] = 5,
    *,
    log: Tides,
) -> Shore:
    """Height of the tide
    at a beach now.

    Told in metres.
    """
    return Shore(name=place)


def test_the_definition_is_derived_from_the_function() -> None:
    made = compiled(tide)

    assert (made.name, made.definition.wire_name, made.definition.domain) == ("surf.tide", "surf_tide", "surf")
    assert made.definition.description == "Height of the tide at a beach now. Told in metres"
    assert (made.effect, made.definition.egress, made.definition.untrusted) == ("read", True, True)
    assert (made.definition.scope, made.definition.timeout_s) == ("surf:read", 3)
    assert (made.port, made.ports, made.asynchronous) == (Tides, {"log": Tides}, False)
    assert made.definition.result["properties"]["name"][LABEL]["it"] == "nome della spiaggia"


def test_the_model_sees_plain_parameters_and_neither_context_nor_ports() -> None:
    assert compiled(tide).definition.parameters == {
        "type": "object",
        "additionalProperties": False,
        "required": ["place"],
        "properties": {
            "place": {
                "type": "string",
                "description": "beach or town",
                LABEL: {"en": "beach or town", "id": "pantai", "it": "spiaggia"},
            },
            "day": {"type": "string", "format": "date", "description": "which day"},
            "wind": {
                "type": "string",
                "enum": ["onshore", "offshore"],
                "default": "offshore",
                "description": "which wind",
            },
            "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": 9,
                "default": 5,
                "description": "at most so many",
            },
        },
    }


def test_the_card_says_what_the_handler_does_and_needs() -> None:
    assert card(compiled(tide).definition) == (
        "Height of the tide at a beach now. Told in metres (beach or town, which day, which wind, at most so many)"
    )


def test_arguments_become_the_functions_types_and_defaults_stay_its_own() -> None:
    assert compiled(tide).parse({"place": "Canggu", "day": "2026-12-01"}) == {
        "place": "Canggu",
        "day": dt.date(2026, 12, 1),
    }


@pytest.mark.parametrize("wrong", [{"place": 7}, {"limit": "3"}, {"limit": 10}, {"day": "soon"}, {"beach": "x"}])
def test_arguments_that_do_not_fit_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        compiled(tide).parse({"place": "x", **wrong})


def test_a_required_argument_is_required() -> None:
    with pytest.raises(ValidationError):
        compiled(tide).parse({"limit": 3})


def test_an_optional_choice_and_a_record_are_spelt_out() -> None:
    @handler("x.y", effect="read")
    def nested(
        ctx: Context,
        wind: Annotated[Wind | None, "which wind"] = None,
        shore: Annotated[Shore | None, "where"] = None,
        shores: Annotated[list[Shore] | None, "where else"] = None,
    ) -> Note:
        """Do."""
        return Note(text="")

    properties = compiled(nested).definition.parameters["properties"]

    assert properties["wind"] == {"type": "string", "enum": ["onshore", "offshore"], "description": "which wind"}
    assert properties["shore"]["properties"]["name"]["type"] == "string"
    assert properties["shores"]["items"]["properties"]["name"]["type"] == "string"
    assert "$ref" not in str(properties)


def test_a_nul_character_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        compiled(tide).parse({"place": "a\0b"})


def test_a_moment_without_an_offset_is_refused() -> None:
    @handler("x.at", effect="read")
    def at(ctx: Context, when: Annotated[dt.datetime | None, "when"] = None) -> Note:
        """Tell the time."""
        return Note(text=str(when))

    with pytest.raises(ValidationError):
        compiled(at).parse({"when": "2026-12-01T14:00:00"})
    assert compiled(at).parse({"when": "2026-12-01T14:00:00+08:00"})["when"].utcoffset() == dt.timedelta(hours=8)


def test_a_parameter_may_be_described_in_the_docstring() -> None:
    @handler("x.said", effect="read")
    def said(ctx: Context, place: str) -> Note:
        """Say.

        Args:
            place: beach or town
        """
        return Note(text=place)

    assert compiled(said).definition.parameters["properties"]["place"]["description"] == "beach or town"


# What is told


def test_a_missing_result_type() -> None:
    @handler("x.y", effect="read")
    def nothing(ctx: Context):  # type: ignore[no-untyped-def]
        """Do."""

    assert "its return type is no pydantic model" in fault(nothing)


@pytest.mark.parametrize("result", [str, dict[str, str], None, Note | None, list[Note]])
def test_a_result_that_is_no_model(result: Any) -> None:
    def made(ctx: Context) -> Any:
        """Do."""

    made.__annotations__["return"] = result

    assert "its return type is no pydantic model" in fault(handler("x.y", effect="read")(made))


def test_a_result_that_is_no_json() -> None:
    class Odd(BaseModel):
        call: Callable[[], None]

    @handler("x.y", effect="read")
    def odd(ctx: Context) -> Odd:
        """Do."""
        raise NotImplementedError

    assert "Odd" in fault(odd)


def test_a_parameter_without_a_description() -> None:
    @handler("x.y", effect="read")
    def undescribed(ctx: Context, place: str) -> Note:
        """Do."""
        return Note(text=place)

    assert "parameter `place` has no description" in fault(undescribed)


def test_a_parameter_without_a_type() -> None:
    @handler("x.y", effect="read")
    def untyped(ctx: Context, place) -> Note:  # type: ignore[no-untyped-def]
        """Do."""
        return Note(text=place)

    assert "parameter `place` has no type" in fault(untyped)


def test_a_parameter_of_a_type_that_no_json_has() -> None:
    @handler("x.y", effect="read")
    def odd(ctx: Context, call: Annotated[Callable[[], None], "what to call"]) -> Note:
        """Do."""
        return Note(text="")

    @handler("x.y", effect="read")
    def own(ctx: Context, thing: Annotated[object.__class__, "a class"]) -> Note:
        """Do."""
        return Note(text="")

    for function in (odd, own):
        assert "use str, int, float, bool, date, list ..." in fault(function)


def test_a_parameter_that_contains_itself() -> None:
    @handler("x.y", effect="read")
    def nested(ctx: Context, spot: Annotated[Spot, "where"]) -> Note:
        """Do."""
        return Note(text="")

    assert "contains itself" in fault(nested)


def test_parameters_that_take_anything() -> None:
    @handler("x.y", effect="read")
    def anything(ctx: Context, *args: str) -> Note:
        """Do."""
        return Note(text="")

    @handler("x.y", effect="read")
    def everything(ctx: Context, **kwargs: str) -> Note:
        """Do."""
        return Note(text="")

    assert "`args` takes any arguments" in fault(anything)
    assert "`kwargs` takes any arguments" in fault(everything)


def test_a_parameter_that_cannot_be_named() -> None:
    @handler("x.y", effect="read")
    def positional(ctx: Context, place: Annotated[str, "where"], /) -> Note:
        """Do."""
        return Note(text=place)

    assert "`place` cannot be passed by name" in fault(positional)


def test_a_missing_context() -> None:
    @handler("x.y", effect="read")
    def alone() -> Note:
        """Do."""
        return Note(text="")

    @handler("x.y", effect="read")
    def second(place: Annotated[str, "where"]) -> Note:
        """Do."""
        return Note(text="")

    for function in (alone, second):
        assert "begin the signature with `ctx: Context`" in fault(function)


def test_a_context_in_the_wrong_place() -> None:
    @handler("x.y", effect="read")
    def late(place: Annotated[str, "where"], ctx: Context) -> Note:
        """Do."""
        return Note(text="")

    assert any("put `ctx: Context` first" in found.fix for found in faults_of(late))


def test_an_annotation_that_cannot_be_read() -> None:
    @handler("x.y", effect="read")
    def unknown(ctx: Context, place: "Beach") -> Note:  # type: ignore[name-defined] # noqa: F821
        """Do."""
        return Note(text="")

    assert "name 'Beach' is not defined" in fault(unknown)


def test_a_missing_docstring() -> None:
    @handler("x.y", effect="read")
    def silent(ctx: Context) -> Note:
        return Note(text="")

    assert "it has no docstring" in fault(silent)


@pytest.mark.parametrize("rate", ["often", "60", "60/fortnight", "/minute"])
def test_a_rate_that_cannot_be_read(rate: str) -> None:
    told = fault(handler("x.y", effect="read", rate=rate)(plain()))

    assert repr(rate) in told
    assert "60/minute" in told


@pytest.mark.parametrize("policy", [{"timeout": 0}, {"timeout": -1}, {"concurrency": 0}, {"retries": -1}])
def test_a_figure_out_of_range(policy: dict[str, Any]) -> None:
    assert "timeout > 0, concurrency >= 1, retries >= 0" in fault(handler("x.y", effect="read", **policy)(plain()))


@pytest.mark.parametrize("name", ["tide", "Surf.tide", "surf.", ".tide", "surf tide", "surf.tide-now", "1.2", ""])
def test_a_name_that_is_not_valid(name: str) -> None:
    assert "surf.tide" in fault(handler(name, effect="read")(plain()))


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        ({"size": "8"}, "size: Input should be a valid integer"),
        ({}, "size: Field required"),
        ({"size": 8, "colour": "red"}, "colour: Extra inputs are not permitted"),
    ],
)
def test_an_example_that_does_not_validate(args: dict[str, Any], problem: str) -> None:
    @handler("x.y", effect="read", examples=[("fine", {"size": 1}), ("a board of 8 feet", args)])
    def board(ctx: Context, size: Annotated[int, "feet"]) -> Note:
        """Find a board."""
        return Note(text="")

    assert f"the example 'a board of 8 feet' does not fit: {problem}" in fault(board)


def test_everything_wrong_is_told_at_once() -> None:
    @handler("Wrong", effect="read", rate="often", timeout=0)
    def wrong(place: str, *args: int) -> Literal["x"]:
        return "x"

    assert len(faults_of(wrong)) == 8


def plain() -> Callable[..., Any]:
    def function(ctx: Context) -> Note:
        """Do."""
        return Note(text="")

    return function
