"""Server-sent events: how lines are written, and what keeps a silent stream open."""

import asyncio
from collections.abc import AsyncIterator

from service.engine.journal import Line
from service.routes.sse import stream, with_heartbeat

FIRST = Line(1, "turn.received", b'{"number":1}')
PIECE = Line(0, "answer.delta", b'{"text":"hi"}')
LAST = Line(2, "turn.finished", b'{"number":2}')


async def lines(*given: Line | float) -> AsyncIterator[Line]:
    """Lines, and seconds of silence between them."""
    for one in given:
        if isinstance(one, Line):
            yield one
        else:
            await asyncio.sleep(one)


async def test_silence_is_filled_with_heartbeats_and_no_line_is_lost() -> None:
    beaten = [line async for line in with_heartbeat(lines(FIRST, 0.05, LAST), seconds=0.01)]

    assert beaten[0] == FIRST
    assert beaten[-1] == LAST
    assert beaten[1:-1].count(None) == len(beaten) - 2 >= 2


async def test_a_stream_that_speaks_has_no_heartbeats() -> None:
    assert [line async for line in with_heartbeat(lines(FIRST, PIECE, LAST))] == [FIRST, PIECE, LAST]


async def test_the_lines_are_let_go_when_the_reader_leaves() -> None:
    left = asyncio.Event()

    async def endless() -> AsyncIterator[Line]:
        try:
            await asyncio.Event().wait()
            yield FIRST
        finally:
            left.set()

    beats = with_heartbeat(endless(), seconds=0.01)
    assert await anext(beats) is None
    await beats.aclose()

    await asyncio.wait_for(left.wait(), 1)


async def test_journaled_events_have_a_number_and_pieces_of_text_have_none() -> None:
    written = b"".join([chunk async for chunk in stream(lines(FIRST, PIECE)).body_iterator])

    assert written == (
        b'id: 1\nevent: turn.received\ndata: {"number":1}\n\nevent: answer.delta\ndata: {"text":"hi"}\n\n'
    )
