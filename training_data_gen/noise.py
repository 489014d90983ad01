"""How people type: without capitals, without the last mark, with a slip of the finger. Values keep their words."""

import random
from dataclasses import replace

from training_data_gen.written import Written, lowered

NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
"""Letters beside each letter on a keyboard."""

LOWERED, UNMARKED, SLIPPED = 0.25, 0.35, 0.12
"""Shares of messages without capitals, without their last mark, with a slip."""


def typed(message: Written, rng: random.Random) -> Written:
    """The message as somebody in a hurry might type it."""
    if rng.random() < LOWERED:
        message = lowered(message)
    if rng.random() < UNMARKED:
        message = _without_last_mark(message)
    if rng.random() < SLIPPED:
        message = _slip(message, rng)
    return message


def _without_last_mark(message: Written) -> Written:
    """Without a last full stop or question mark, where no value ends with it."""
    end = len(message.text)
    if message.text[-1:] not in ".?!" or any(mention.end == end for mention in message.mentions):
        return message
    return _replaced(message, message.text[:-1])


def _slip(message: Written, rng: random.Random) -> Written:
    """One letter of a longer word of the command is another one, is twice there, or changes places."""
    inside = {at for mention in message.mentions for at in range(mention.start - 1, mention.end + 1)}
    text = message.text
    places = [
        at
        for at in range(1, len(text) - 2)
        if text[at - 1 : at + 2].isalpha()
        and at not in inside
        and at + 1 not in inside
        and text[at].lower() in NEIGHBOURS
    ]
    if not places:
        return message
    at = rng.choice(places)
    if rng.random() < 0.5:
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return _replaced(message, swapped)
    return _replaced(message, text[:at] + rng.choice(NEIGHBOURS[text[at].lower()]) + text[at + 1 :])


def _replaced(message: Written, text: str) -> Written:
    """The message with another text whose characters stand where they stood."""
    segments = [s.model_copy(update={"end": min(s.end, len(text))}) for s in message.segments]
    return replace(message, text=text, segments=tuple(segments))
