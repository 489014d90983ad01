"""`@handler` on a plain function."""

import datetime as dt
from typing import Annotated

import pytest
from pydantic import BaseModel

from handlers.handler import DECLARATION, DEFAULTS, Declaration, handler
from schemas.tools import Effect
from tests.support.contexts import context
from zantara import Context


class Tide(BaseModel):
    place: str
    height_m: float


EXAMPLE = ("how high is the tide in Canggu?", {"place": "Canggu"})


@handler("surf.tide", effect="read", examples=[EXAMPLE])
async def tide(ctx: Context, place: Annotated[str, "beach or town"]) -> Tide:
    """Height of the tide at a beach now."""
    return Tide(place=place, height_m=1.4)


@handler("surf.double", effect="read")
def double(ctx: Context, metres: Annotated[float, "height"] = 1.0) -> Tide:
    """Double a height."""
    return Tide(place="", height_m=metres * 2)


async def test_a_handler_is_called_as_the_function_that_it_is() -> None:
    assert await tide(context(None), "Canggu") == Tide(place="Canggu", height_m=1.4)
    assert double(context(None)).height_m == 2
    assert tide.__name__ == "tide"
    assert tide.__doc__ == "Height of the tide at a beach now."


def test_the_decorator_only_takes_notes() -> None:
    declared: Declaration = getattr(tide, DECLARATION)

    assert (declared.name, declared.effect, declared.function) == ("surf.tide", Effect.READ, tide)
    assert (declared.examples[0].text, declared.examples[0].args) == EXAMPLE


@pytest.mark.parametrize("effect", list(Effect))
def test_what_is_not_said_follows_from_the_effect(effect: Effect) -> None:
    assert getattr(handler("x.y", effect=effect)(tide_again), DECLARATION).policy == DEFAULTS[effect]


def tide_again(ctx: Context) -> Tide:
    """Again."""
    return Tide(place="", height_m=0)


def test_what_is_said_counts() -> None:
    declare = handler(
        "x.y",
        effect="send",
        timeout=1,
        retries=0,
        rate="5/second",
        concurrency=2,
        cache=dt.timedelta(hours=1),
        egress=True,
        untrusted=True,
        scope="x:special",
        domain="special",
    )
    declared: Declaration = getattr(declare(tide_again), DECLARATION)

    assert (declared.policy.timeout, declared.policy.rate, declared.policy.concurrency) == (1, "5/second", 2)
    assert declared.policy.cache == dt.timedelta(hours=1)
    assert (declared.egress, declared.untrusted) == (True, True)
    assert (declared.scope, declared.domain) == ("x:special", "special")


def test_only_reads_and_writes_are_ever_tried_again_by_default() -> None:
    assert DEFAULTS[Effect.SEND].retries == DEFAULTS[Effect.DESTROY].retries == 0


def test_an_effect_that_does_not_exist_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="'change' is not a valid Effect"):
        handler("x.y", effect="change")
