"""From a message to a plan, on the real handlers. It is Friday 20 November 2026, nine in the morning."""

from collections.abc import Callable

import pytest

from schemas.plan import MissingCall, Plan

Planned = Callable[..., Plan]


def calls(plan: Plan) -> list[tuple[str, dict[str, object]]]:
    return [(call.handler, dict(call.args)) for call in plan.calls]


@pytest.mark.parametrize(
    ("language", "message", "handler", "args"),
    [
        ("en", "what's the overstay fine for 12 days", "visa.overstay_fine", {"days": 12}),
        ("id", "overstay seminggu bayar berapa ya", "visa.overstay_fine", {"days": 7}),
        ("it", "visto scaduto da 8 giorni, che multa rischio?", "visa.overstay_fine", {"days": 8}),
        (
            "en",
            "remind me tomorrow at 5pm to call Marco about the visa",
            "reminder.create",
            {"text": "call Marco about the visa", "at": "2026-11-21T17:00:00+08:00"},
        ),
        (
            "it",
            "ricordami lunedì alle 15 di pagare le tasse",
            "reminder.create",
            {"text": "pagare le tasse", "at": "2026-11-23T15:00:00+08:00"},
        ),
        (
            "en",
            "send a whatsapp to Marco saying we're done with the papers",
            "whatsapp.send",
            {"to": "Marco", "text": "we're done with the papers"},
        ),
        (
            "en",
            "read https://example.org/news/permits for me",
            "web.fetch",
            {"url": "https://example.org/news/permits"},
        ),
    ],
)
def test_one_wish_becomes_one_call_with_what_was_said(
    planned: Planned, language: str, message: str, handler: str, args: dict[str, object]
) -> None:
    assert calls(planned(message, language)) == [(handler, args)]


def test_two_wishes_become_two_calls(planned: Planned) -> None:
    plan = planned("what's 20% of 350 and is 25 december a holiday?")
    assert calls(plan) == [
        ("calculator.evaluate", {"expression": "20% * 350"}),
        ("holiday.check", {"day": "2026-12-25"}),
    ]


def test_an_and_inside_a_quotation_cuts_nothing(planned: Planned) -> None:
    plan = planned("send a whatsapp to Marco: 'bring the passport and the fine for 3 days overstay'")
    assert [call.handler for call in plan.calls] == ["whatsapp.send"]
    assert plan.calls[0].args["text"] == "bring the passport and the fine for 3 days overstay"


def test_what_was_not_said_is_asked_for(planned: Planned) -> None:
    plan = planned("remind me to call the bank")
    assert plan.calls == ()
    assert plan.missing == (MissingCall(handler="reminder.create", args={"text": "call the bank"}, params=("at",)),)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "thanks a lot, that's perfect"),
        ("en", "don't send the whatsapp to Marco yet"),
        ("id", "jangan kirim wa ke Andi dulu"),
        ("it", "non scrivere a Luca per adesso"),
        ("it", "ho già mandato il messaggio a Elena"),
    ],
)
def test_small_talk_and_refusals_call_nothing(planned: Planned, language: str, message: str) -> None:
    assert planned(message, language).empty


def test_a_short_answer_completes_the_call_that_was_asked_about(planned: Planned) -> None:
    asked = MissingCall(handler="reminder.create", args={"text": "call the bank"}, params=("at",))
    plan = planned("tomorrow at 10", pending=asked)
    assert calls(plan) == [("reminder.create", {"text": "call the bank", "at": "2026-11-21T10:00:00+08:00"})]


def test_another_wish_drops_the_pending_call(planned: Planned) -> None:
    asked = MissingCall(handler="whatsapp.send", args={"to": "Marco"}, params=("text",))
    plan = planned("what's the overstay fine for 12 days", pending=asked)
    assert [call.handler for call in plan.calls] == ["visa.overstay_fine"]


def test_the_route_says_which_model_and_why(planned: Planned) -> None:
    plan = planned("what's the overstay fine for 12 days")
    assert plan.route.model == "scout-mini"
    assert plan.route.confidence == plan.confidence
    assert "visa.overstay_fine" in plan.route.reason


def test_a_message_of_the_longest_length_is_planned(planned: Planned) -> None:
    assert planned("lorem ipsum dolor sit amet, " * 1_170).confidence is not None


def test_what_stands_beside_a_text_belongs_to_it(planned: Planned) -> None:
    plan = planned("remind me to call the notary tomorrow at 9am")
    assert calls(plan) == [("reminder.create", {"text": "call the notary", "at": "2026-11-21T09:00:00+08:00"})]


def test_a_greeting_alone_is_a_text_after_saying(planned: Planned) -> None:
    plan = planned("send a whatsapp to Maria saying hi")
    assert calls(plan) == [("whatsapp.send", {"to": "Maria", "text": "hi"})]
