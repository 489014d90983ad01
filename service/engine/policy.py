"""Whether a call runs, asks the person, or is refused. One pure function: the rules of DESIGN.md, in their order."""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from schemas.persona import Persona
from schemas.tools import Effect, ToolDefinition
from schemas.turn import Principal

SURE = 0.80
"""A plan's confidence from which its writes and sends run without asking."""


class Action(StrEnum):
    RUN = "run"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Verdict:
    action: Action
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a verdict depends on, beside the call and who asks for it.

    direct: the call was made by name, over REST: it is the person's own word.
    confidence: of the plan, None where the model reports none. incomplete: something was missing in the plan.
    tainted_arguments: an argument traces to untrusted text. after_untrusted: planned after such text was read.
    """

    confidence: float | None
    direct: bool = False
    incomplete: bool = False
    tainted_arguments: bool = False
    after_untrusted: bool = False


RUN = Verdict(Action.RUN)


def decide(tool: ToolDefinition, principal: Principal, persona: Persona, at: Circumstances) -> Verdict:
    """The verdict on one call."""
    if not allows(principal.scopes, tool):
        return Verdict(Action.REFUSE, f"the key's scopes do not include {tool.scope!r}")
    if at.direct:
        return RUN
    if not any(fnmatchcase(tool.name, pattern) for pattern in persona.handlers):
        return Verdict(Action.REFUSE, f"the persona {persona.name!r} does not use {tool.name}")
    if tool.effect in (Effect.SEND, Effect.DESTROY) or tool.egress:
        if at.tainted_arguments:
            return Verdict(Action.ASK, "an argument comes from a source that nobody vouches for")
        if at.after_untrusted:
            return Verdict(Action.ASK, "it was planned after reading a source that nobody vouches for")
    if tool.effect in persona.approve:
        return Verdict(Action.ASK, f"every {tool.effect} waits for a yes")
    if tool.effect is Effect.READ:
        return RUN
    if at.incomplete:
        return Verdict(Action.ASK, "another part of the message is not complete")
    if at.confidence is None:
        return Verdict(Action.ASK, "the model does not say how sure it is")
    if at.confidence < SURE:
        return Verdict(Action.ASK, f"the plan is only {at.confidence:.0%} sure")
    return RUN


def allows(scopes: tuple[str, ...], tool: ToolDefinition) -> bool:
    """Whether any scope (`*`, `business:read`, `visa.*`) covers the handler."""
    return any(fnmatchcase(tool.scope, scope) or fnmatchcase(tool.name, scope) for scope in scopes)
