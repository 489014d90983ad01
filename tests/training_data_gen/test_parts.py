"""A message of two parts becomes two messages, the second about what the first brings."""

from schemas.trajectory import Mention, Segment, Wish
from training_data_gen.parts import parted
from training_data_gen.written import Written

TEXT = "find Maria Rossi, and tell her see you at 5"
FOUND = Wish(handler="client.find", args={"query": "Maria Rossi"})
TOLD = Wish(handler="whatsapp.send", args={"to": {"$from": "w1", "path": "/phone"}, "text": "see you at 5"}, after=(0,))


def message(**changes: object) -> Written:
    said = [(0, "query", "Maria Rossi"), (1, "to", "her"), (1, "text", "see you at 5")]
    mentions = [
        Mention(wish=at, parameter=name, start=TEXT.index(words), end=TEXT.index(words) + len(words))
        for at, name, words in said
    ]
    segments = (Segment(start=0, end=18, wishes=(0,)), Segment(start=18, end=len(TEXT), wishes=(1,)))
    parts = {"wishes": (FOUND, TOLD), "mentions": tuple(mentions), "segments": segments} | changes
    return Written(TEXT, **parts)  # type: ignore[arg-type]


def test_it_parts_where_the_second_wish_begins() -> None:
    parts = parted(message())

    assert parts is not None
    first, second = parts
    assert (first.text, second.text) == ("find Maria Rossi", "and tell her see you at 5")
    assert (first.wishes, [mention.parameter for mention in first.mentions]) == ((FOUND,), ["query"])
    assert second.wishes[0].args == TOLD.args
    assert second.wishes[0].after == ()


def test_it_stays_whole_where_it_has_one_part() -> None:
    assert parted(message(segments=(Segment(start=0, end=len(TEXT), wishes=(0, 1)),))) is None


def test_it_stays_whole_where_a_part_holds_words_of_the_other() -> None:
    early = Mention(wish=1, parameter="text", start=0, end=4)

    assert parted(message(mentions=(early,))) is None


def test_it_stays_whole_where_the_second_part_needs_itself() -> None:
    again = Wish(handler="memory.store", args={"content": {"$from": "w2", "path": "/text"}}, after=(1,))
    segments = (Segment(start=0, end=18, wishes=(0,)), Segment(start=18, end=len(TEXT), wishes=(1, 2)))

    assert parted(message(wishes=(FOUND, TOLD, again), segments=segments)) is None
