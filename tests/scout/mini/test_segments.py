"""Which ways of cutting a message come first. The boundary head's word and the clearness of the pieces both count."""

import numpy as np

from scout.mini.segments import ways
from scout.mini.tower import Tokens

TEXT = "send it to Anna and call the bank"


def tokens(text: str) -> Tokens:
    """One token a word, between two marks that stand for no characters."""
    offsets, at = [(0, 0)], 0
    for word in text.split():
        at = text.index(word, at)
        offsets.append((at, at + len(word)))
        at += len(word)
    offsets.append((0, 0))
    return Tokens(text, np.array(offsets), np.ones(len(offsets), bool), np.zeros((len(offsets), 384), np.float32))


def begins(text: str, **likely: float):
    odds = np.full(len(text.split()) + 2, -9.0, np.float32)
    for word, value in likely.items():
        odds[text.split().index(word) + 1] = value
    return odds


def pieces(way) -> list[str]:
    words = TEXT.split()
    return [" ".join(words[first - 1 : last - 1]) for first, last in way.ranges]


def alike(ranges):
    return np.full(len(ranges), -0.1)


def test_a_likely_beginning_cuts():
    best = ways(tokens(TEXT), begins(TEXT, **{"and": 3.0}), alike)[0]
    assert pieces(best) == ["send it to Anna", "and call the bank"]


def test_an_unlikely_one_does_not():
    best = ways(tokens(TEXT), begins(TEXT, **{"and": -2.0}), alike)[0]
    assert pieces(best) == [TEXT]


def test_pieces_that_are_no_wishes_are_left_together():
    def clear_as_a_whole(ranges):
        return np.array([-0.1 if last - first == len(TEXT.split()) else -3.0 for first, last in ranges])

    best = ways(tokens(TEXT), begins(TEXT, **{"and": 1.0}), clear_as_a_whole)[0]
    assert pieces(best) == [TEXT]


def test_a_joining_word_and_what_follows_are_one_beginning():
    found = ways(tokens(TEXT), begins(TEXT, **{"and": 2.0, "call": 2.5}), alike)
    assert pieces(found[0]) == ["send it to Anna and", "call the bank"]
    assert all(len(way.ranges) < 3 for way in found)


def test_a_message_never_begins_twice():
    best = ways(tokens(TEXT), begins(TEXT, send=9.0), alike)[0]
    assert pieces(best) == [TEXT]


def test_an_empty_message_is_one_piece():
    assert len(ways(tokens(""), begins(""), alike)[0].ranges) == 1
