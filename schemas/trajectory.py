"""One training or evaluation record: what a person wrote, what was to be called, what came of it, what was answered."""

from typing import Literal

from pydantic import AwareDatetime, Field, JsonValue

from schemas.base import Record
from schemas.plan import MissingCall, PlannedCall
from schemas.tools import CallError, CallStatus

Kind = Literal["single", "parallel", "dependent", "none", "missing", "multi_turn", "error_recovery", "approval"]


class Mention(Record):
    """Characters `start:end` of the message, which say a parameter of a wish; `reference` where they point at an
    earlier result ("her", "the file") instead of saying the value."""

    wish: int = Field(ge=0)
    parameter: str
    start: int = Field(ge=0)
    end: int
    reference: bool = False


class Segment(Record):
    """Characters `start:end` of the message, and the wishes they say: mostly one, none in small talk."""

    start: int = Field(ge=0)
    end: int
    wishes: tuple[int, ...] = ()


class Wish(Record):
    """A call that the message asks for, whether or not it says all that the call requires."""

    handler: str
    args: dict[str, JsonValue] = Field(default_factory=dict)
    after: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()


class Annotation(Record):
    """Where in the message each wish stands. A repetition ("the same for Budi") is read against the wish before."""

    wishes: tuple[Wish, ...] = ()
    mentions: tuple[Mention, ...] = ()
    segments: tuple[Segment, ...] = ()
    repeats: bool = False


class TrajectoryResult(Record):
    """How a call ended, as the engine gave it."""

    call_id: str
    handler: str
    status: CallStatus
    result: JsonValue = None
    error: CallError | None = None
    simulated: bool = False


class TrajectoryStep(Record):
    """A plan, and what came of it."""

    calls: tuple[PlannedCall, ...]
    missing: tuple[MissingCall, ...] = ()
    results: tuple[TrajectoryResult, ...] = ()


class TrajectoryTurn(Record):
    """A message and all that followed from it. `annotation` is there where it was written with one."""

    message: str
    annotation: Annotation | None = None
    steps: tuple[TrajectoryStep, ...] = ()
    answer: str = ""


class Trajectory(Record):
    """A whole conversation of one or more turns. `sources` names the utterances that it was written from."""

    id: str
    language: Literal["en", "id", "it"]
    kind: Kind
    persona: str = "zantara"
    now: AwareDatetime
    timezone: str = "Asia/Makassar"
    turns: tuple[TrajectoryTurn, ...] = Field(min_length=1)
    masked_names: dict[str, str] = Field(default_factory=dict, description="handler -> the name it has in this record")
    sources: tuple[str, ...] = ()
