"""References between calls: which calls they need, whether their path can exist, what they stand for."""

from typing import Any

import pytest
from pydantic import BaseModel, JsonValue

from schemas.plan import PlannedCall
from service.engine.references import BadReference, locate, needs, references, renamed, resolve
from tests.support.engine import call


class Phone(BaseModel):
    number: str


class Client(BaseModel):
    name: str
    phone: Phone | None
    tags: list[str]
    notes: dict[str, int]
    anything: Any
    raw: JsonValue


SCHEMA = Client.model_json_schema(mode="serialization")
RESULTS: dict[str, JsonValue] = {"c1": {"name": "Maria", "phone": {"number": "+62"}, "tags": ["vip"], "none": None}}


def test_a_reference_names_its_call_and_its_path() -> None:
    assert list(references({"$from": "c1", "path": "/phone"})) == [("c1", "/phone")]


def test_a_reference_without_a_path_means_the_whole() -> None:
    assert list(references({"$from": "c1"})) == [("c1", "")]


def test_every_reference_of_a_text_counts() -> None:
    assert list(references({"$text": "{c1/name} owes {c2/amount}, {not a reference}"})) == [
        ("c1", "/name"),
        ("c2", "/amount"),
    ]


def test_references_are_found_inside_lists_and_records() -> None:
    assert list(references({"to": [{"$from": "c1"}], "with": {"a": {"$text": "{c2/x}"}}})) == [("c1", ""), ("c2", "/x")]


def test_a_call_needs_what_it_refers_to_and_what_it_comes_after() -> None:
    assert needs(call("c3", "x.y", after=["c1"], text={"$from": "c2"})) == {"c1", "c2"}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"$from": 7}, '"$from": "c1"'),
        ({"$from": "c1", "path": 7}, '"$from": "c1"'),
        ({"$from": "c1", "or": "c2"}, '"$from": "c1"'),
        ({"$from": "c1", "path": "phone"}, "no JSON pointer"),
        ({"$text": ["{c1/x}"]}, '"$text"'),
        ({"$text": "{c1/x}", "path": "/x"}, '"$text"'),
    ],
)
def test_a_malformed_reference_says_how_it_is_written(value: JsonValue, problem: str) -> None:
    with pytest.raises(BadReference) as raised:
        list(references(value))
    assert problem in str(raised.value)


def test_a_reference_is_replaced_by_the_value_it_points_at() -> None:
    args: JsonValue = {"to": {"$from": "c1", "path": "/phone/number"}, "all": [{"$from": "c1", "path": "/tags/0"}]}

    assert resolve(args, RESULTS) == {"to": "+62", "all": ["vip"]}


def test_a_text_takes_in_single_values_and_nothing_for_null() -> None:
    assert resolve({"$text": "Dear {c1/name}{c1/none}!"}, RESULTS) == "Dear Maria!"


def test_a_text_does_not_take_in_a_record() -> None:
    with pytest.raises(BadReference, match="single value"):
        resolve({"$text": "Call {c1/phone}"}, RESULTS)


@pytest.mark.parametrize("path", ["/gone", "/tags/7", "/name/first", "/a~2b"])
def test_a_path_that_leads_nowhere_is_named(path: str) -> None:
    with pytest.raises(BadReference, match="c1"):
        resolve({"$from": "c1", "path": path}, RESULTS)


def test_a_reference_to_a_call_without_a_result_is_named() -> None:
    with pytest.raises(BadReference, match="c9"):
        resolve({"$from": "c9"}, RESULTS)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("", "object"), ("/name", "string"), ("/phone/number", "string"), ("/tags/0", "string"), ("/notes/x", "integer")],
)
def test_a_path_is_followed_through_the_schema(path: str, kind: str) -> None:
    assert locate(SCHEMA, path)["type"] == kind


@pytest.mark.parametrize("path", ["/anything/at/all", "/raw/at/all"])
def test_a_field_that_may_be_anything_allows_any_path(path: str) -> None:
    assert "type" not in locate(SCHEMA, path)


def test_a_field_that_the_result_has_not_is_told_with_those_it_has() -> None:
    with pytest.raises(BadReference, match=r"no 'surname'.*it has anything, name, notes, phone, raw, tags"):
        locate(SCHEMA, "/surname")


@pytest.mark.parametrize("path", ["/tags/first", "/name/first", "/a~2b"])
def test_a_path_that_no_result_can_have_is_refused(path: str) -> None:
    with pytest.raises(BadReference, match=path):
        locate(SCHEMA, path)


def test_calls_that_were_renamed_are_still_referred_to() -> None:
    planned = PlannedCall(
        id="c9",
        handler="x.y",
        args={"a": {"$from": "c1", "path": "/name"}, "b": [{"$text": "{c1/name} {c2/name}"}]},
        after=("c1", "c2"),
    )

    moved = renamed(planned, {"c1": "c7"})

    assert moved.after == ("c7", "c2")
    assert moved.args == {"a": {"$from": "c7", "path": "/name"}, "b": [{"$text": "{c7/name} {c2/name}"}]}
