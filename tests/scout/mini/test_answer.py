"""The answer that is written from results."""

import datetime as dt
import re
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict

from handlers.labels import Label, titled
from handlers.values import Money, Source, Value
from schemas.plan import MissingCall, Plan, Route
from schemas.prompt import Outcome, Prompt, Step
from schemas.tools import CallError, CallStatus, Effect, ToolDefinition
from scout.mini.answer import compose
from scout.personas import load_personas

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PERSONAS = load_personas()


class Row(Value):
    name: Annotated[str, Label("name", id="nama", it="nome", role="title")]
    day: Annotated[dt.date, Label("day", id="hari", it="giorno")]
    fixed: Annotated[bool | None, Label("fixed", id="pasti", it="fissata")] = None


class Offer(Value):
    model_config = ConfigDict(json_schema_extra=titled("Offer", "Penawaran", "Offerta"))

    service: Annotated[str, Label("service", id="layanan", it="servizio", role="title")]
    price: Annotated[Money, Label("price", id="harga", it="prezzo")]
    days: Annotated[int | None, Label("days", id="hari", it="giorni")] = None
    rate: Annotated[float | None, Label("rate", id="tarif", it="tasso")] = None
    urgent: Annotated[bool | None, Label("urgent", id="mendesak", it="urgente")] = None
    start: Annotated[dt.datetime | None, Label("start", id="mulai", it="inizio")] = None
    rows: Annotated[tuple[Row, ...], Label("dates", id="tanggal", it="date")] = ()
    cells: Annotated[tuple[dict[str, int | str], ...], Label("cells", id="sel", it="celle")] = ()
    cut: Annotated[bool, Label("cut short", id="dipotong", it="tagliato", role="flag")] = False
    key: Annotated[str, Label("key", role="hidden")] = "k-1"
    source: Source | None = None


DEFINITION = ToolDefinition(
    name="offer.make",
    wire_name="offer_make",
    effect=Effect.READ,
    domain="offer",
    description="Make an offer",
    parameters={
        "properties": {"service": {"type": "string", "x-label": {"en": "service", "id": "layanan", "it": "servizio"}}},
        "required": ["service"],
    },
    result=Offer.model_json_schema(mode="serialization"),
    scope="offer:read",
    timeout_s=10,
)


def answer(*outcomes: Outcome, language: str = "en", missing: tuple[MissingCall, ...] = (), message: str = "x") -> str:
    plan = Plan(missing=missing, route=Route(model="m", reason="r"))
    prompt = Prompt(
        message, PERSONAS["zantara"], NOW, "Asia/Makassar", language, [DEFINITION], steps=[Step(plan, outcomes)]
    )
    return "".join(compose(prompt))


def done(offer: Offer, *, simulated: bool = False) -> Outcome:
    result = offer.model_dump(mode="json")
    return Outcome("c1", "offer.make", {}, CallStatus.DONE, result, simulated=simulated)


def ended(status: CallStatus, error: CallError | None = None) -> Outcome:
    return Outcome("c1", "offer.make", {}, status, error=error)


FULL = Offer(
    service="KITAS",
    price=Money(amount=1_000_000, currency="IDR"),
    urgent=True,
    start=dt.datetime(2026, 11, 21, 17, tzinfo=NOW.tzinfo),
    rows=(Row(name="signing", day=dt.date(2026, 12, 1)),),
    source=Source(name="price list", date=dt.date(2026, 11, 1)),
)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["Offer: KITAS", "- Price: IDR 1,000,000", "- Urgent: yes", "Source: price list, 1 Nov 2026"]),
        ("id", ["Penawaran: KITAS", "- Harga: Rp 1.000.000", "- Mendesak: ya", "Sumber: price list, 1 Nov 2026"]),
        ("it", ["Offerta: KITAS", "- Prezzo: IDR 1.000.000", "- Urgente: sì", "Fonte: price list, 1 nov 2026"]),
    ],
)
def test_labels_money_dates_and_sources_are_in_the_persons_language(language: str, lines: list[str]) -> None:
    written = answer(done(FULL), language=language).splitlines()
    assert [line for line in lines if line not in written] == []


def test_moments_and_nested_records_read_well() -> None:
    written = answer(done(FULL))
    assert "- Start: Saturday 21 November 2026, 17:00" in written
    assert "  - signing: Tuesday 1 December 2026" in written


def test_hidden_and_empty_fields_stay_out() -> None:
    written = answer(done(FULL))
    assert "k-1" not in written
    assert "Days" not in written


def test_a_flag_is_told_only_where_it_is_true() -> None:
    assert "Cut short" not in answer(done(FULL))
    assert "- Cut short: yes" in answer(done(FULL.model_copy(update={"cut": True})))


def test_a_no_is_an_answer_too_also_inside_a_line() -> None:
    doubtful = Row(name="signing", day=dt.date(2026, 12, 1), fixed=False)
    written = answer(done(FULL.model_copy(update={"urgent": False, "rows": (doubtful,)})))

    assert "- Urgent: no" in written
    assert "signing: Tuesday 1 December 2026, fixed: no" in written


def test_rows_whose_columns_no_schema_names_are_told_by_their_own() -> None:
    offer = FULL.model_copy(update={"cells": ({"name": "Bellerive", "goals": 41}, {"name": "Okafor", "goals": 33})})

    assert "  - name Bellerive, goals 41\n  - name Okafor, goals 33" in answer(done(offer))


def test_a_text_of_several_lines_goes_below_its_item() -> None:
    row = Row(name="signing\nat the notary's", day=dt.date(2026, 12, 1))
    written = answer(done(FULL.model_copy(update={"rows": (row,)})))

    assert "  - Tuesday 1 December 2026\n    signing at the notary's" in written


def test_what_is_simulated_is_said() -> None:
    assert "Simulated" in answer(done(FULL, simulated=True))
    assert "Simulated" not in answer(done(FULL))


def test_a_failed_call_says_why_and_offers_the_choice() -> None:
    error = CallError(code="ambiguous", message="Two fit.", options=("Maria Rossi", "Maria Bianchi"))
    written = answer(ended(CallStatus.FAILED, error), language="it")
    assert written.splitlines()[1:] == [
        "Offerta: ce n'è più di uno. Quale intendi?",
        "- Maria Rossi",
        "- Maria Bianchi",
    ]


def test_a_choice_that_the_reason_names_already_is_not_listed_again() -> None:
    error = CallError(code="not_found", message="There is no 'x'; there are tax, visas.", options=("tax", "visas"))

    assert "\n- tax" not in answer(ended(CallStatus.FAILED, error))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (CallStatus.WAITING, "Shall I go ahead?"),
        (CallStatus.SKIPPED, "depends on something"),
        (CallStatus.DENIED, "not allowed"),
        (CallStatus.IN_DOUBT, "I will not do it twice"),
        (CallStatus.CANCELLED, "cancelled"),
    ],
)
def test_every_other_end_is_told_plainly(status: CallStatus, said: str) -> None:
    assert said in answer(ended(status))


def test_a_missing_parameter_is_asked_for_by_its_label() -> None:
    asked = MissingCall(handler="offer.make", params=("service",))
    assert answer(missing=(asked,), language="id") == "Penawaran: saya masih perlu: layanan."


def test_a_greeting_is_greeted_and_a_thank_you_returned() -> None:
    phrases = PERSONAS["zantara"].phrases["it"]
    assert answer(message="Ciao!", language="it").startswith(phrases.greeting)
    assert answer(message="grazie mille", language="it") == phrases.welcome
    assert answer(message="ordinami una pizza", language="it").startswith(phrases.no_call)


def test_a_plugin_without_labels_is_answered_by_its_field_names() -> None:
    plain = DEFINITION.model_copy(
        update={
            "result": {"title": "Tide", "properties": {"height_m": {"type": "number"}, "place": {"type": "string"}}}
        }
    )
    outcome = Outcome("c1", "offer.make", {}, CallStatus.DONE, {"height_m": 1.4, "place": "Canggu"})
    plan = Plan(route=Route(model="m", reason="r"))
    prompt = Prompt("x", PERSONAS["kern"], NOW, "UTC", "en", [plain], steps=[Step(plan, (outcome,))])
    assert "".join(compose(prompt)).splitlines()[1:] == ["Tide", "- Height m: 1.4", "- Place: Canggu"]


amounts = st.one_of(st.integers(0, 10**10), st.decimals(0, 10**6, places=2)).map(float)
moments = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=dt.UTC)
)
offers = st.builds(
    Offer,
    service=st.sampled_from(["KITAS", "PT PMA"]),
    price=st.builds(Money, amount=amounts, currency=st.sampled_from(["EUR", "IDR"])),
    days=st.one_of(st.none(), st.integers(0, 10**7)),
    rate=st.one_of(st.none(), st.decimals(0, 100, places=2).map(float)),
    start=st.one_of(st.none(), moments),
    rows=st.lists(st.builds(Row, name=st.just("row"), day=st.dates(dt.date(2000, 1, 1))), max_size=3).map(tuple),
)


@given(offers, st.sampled_from(["en", "id", "it"]))
def test_every_figure_in_an_answer_comes_from_the_result(offer: Offer, language: str) -> None:
    result = offer.model_dump(mode="json")
    said = set[str]()
    for number in re.findall(r"\d[\d.,]*", answer(done(offer), language=language)):
        said |= {run.lstrip("0") or "0" for run in re.findall(r"\d+", _plain(number, language))}
    known = {run.lstrip("0") or "0" for run in re.findall(r"\d+", str(result))}
    known |= {run.rstrip("0") for run in known} | {f"{run}0" for run in known}
    assert said <= known


def _plain(number: str, language: str) -> str:
    return number.replace("," if language == "en" else ".", "")
