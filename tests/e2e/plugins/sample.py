"""A plugin folder as a tester needs it: handlers of every effect, and every way in which one can be at fault."""

import asyncio
import time
from typing import Annotated

from zantara import Ambiguous, Context, Denied, NotFound, Unavailable, Value, handler

SECRET = "swordfish-in-an-exception"
counted = 0


class Text(Value):
    text: str


class Count(Value):
    count: int


@handler("sample.echo", effect="read", examples=[("echo the word hello", {"text": "hello"})])
async def echo(ctx: Context, text: Annotated[str, "what to say back"]) -> Text:
    """Say a text back."""
    return Text(text=text)


@handler("sample.add", effect="read", examples=[("add one and two with the adder", {"first": 1, "second": 2})])
async def add(ctx: Context, first: Annotated[int, "first summand"], second: Annotated[int, "second summand"]) -> Count:
    """Add two whole numbers with the adder."""
    return Count(count=first + second)


@handler("sample.wait", effect="read", examples=[("idle for 2 ticks", {"seconds": 2})])
async def wait(ctx: Context, seconds: Annotated[float, "seconds"]) -> Text:
    """Idle for some ticks."""
    await asyncio.sleep(seconds)
    return Text(text=f"waited {seconds:g} s")


@handler("sample.count", effect="write", examples=[("bump the tally", {})])
def count(ctx: Context) -> Count:
    """Bump the tally by one."""
    global counted
    counted += 1
    return Count(count=counted)


@handler("sample.slow_write", effect="write", examples=[("write for 2 ticks", {"seconds": 2})])
async def slow_write(ctx: Context, seconds: Annotated[float, "seconds"]) -> Text:
    """Write something, slowly."""
    await asyncio.sleep(seconds)
    return Text(text="written")


@handler("sample.wipe", effect="destroy", examples=[("wipe the blackboard", {"what": "blackboard"})])
def wipe(ctx: Context, what: Annotated[str, "what to wipe"]) -> Text:
    """Wipe something for good."""
    return Text(text=f"{what} is wiped")


@handler("sample.rare", effect="read", rate="2/hour", examples=[("ring the rare bell", {})])
def rare(ctx: Context) -> Text:
    """Ring the rare bell."""
    return Text(text="ding")


@handler("faulty.raises", effect="read", examples=[("raise an error", {})])
async def raises(ctx: Context) -> Text:
    """Fail with an error of its own."""
    raise RuntimeError(f"cannot go on: {SECRET}")


@handler("faulty.hangs", effect="read", timeout=0.3, examples=[("hang forever", {})])
async def hangs(ctx: Context) -> Text:
    """Never come back."""
    await asyncio.Event().wait()
    return Text(text="never")


@handler("faulty.hangs_in_write", effect="write", timeout=0.3, examples=[("hang in a write", {})])
async def hangs_in_write(ctx: Context) -> Text:
    """Never come back from a write."""
    await asyncio.Event().wait()
    return Text(text="never")


@handler("faulty.blocks", effect="read", timeout=0.3, examples=[("block the loop", {})])
async def blocks(ctx: Context) -> Text:
    """Block the event loop that it runs on."""
    time.sleep(1.5)  # noqa: ASYNC251
    return Text(text="late")


@handler("faulty.blocks_thread", effect="read", timeout=0.3, examples=[("block a thread", {})])
def blocks_thread(ctx: Context) -> Text:
    """Block the thread that it runs on."""
    time.sleep(1.5)
    return Text(text="late")


@handler("faulty.returns_wrong_type", effect="read", examples=[("return something else", {})])
async def returns_wrong_type(ctx: Context) -> Text:
    """Return what it did not promise."""
    return {"text": "a dict"}  # type: ignore[return-value]


@handler("faulty.returns_too_much", effect="read", examples=[("return a megabyte", {})])
async def returns_too_much(ctx: Context) -> Text:
    """Return more than can be kept."""
    return Text(text="x" * 2_000_000)


@handler("faulty.refuses", effect="read", examples=[("refuse with a reason", {"how": "denied"})])
async def refuses(ctx: Context, how: Annotated[str, "denied, missing, ambiguous or away"]) -> Text:
    """Refuse in the way that is asked for."""
    match how:
        case "denied":
            raise Denied("only the director may see this")
        case "missing":
            raise NotFound("there is no such thing as 'this'")
        case "ambiguous":
            raise Ambiguous("two of them fit", options=["the left one", "the right one"])
        case _:
            raise Unavailable("the vendor is away")
