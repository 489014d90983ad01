"""`@handler`: declares that a plain function is a handler, and returns the function untouched."""

import datetime as dt
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from schemas.tools import Effect, Example

P = ParamSpec("P")
R = TypeVar("R")

DECLARATION = "__zantara_handler__"


@dataclass(frozen=True, slots=True)
class Policy:
    """How the runtime treats a handler's calls. `None` means: no limit, or no cache.

    timeout: seconds for one call, its retries included. retries: further tries after `Unavailable`.
    rate: `"60/minute"`, counted per tenant. concurrency: calls at once in one process. cache: how long a result holds.
    """

    timeout: float
    retries: int
    concurrency: int
    rate: str | None = None
    cache: dt.timedelta | None = None


DEFAULTS: Mapping[Effect, Policy] = {
    Effect.READ: Policy(timeout=10, retries=2, concurrency=32),
    Effect.WRITE: Policy(timeout=15, retries=2, concurrency=16),
    Effect.SEND: Policy(timeout=20, retries=0, concurrency=8, rate="60/minute"),
    Effect.DESTROY: Policy(timeout=15, retries=0, concurrency=4, rate="60/minute"),
}
"""A `write` is only tried again where its backend honours idempotency keys."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the decorator was told; the registry turns it into a `Handler` and finds what is wrong with it."""

    name: str
    function: Callable[..., Any]
    effect: Effect
    examples: tuple[Example, ...]
    policy: Policy
    egress: bool
    untrusted: bool
    scope: str | None
    domain: str | None


def handler(
    name: str,
    *,
    effect: Effect | str,
    examples: Sequence[tuple[str, Mapping[str, Any]]] = (),
    egress: bool = False,
    untrusted: bool = False,
    timeout: float | None = None,
    retries: int | None = None,
    rate: str | None = None,
    concurrency: int | None = None,
    cache: dt.timedelta | None = None,
    scope: str | None = None,
    domain: str | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a handler. Its signature is the schema, its docstring the description.

    effect: `read`, `write`, `send` or `destroy`; the defaults of the other arguments follow from it (`DEFAULTS`).
    examples: utterances as people type them, with the arguments that they state; en, id and it.
    egress: a read whose arguments leave the house. untrusted: its result comes from the open world.
    scope: what a key must hold to use it, default `domain:effect`. domain: default the package it stands in.

    Raises ValueError for an effect that does not exist, TypeError for what is no function.
    """
    kind = Effect(effect)
    default = DEFAULTS[kind]
    policy = Policy(
        timeout=default.timeout if timeout is None else timeout,
        retries=default.retries if retries is None else retries,
        concurrency=default.concurrency if concurrency is None else concurrency,
        rate=rate or default.rate,
        cache=cache,
    )

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        if not inspect.isfunction(function):
            raise TypeError(f"{function!r} is no function; put @handler({name!r}) on one")
        said = tuple(Example(text=text, args=dict(args)) for text, args in examples)
        declaration = Declaration(name, function, kind, said, policy, egress, untrusted, scope, domain)
        setattr(function, DECLARATION, declaration)
        return function

    return declare
