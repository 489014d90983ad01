"""The rules of what runs, what asks and what is refused."""

from typing import Any

import pytest

from schemas.tools import Effect, ToolDefinition
from schemas.turn import Principal
from service.engine.policy import SURE, Action, Circumstances, allows, decide
from tests.support.engine import PERSONA, STAFF

ALL = list(Effect)


def tool(effect: Effect = Effect.READ, *, egress: bool = False) -> ToolDefinition:
    return ToolDefinition(
        name="visa.check",
        wire_name="visa_check",
        effect=effect,
        egress=egress,
        domain="business",
        description="Check",
        parameters={"properties": {}},
        result={},
        scope=f"business:{effect}",
        timeout_s=1,
    )


def verdict(effect: Effect, *, egress: bool = False, **at: Any) -> Action:
    return decide(tool(effect, egress=egress), STAFF, PERSONA, Circumstances(**{"confidence": 1.0, **at})).action


@pytest.mark.parametrize("effect", [Effect.READ, Effect.WRITE, Effect.SEND])
def test_a_sure_and_complete_plan_runs(effect: Effect) -> None:
    assert verdict(effect, confidence=SURE) is Action.RUN


def test_destroying_waits_for_a_yes() -> None:
    assert verdict(Effect.DESTROY) is Action.ASK


def test_a_persona_may_have_every_send_wait_and_let_destroying_run() -> None:
    persona = PERSONA.model_copy(update={"approve": (Effect.SEND,)})
    sure = Circumstances(confidence=1.0)

    assert decide(tool(Effect.SEND), STAFF, persona, sure).action is Action.ASK
    assert decide(tool(Effect.DESTROY), STAFF, persona, sure).action is Action.RUN


@pytest.mark.parametrize("confidence", [SURE - 0.01, 0.0, None])
@pytest.mark.parametrize("effect", [Effect.WRITE, Effect.SEND])
def test_what_the_plan_is_not_sure_of_asks(effect: Effect, confidence: float | None) -> None:
    assert verdict(effect, confidence=confidence) is Action.ASK


@pytest.mark.parametrize("effect", [Effect.WRITE, Effect.SEND])
def test_beside_something_missing_only_reads_run(effect: Effect) -> None:
    assert verdict(effect, incomplete=True) is Action.ASK
    assert verdict(Effect.READ, incomplete=True) is Action.RUN


def test_a_read_runs_however_unsure_the_plan_is() -> None:
    assert verdict(Effect.READ, confidence=0.01) is Action.RUN


@pytest.mark.parametrize("taint", ["tainted_arguments", "after_untrusted"])
def test_untrusted_text_makes_what_leaves_the_house_ask(taint: str) -> None:
    assert verdict(Effect.SEND, **{taint: True}) is Action.ASK
    assert verdict(Effect.DESTROY, **{taint: True}) is Action.ASK
    assert verdict(Effect.READ, egress=True, **{taint: True}) is Action.ASK


@pytest.mark.parametrize("taint", ["tainted_arguments", "after_untrusted"])
def test_untrusted_text_does_not_hinder_what_stays_in_the_house(taint: str) -> None:
    assert verdict(Effect.READ, **{taint: True}) is Action.RUN
    assert verdict(Effect.WRITE, **{taint: True}) is Action.RUN


@pytest.mark.parametrize("effect", ALL)
def test_a_call_made_by_name_is_the_persons_own_word(effect: Effect) -> None:
    assert verdict(effect, direct=True, confidence=None) is Action.RUN


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("effect", ALL)
def test_without_the_scope_nothing_runs(effect: Effect, direct: bool) -> None:
    stranger = Principal(id="x", scopes=("other:read",))

    refused = decide(tool(effect), stranger, PERSONA, Circumstances(confidence=1.0, direct=direct))

    assert refused.action is Action.REFUSE
    assert f"business:{effect}" in refused.reason


def test_a_persona_only_uses_its_own_handlers() -> None:
    kern = PERSONA.model_copy(update={"name": "kern", "handlers": ("maps.*",)})

    refused = decide(tool(), STAFF, kern, Circumstances(confidence=1.0))

    assert refused.action is Action.REFUSE
    assert "kern" in refused.reason


@pytest.mark.parametrize("scope", ["*", "business:*", "business:read", "visa.*", "visa.check"])
def test_a_scope_covers_a_domain_an_effect_or_a_name(scope: str) -> None:
    assert allows((scope,), tool())


@pytest.mark.parametrize("scope", ["", "business:send", "visa", "VISA.*", "communication:*"])
def test_a_scope_covers_nothing_else(scope: str) -> None:
    assert not allows((scope,), tool())


@pytest.mark.parametrize("effect", ALL)
def test_whatever_asks_or_is_refused_says_why(effect: Effect) -> None:
    for at in (Circumstances(None), Circumstances(0.1), Circumstances(1.0, tainted_arguments=True)):
        given = decide(tool(effect), STAFF, PERSONA, at)
        assert given.action is Action.RUN or given.reason
