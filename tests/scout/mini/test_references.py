"""What a later call takes from an earlier one's result."""

import pytest

from handlers.registry import Registry
from schemas.plan import PlannedCall
from scout.mini.references import feeds, field_for, source_of


@pytest.mark.parametrize(
    ("first", "second", "parameter", "pointer"),
    [
        ("docs.read", "text.summarize", "text", "/text"),
        ("web.fetch", "translate.text", "text", "/text"),
        ("email.search", "email.reply", "message_id", "/messages/0/message_id"),
        ("system.status", "tax.vat", "amount", None),
    ],
)
def test_the_field_that_the_parameter_asks_for(registry: Registry, first, second, parameter, pointer):
    found = field_for(registry[first].definition.result, registry[second].definition, parameter)
    assert found == pointer


def test_the_latest_call_that_has_it_is_meant(registry: Registry):
    definitions = {name: registry[name].definition for name in ("docs.read", "web.fetch", "calculator.evaluate")}
    calls = [
        PlannedCall(id="c1", handler="docs.read"),
        PlannedCall(id="c2", handler="web.fetch"),
        PlannedCall(id="c3", handler="calculator.evaluate"),
    ]
    found = source_of(calls, definitions, registry["text.summarize"].definition, "text")
    assert found == {"$from": "c2", "path": "/text"}


def test_nothing_stands_before_the_first_call(registry: Registry):
    assert source_of([], {}, registry["text.summarize"].definition, "text") is None


def test_who_feeds_whom(registry: Registry):
    assert feeds(registry["docs.read"].definition, registry["text.summarize"].definition)
    assert not feeds(registry["text.summarize"].definition, registry["calendar.cancel"].definition)
