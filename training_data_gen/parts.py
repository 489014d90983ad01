"""One message of two parts -> two messages, as somebody writes who waits for the first answer."""

from dataclasses import replace

from schemas.trajectory import Segment
from training_data_gen.written import Written


def parted(message: Written) -> tuple[Written, Written] | None:
    """The part up to the second segment, and the rest with its references to the first part's results.

    None where the message does not part, where both parts hold one wish's words, and where the second needs itself.
    """
    if len(message.segments) != 2 or not all(segment.wishes for segment in message.segments):
        return None
    cut = message.segments[1].start
    said_before = {mention.wish for mention in message.mentions if mention.start < cut}
    count = len(message.segments[0].wishes)
    if any(index >= count for wish in message.wishes[count:] for index in wish.after):
        return None
    if any(wish >= count for wish in said_before) or any(m.wish < count for m in message.mentions if m.start >= cut):
        return None
    first, second = message.text[:cut].rstrip(" ,;:"), message.text[cut:].lstrip(" ,;:")
    if not first or not second or any(mention.end > len(first) for mention in message.mentions if mention.start < cut):
        return None
    return _first(message, first, count), _second(message, second, count)


def _first(message: Written, text: str, count: int) -> Written:
    return replace(
        message,
        text=text,
        wishes=message.wishes[:count],
        mentions=tuple(mention for mention in message.mentions if mention.wish < count),
        segments=(Segment(start=0, end=len(text), wishes=tuple(range(count))),),
    )


def _second(message: Written, text: str, count: int) -> Written:
    """Its annotation would have to name wishes of another message, so it has none."""
    wishes = tuple(wish.model_copy(update={"after": ()}) for wish in message.wishes[count:])
    return replace(message, text=text, wishes=wishes, mentions=(), segments=())
