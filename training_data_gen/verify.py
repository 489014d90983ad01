"""The checks of one record, in their order. Each gives what is wrong, or None."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from handlers.assistance.detection import detect
from handlers.registry import Registry
from schemas.persona import Persona
from schemas.plan import Plan
from schemas.tools import CallStatus
from schemas.trajectory import Trajectory, TrajectoryResult
from service.engine.checks import check
from training_data_gen.drafts import ROUTE, Draft
from training_data_gen.trajectory_checks import TrajectoryChecks
from training_data_gen.written import Written

LONGEST = 2_000
"""Characters of a message."""

LETTERS, SURE = 20, 0.97
"""A message is judged by its language from so many letters of its own on, and refused from this probability on."""

HONEST = ("not_found", "ambiguous", "invalid_request")
"""How a call fails that the person can put right."""


@dataclass(frozen=True, slots=True)
class Checks:
    """Judges records against the handlers and personas that there are."""

    registry: Registry
    personas: Mapping[str, Persona]

    @property
    def stages(self) -> Mapping[str, Callable[[Draft, Trajectory], str | None]]:
        """By name, in their order."""
        return {
            "format": self._format,
            "schema": self._schema,
            "execution": self._execution,
            "references": self._references,
            "language": self._language,
        }

    def fault(self, draft: Draft, record: Trajectory) -> tuple[str, str] | None:
        """The first stage that refuses the record, and why."""
        for stage, judge in self.stages.items():
            if (why := judge(draft, record)) is not None:
                return stage, why
        return None

    def _format(self, _: Draft, record: Trajectory) -> str | None:
        """It reads back as it was, and its messages are of a length that people write."""
        try:
            if Trajectory.model_validate_json(record.model_dump_json()) != record:
                return "it reads back as something else"
        except ValidationError as error:
            return str(error)
        lengths = [len(turn.message.strip()) for turn in record.turns]
        if not all(0 < length <= LONGEST for length in lengths):
            return f"its messages have {lengths} characters"
        return None

    def _schema(self, _: Draft, record: Trajectory) -> str | None:
        """Every call's arguments validate strictly, also those of calls that are to fail on what is not there."""
        for turn in record.turns:
            known: dict[str, str] = {}
            for step in turn.steps:
                for call_id, error in check(Plan(calls=step.calls, route=ROUTE), self.registry, known).items():
                    return f"{call_id}: {error.message}"
                known |= {call.id: call.handler for call in step.calls}
        return None

    def _execution(self, draft: Draft, record: Trajectory) -> str | None:
        """What was to be done is done, what was to fail has failed honestly, what was missing is asked for."""
        if len(record.turns) < len(draft.turns):
            return "a turn needs what the one before did not bring"
        for drafted, turn in zip(draft.turns, record.turns, strict=True):
            results = [result for step in turn.steps for result in step.results]
            if drafted.fails:
                if not any(_failed_honestly(result) for result in results):
                    return "nothing failed that was to fail"
                continue
            for result in results:
                if result.status is not CallStatus.DONE and not _refused(result, draft):
                    return f"{result.handler} {result.status}: {result.error.message if result.error else ''}"
            wanted = [wish for wish in drafted.wishes if wish.missing]
            if len(wanted) != sum(len(step.missing) for step in turn.steps):
                return "it asks for less than is missing"
        return None

    def _references(self, _: Draft, record: Trajectory) -> str | None:
        """References lead somewhere, results are whole, and the record is what its kind says."""
        return next(TrajectoryChecks(self.registry, self.personas).faults(record), None)

    def _language(self, draft: Draft, record: Trajectory) -> str | None:
        """What the person says around the values is in the record's language."""
        for turn in draft.turns:
            own = _own_words(turn.message)
            found = detect(own)
            if sum(map(str.isalpha, own)) >= LETTERS and found.code != record.language and found.confidence >= SURE:
                return f"{own!r} is {found.code}, not {record.language}"
        return None


def _failed_honestly(result: TrajectoryResult) -> bool:
    return result.error is not None and result.error.code in HONEST


def _refused(result: TrajectoryResult, draft: Draft) -> bool:
    """The person said no."""
    return draft.decision == "deny" and result.status is CallStatus.DENIED


def _own_words(message: Written) -> str:
    """The message without the values in it."""
    text, end = "", 0
    for mention in sorted(message.mentions, key=lambda mention: mention.start):
        text += message.text[end : mention.start]
        end = max(end, mention.end)
    return text + message.text[end:]
