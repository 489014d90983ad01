"""One call of a handler: retries, deadline, limits, breaker, cache; whatever the handler does comes back as a value."""

import asyncio
import datetime as dt
import math
import time
from collections.abc import Callable
from typing import Annotated, Any, Protocol

import pytest
from pydantic import BaseModel

from handlers.context import Context
from handlers.errors import Ambiguous, Denied, InvalidRequest, NotFound, Unavailable
from handlers.handler import handler
from schemas.tools import CallStatus, Effect
from service.engine.breaker import FAILURES
from service.engine.dispatch import RESULT_BYTES, BoundBackend, Dispatcher, Execution
from tests.support.engine import CALLER, Note, compiled, dispatcher

UNSAFE = [Effect.SEND, Effect.DESTROY]
CHANGING = [Effect.WRITE, *UNSAFE]


class Outbox(Protocol):
    def put(self, key: str) -> str: ...


class Box:
    """Fails the first `failures` times, and remembers the keys that it was shown."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.keys: list[str] = []

    def put(self, key: str) -> str:
        self.keys.append(key)
        if len(self.keys) <= self.failures:
            raise Unavailable("the box is away")
        return f"put {len(self.keys)}"


class Figures(BaseModel):
    large: int
    ratio: float


def putting(effect: Effect, **policy: Any) -> Callable[..., Any]:
    @handler("box.put", effect=effect, **policy)
    async def put(ctx: Context[Outbox]) -> Note:
        """Put."""
        return Note(text=ctx.port.put(ctx.idempotency_key))

    return put


def boxed(box: Box, **bound: bool) -> Dispatcher:
    return dispatcher({Outbox: BoundBackend(box, **bound)})


async def execute(function: Callable[..., Any], runner: Dispatcher | None = None, **args: Any) -> Execution:
    return await (runner or dispatcher()).execute(compiled(function), args, CALLER)


def code(execution: Execution) -> str:
    assert execution.error is not None
    return execution.error.code


# Retries


async def test_a_read_is_tried_again_until_the_backend_answers() -> None:
    box = Box(failures=2)

    ended = await execute(putting(Effect.READ), boxed(box))

    assert (ended.status, ended.result, ended.attempts) == ("done", {"text": "put 3"}, 3)


async def test_a_read_is_given_up_after_its_retries() -> None:
    ended = await execute(putting(Effect.READ, retries=1), boxed(Box(failures=9)))

    assert (ended.status, code(ended), ended.attempts) == ("failed", "unavailable", 2)


async def test_a_write_is_tried_again_under_the_same_key_where_the_backend_honours_keys() -> None:
    box = Box(failures=2)

    ended = await execute(putting(Effect.WRITE), boxed(box, honours_keys=True))

    assert ended.status == "done"
    assert box.keys == ["key-1"] * 3


@pytest.mark.parametrize("effect", CHANGING)
async def test_nothing_else_that_changes_the_world_is_tried_twice(effect: Effect) -> None:
    box = Box(failures=2)

    ended = await execute(putting(effect, retries=5), boxed(box))

    assert (ended.status, code(ended), len(box.keys)) == ("failed", "unavailable", 1)


@pytest.mark.parametrize("effect", UNSAFE)
async def test_sending_and_destroying_are_never_tried_twice_not_even_with_a_key(effect: Effect) -> None:
    box = Box(failures=2)

    await execute(putting(effect, retries=5), boxed(box, honours_keys=True))

    assert len(box.keys) == 1


@pytest.mark.parametrize("error", [InvalidRequest("no"), NotFound("no"), Ambiguous("no"), ValueError("no")])
async def test_only_what_is_unavailable_is_tried_again(error: Exception) -> None:
    @handler("x.fails", effect="read")
    async def fails(ctx: Context) -> Note:
        """Fail."""
        raise error

    assert (await execute(fails)).attempts == 1


# Outcomes


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (InvalidRequest("a"), "failed", "invalid_request"),
        (NotFound("a"), "failed", "not_found"),
        (Ambiguous("a", options=["Maria R", "Maria B"]), "failed", "ambiguous"),
        (Denied("a"), "denied", "denied"),
    ],
)
async def test_a_handlers_own_errors_say_who_acts(error: Exception, status: str, said: str) -> None:
    @handler("x.fails", effect="read")
    def fails(ctx: Context) -> Note:
        """Fail."""
        raise error

    ended = await execute(fails)

    assert (ended.status, code(ended)) == (status, said)
    assert ended.error is not None
    assert ended.error.message == "a"
    assert ended.error.options == getattr(error, "options", ())


class Odd(BaseException):
    pass


@pytest.mark.parametrize(
    "error", [ZeroDivisionError(), TimeoutError(), SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError(), Odd()]
)
@pytest.mark.parametrize("foreign", [True, False])
@pytest.mark.parametrize("asynchronous", [True, False])
async def test_whatever_a_handler_raises_its_call_fails_and_the_service_goes_on(
    error: BaseException, foreign: bool, asynchronous: bool
) -> None:
    @handler("x.fails", effect="read")
    def fails(ctx: Context) -> Note:
        """Fail."""
        raise error

    @handler("x.fails", effect="read")
    async def fails_later(ctx: Context) -> Note:
        """Fail."""
        raise error

    runner = dispatcher()
    made = compiled(fails_later if asynchronous else fails, foreign=foreign)

    ended = await runner.execute(made, {}, CALLER)

    assert (ended.status, code(ended)) == ("failed", "internal")
    assert ended.error is not None
    assert "x.fails" in ended.error.message
    assert type(error).__name__ in ended.error.message
    runner.workers.close()


@pytest.mark.parametrize("returned", [None, "text", {"text": "x"}, object(), Figures(large=1, ratio=1)])
async def test_a_result_of_the_wrong_type_is_told(returned: Any) -> None:
    @handler("x.wrong", effect="read")
    async def wrong(ctx: Context) -> Note:
        """Return something else."""
        return returned

    ended = await execute(wrong)

    assert (ended.status, code(ended)) == ("failed", "internal")
    assert ended.error is not None
    assert f"{type(returned).__name__} instead of Note" in ended.error.message


async def test_a_result_that_is_no_text_is_told() -> None:
    @handler("x.surrogate", effect="read")
    async def surrogate(ctx: Context) -> Note:
        """Return half a character."""
        return Note(text="\ud800")

    assert code(await execute(surrogate)) == "internal"


async def test_a_result_that_is_too_large_is_told_with_its_size() -> None:
    @handler("x.large", effect="read")
    async def large(ctx: Context) -> Note:
        """Return a lot."""
        return Note(text="x" * RESULT_BYTES)

    ended = await execute(large)

    assert code(ended) == "internal"
    assert ended.error is not None
    assert "1,000,011 bytes" in ended.error.message


async def test_figures_come_back_as_they_were() -> None:
    @handler("x.figures", effect="read")
    async def figures(ctx: Context) -> Figures:
        """Work something out."""
        return Figures(large=2**70, ratio=math.inf)

    assert (await execute(figures)).result == {"large": 2**70, "ratio": None}


async def test_arguments_that_do_not_fit_are_told_and_the_handler_does_not_run() -> None:
    ran = []

    @handler("x.day", effect="send")
    async def day(ctx: Context, on: Annotated[dt.date, "which day"]) -> Note:
        """Name the day."""
        ran.append(on)
        return Note(text=str(on))

    refused = await execute(day, on="yesterday")
    accepted = await execute(day, on="2026-12-01")

    assert (refused.status, code(refused)) == ("failed", "invalid_request")
    assert refused.error is not None
    assert "`on` is 'yesterday'" in refused.error.message
    assert accepted.status == "done"
    assert ran == [dt.date(2026, 12, 1)]


async def test_a_default_stays_the_functions_own() -> None:
    @handler("x.copies", effect="read")
    async def copies(ctx: Context, count: Annotated[int, "how many"] = 3) -> Note:
        """Count."""
        return Note(text=str(count))

    assert (await execute(copies)).result == {"text": "3"}


async def test_a_call_says_whether_its_backend_is_a_twin() -> None:
    assert (await execute(putting(Effect.SEND), boxed(Box(), simulated=True))).simulated
    assert not (await execute(putting(Effect.SEND), boxed(Box()))).simulated


async def test_the_context_holds_the_caller() -> None:
    seen: list[Context] = []

    @handler("x.look", effect="read")
    async def look(ctx: Context) -> Note:
        """Look."""
        seen.append(ctx)
        return Note(text="")

    await execute(look)

    assert (seen[0].tenant, seen[0].principal.id, seen[0].idempotency_key) == ("bali", "anna", "key-1")
    assert (seen[0].now, seen[0].turn_id, seen[0].call_id) == (CALLER.now, "turn_1", "c1")


async def test_a_second_port_is_injected() -> None:
    @handler("x.both", effect="read")
    def both(ctx: Context, *, box: Outbox) -> Note:
        """Use it."""
        return Note(text=box.put("x"))

    assert (await execute(both, boxed(Box()))).result == {"text": "put 1"}


# Deadline


def hanging(effect: Effect, *, asynchronous: bool) -> Callable[..., Any]:
    @handler("x.hangs", effect=effect, timeout=0.05)
    async def hangs(ctx: Context) -> Note:
        """Hang."""
        await asyncio.sleep(30)
        return Note(text="")

    @handler("x.hangs", effect=effect, timeout=0.05)
    def blocks(ctx: Context) -> Note:
        """Block."""
        time.sleep(1.5)
        return Note(text="")

    return hangs if asynchronous else blocks


@pytest.mark.parametrize("asynchronous", [True, False])
async def test_a_read_that_hangs_has_timed_out(asynchronous: bool) -> None:
    began = time.perf_counter()

    ended = await execute(hanging(Effect.READ, asynchronous=asynchronous))

    assert (ended.status, code(ended)) == ("failed", "timeout")
    assert ended.error is not None
    assert "x.hangs did not answer within 0.05 s" in ended.error.message
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("effect", CHANGING)
@pytest.mark.parametrize("asynchronous", [True, False])
async def test_anything_else_that_hangs_is_in_doubt(effect: Effect, asynchronous: bool) -> None:
    ended = await execute(hanging(effect, asynchronous=asynchronous))

    assert (ended.status, code(ended)) == ("in_doubt", "in_doubt")


async def test_the_deadline_holds_for_all_tries_together() -> None:
    ended = await execute(putting(Effect.READ, retries=1000, timeout=0.2), boxed(Box(failures=10_000)))

    assert code(ended) == "timeout"
    assert ended.duration_ms < 1000


async def test_a_send_that_never_got_its_turn_is_not_in_doubt() -> None:
    release = asyncio.Event()

    @handler("x.send", effect="send", timeout=0.1, concurrency=1)
    async def send(ctx: Context, first: Annotated[bool, "whether"]) -> Note:
        """Send."""
        await release.wait()
        return Note(text="")

    runner, made = dispatcher(), compiled(send)

    ended = await asyncio.gather(*(runner.execute(made, {"first": first}, CALLER) for first in (True, False)))

    assert [execution.status for execution in ended] == ["in_doubt", "failed"]


# Limits


async def test_no_more_calls_run_at_once_than_the_handler_allows() -> None:
    running, most = 0, 0

    @handler("x.slow", effect="read", concurrency=2)
    async def slow(ctx: Context) -> Note:
        """Take a while."""
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.005)
        running -= 1
        return Note(text="")

    runner, made = dispatcher(), compiled(slow)

    ended = await asyncio.gather(*(runner.execute(made, {}, CALLER) for _ in range(6)))

    assert [execution.status for execution in ended] == ["done"] * 6
    assert most == 2


async def test_a_rate_is_counted_per_tenant() -> None:
    @handler("x.rare", effect="send", rate="2/minute")
    async def rare(ctx: Context) -> Note:
        """Send."""
        return Note(text="")

    runner, made = dispatcher(), compiled(rare)
    other = CALLER.__class__(**{name: getattr(CALLER, name) for name in CALLER.__slots__} | {"tenant": "lombok"})

    ended = [await runner.execute(made, {}, CALLER) for _ in range(3)]

    assert [execution.status for execution in ended] == ["done", "done", "failed"]
    assert code(ended[2]) == "rate_limited"
    assert ended[2].error is not None
    assert "2/minute" in ended[2].error.message
    assert (await runner.execute(made, {}, other)).status is CallStatus.DONE


# Breaker


async def test_a_backend_that_fails_again_and_again_is_left_alone() -> None:
    box = Box(failures=100)
    runner, made = boxed(box), compiled(putting(Effect.SEND, rate="1000/second"))
    for _ in range(FAILURES):
        await runner.execute(made, {}, CALLER)

    ended = await runner.execute(made, {}, CALLER)

    assert len(box.keys) == FAILURES
    assert code(ended) == "unavailable"
    assert ended.error is not None
    assert "tried again in 15 s" in ended.error.message


async def test_after_a_rest_one_call_tries_and_a_success_lets_the_others_through() -> None:
    box = Box(failures=FAILURES)
    runner, made = boxed(box), compiled(putting(Effect.SEND, rate="1000/second"))
    for _ in range(FAILURES):
        await runner.execute(made, {}, CALLER)
    runner.lane(made).breaker.opened_at -= 60

    ended = [await runner.execute(made, {}, CALLER) for _ in range(3)]

    assert [execution.status for execution in ended] == ["done"] * 3


@pytest.mark.parametrize("error", [InvalidRequest("a"), NotFound("a"), Ambiguous("a"), Denied("a")])
async def test_wrong_requests_do_not_open_the_breaker(error: Exception) -> None:
    @handler("x.picky", effect="read")
    async def picky(ctx: Context) -> Note:
        """Refuse."""
        raise error

    runner, made = dispatcher(), compiled(picky)

    ended = [await runner.execute(made, {}, CALLER) for _ in range(FAILURES * 2)]

    assert {code(execution) for execution in ended} == {error.code}  # type: ignore[attr-defined]


# Cache


def counting(effect: Effect) -> Callable[..., Any]:
    runs = iter(range(100))

    @handler("x.count", effect=effect, cache=dt.timedelta(minutes=1))
    async def count(ctx: Context, name: Annotated[str, "of what"] = "") -> Note:
        """Count."""
        return Note(text=f"{name}{next(runs)}")

    return count


async def test_the_result_of_a_read_is_kept_for_the_same_arguments() -> None:
    runner, made = dispatcher(), compiled(counting(Effect.READ))

    ended = [await runner.execute(made, {"name": name}, CALLER) for name in ("a", "b", "a")]

    assert [execution.result["text"] for execution in ended] == ["a0", "b1", "a0"]
    assert [execution.cached for execution in ended] == [False, False, True]


async def test_a_kept_result_is_for_one_tenant_and_one_language() -> None:
    runner, made = dispatcher(), compiled(counting(Effect.READ))
    fields = {name: getattr(CALLER, name) for name in CALLER.__slots__}

    for caller in ({}, {"tenant": "lombok"}, {"language": "it"}):
        assert not (await runner.execute(made, {}, CALLER.__class__(**fields | caller))).cached


@pytest.mark.parametrize("effect", CHANGING)
async def test_nothing_but_a_read_is_kept(effect: Effect) -> None:
    runner, made = dispatcher(), compiled(counting(effect))

    ended = [await runner.execute(made, {}, CALLER) for _ in range(2)]

    assert [execution.result["text"] for execution in ended] == ["0", "1"]


async def test_a_failure_is_not_kept() -> None:
    box = Box(failures=1)
    runner = boxed(box)
    made = compiled(putting(Effect.READ, retries=0, cache=dt.timedelta(minutes=1)))

    ended = [await runner.execute(made, {}, CALLER) for _ in range(2)]

    assert [execution.status for execution in ended] == ["failed", "done"]


async def test_a_large_figure_may_be_an_argument_of_a_kept_read() -> None:
    @handler("x.square", effect="read", cache=dt.timedelta(minutes=1))
    async def square(ctx: Context, number: Annotated[int, "of what"]) -> Figures:
        """Square a number."""
        return Figures(large=number**2, ratio=1)

    runner, made = dispatcher(), compiled(square)

    ended = [await runner.execute(made, {"number": 2**70}, CALLER) for _ in range(2)]

    assert [execution.result["large"] for execution in ended] == [2**140] * 2
    assert ended[1].cached
