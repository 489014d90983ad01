"""What conversations are written: the sorts, their shares, and the message or messages of each."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.tools import Effect, ToolDefinition
from training_data_gen.compose import Composer
from training_data_gen.compose import Kind as Composition
from training_data_gen.drafts import Draft, DraftTurn, Sort, Task
from training_data_gen.follow_ups import FollowUps
from training_data_gen.grounding import GROUNDS
from training_data_gen.parts import parted
from training_data_gen.slots.setting import Known, Scene
from training_data_gen.sources import Utterance
from training_data_gen.written import Written

MIX: Mapping[Sort, float] = {
    "single": 0.20,
    "multiple": 0.15,
    "parallel": 0.15,
    "multi_turn": 0.20,
    "none": 0.12,
    "missing": 0.10,
    "error_recovery": 0.08,
}
"""Shares in what Scout learns from: heavy in what it is weak at: leaving alone, asking, keeping the thread."""

TOGETHER = 0.7
"""Of messages to several handlers, the share in which one call needs another's result, where such a line is written."""

CAREFUL, CAREFUL_SHARE = "kern", 0.25
"""The persona that asks before every send, and the share of sends that it hears."""

DENIED = 0.12
"""Share of the single calls waiting for a yes that get a no."""

FAILING: frozenset[tuple[str, str]] = frozenset(
    {
        *GROUNDS,
        *(("memory.forget", "memory_id"), ("memory.update", "memory_id"), ("rag.feedback", "passage_id")),
        *(("rag.delete", "document_id"), ("rag.similar", "document_id"), ("kbli.lookup", "code")),
        *(("maps.geocode", "address"), ("maps.distance", "destination"), ("weather.forecast", "place")),
        *(("places.search", "query"), ("places.search", "near"), ("parquet.schema", "dataset")),
        *(("analytics.conversations", "channel"), ("system.status", "component"), ("whatsapp.template", "template")),
        *(("visa.oracle", "purpose"), ("visa.expiry", "visa"), ("visa.requirements", "visa")),
        *(("dashboard.stats", "metric"), ("analytics.chart", "metric"), ("bali.zero.pricing", "service")),
    }
)
"""Handlers and the parameters by which they name what may not be there."""


class Author:
    """Writes drafts. The same task and chance give the same draft."""

    def __init__(self, utterances: Sequence[Utterance], definitions: Mapping[str, ToolDefinition]) -> None:
        self._definitions = definitions
        self._composer = Composer(utterances, definitions)
        self._follow_ups = FollowUps(utterances, definitions)
        lacking = {utterance.handlers[0] for utterance in utterances if utterance.kind == "missing"}
        self.askable = tuple(name for name in definitions if name in lacking)
        """Handlers that a message can ask for without saying all that they require."""
        self.recoverable = tuple(sorted({handler for handler, _ in FAILING} & definitions.keys()))
        """Handlers that fail, honestly, when a message names what is not there."""

    def draft(self, task: Task, scene: Scene, rng: random.Random) -> Draft | None:
        """None where this chance leads to nothing that can be written."""
        match task.sort:
            case "multi_turn":
                turns = self._multi_turn(task, scene, rng)
            case "error_recovery":
                turns = self._error_recovery(task, scene, rng)
            case "multiple":
                turns = self._multiple(task, scene, rng)
            case sort:
                turns = self._alone(sort, task, scene, rng)
        return None if turns is None else self._in_circumstances(Draft(task, scene.now, turns), rng)

    def _in_circumstances(self, draft: Draft, rng: random.Random) -> Draft:
        """Who hears it, and what the person says when asked for a yes."""
        effect = self._definitions[draft.task.handler].effect
        if effect is Effect.SEND and rng.random() < CAREFUL_SHARE:
            draft = replace(draft, persona=CAREFUL)
        waits = effect is Effect.DESTROY or draft.persona == CAREFUL
        if waits and draft.task.sort == "single" and rng.random() < DENIED:
            draft = replace(draft, decision="deny")
        return draft

    def _message(self, kind: Composition, task: Task, scene: Scene, rng: random.Random) -> Written:
        return self._composer.message(kind, task.language, rng, task.handler, scene).message

    def _alone(self, kind: Composition, task: Task, scene: Scene, rng: random.Random) -> Sequence[DraftTurn]:
        return (DraftTurn(self._message(kind, task, scene, rng)),)

    def _multiple(self, task: Task, scene: Scene, rng: random.Random) -> Sequence[DraftTurn]:
        if rng.random() < TOGETHER:
            message = self._message("dependent", task, scene, rng)
            if any(wish.handler == task.handler for wish in message.wishes):
                return (DraftTurn(message),)
        return self._alone("parallel", task, scene, rng)

    def _multi_turn(self, task: Task, scene: Scene, rng: random.Random) -> Sequence[DraftTurn] | None:
        way = rng.choices(("asked", "repeated", "corrected", "parted", "changed"), (30, 25, 15, 20, 10))[0]
        if way == "parted":
            return self._parted(task, scene, rng)
        if way == "changed":
            return self._changed(task, scene, rng)
        if way == "asked":
            first = self._message("missing", task, scene, rng)
            second = self._follow_ups.answered(first, task.language, scene, rng)
        else:
            first = self._message("single", task, scene, rng)
            # What was sent or removed cannot be taken back by a correction.
            reads = self._definitions[task.handler].effect is Effect.READ
            follow = self._follow_ups.corrected if way == "corrected" and reads else self._follow_ups.repeated
            second = follow(first, task.language, scene, rng)
        about = all(wish.handler == task.handler for wish in first.wishes)
        return (DraftTurn(first), second) if second is not None and about else None

    def _parted(self, task: Task, scene: Scene, rng: random.Random) -> Sequence[DraftTurn] | None:
        """What could be said in one message, in two: the second speaks of what the first brought."""
        message = self._message("dependent", task, scene, rng)
        parts = parted(message) if any(wish.handler == task.handler for wish in message.wishes) else None
        return parts and (DraftTurn(parts[0]), DraftTurn(parts[1], earlier=True))

    def _changed(self, task: Task, scene: Scene, rng: random.Random) -> Sequence[DraftTurn]:
        """Another wish after one that is done."""
        before = self._composer.message("single", task.language, rng, None, scene).message
        return (DraftTurn(before), DraftTurn(self._message("single", task, scene, rng)))

    def _error_recovery(self, task: Task, scene: Scene, rng: random.Random) -> Sequence[DraftTurn] | None:
        """The message names what is not there; told so, the person names what is."""
        first = self._message("single", task, Scene(scene.now), rng)
        certain = {name: Known(known.values, 1.0) for name, known in scene.world.items()}
        wrong = [parameter for handler, parameter in sorted(FAILING) if handler == task.handler]
        right = self._follow_ups.corrected(first, task.language, Scene(scene.now, certain), rng, wrong)
        return right and (DraftTurn(first, fails=True), right)
