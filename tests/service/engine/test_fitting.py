"""References take the form that the parameter wants, where it can be meant in one way only."""

import pytest

from service.engine.fitting import fits, fitted

TEXT, NUMBER, TEXTS = {"type": "string"}, {"type": "number"}, {"type": "array", "items": {"type": "string"}}
PRICE = {"amount": 800.0, "currency": "EUR"}


@pytest.mark.parametrize(
    ("value", "schema", "meant"),
    [
        (PRICE, TEXT, "800 EUR"),
        ({"amount": 13_600_000.0, "currency": "IDR"}, TEXT, "13,600,000 IDR"),
        (PRICE, NUMBER, 800.0),
        (37.5, TEXT, "37.5"),
        (["passport", "photo"], TEXT, "passport\nphoto"),
        ("maria@example.com", TEXTS, ["maria@example.com"]),
        (["a", "b"], TEXTS, ["a", "b"]),
        ("as it is", TEXT, "as it is"),
        (12, NUMBER, 12),
    ],
)
def test_a_value_becomes_what_the_parameter_takes(value, schema, meant):
    assert fitted(value, schema) == meant


@pytest.mark.parametrize("value", [{"name": "Maria", "phone": "+62"}, [{"name": "Maria"}], True, None])
def test_what_could_be_meant_in_several_ways_stays_as_it_is(value):
    assert fitted(value, TEXT) == value


def test_only_money_stands_for_a_plain_value():
    assert fits({"type": "object", "format": "money"}, "string")
    assert not fits({"type": "object", "properties": {"name": {}}}, "string")
