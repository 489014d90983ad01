"""Trajectories as our own chat template renders them: an example a turn, as it is served, and what is learned of it."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from schemas.messages import Message, Role
from schemas.plan import Plan, Route
from schemas.prompt import Prompt, Step
from schemas.trajectory import TrajectoryTurn
from scout.render import template_hash, transcript
from training_data_gen.shown import Shown, outcome

ROUTE = Route(model="trajectory", reason="recorded")


def chat_records(shown: Shown) -> Iterator[dict[str, Any]]:
    """`{"id", "turn", "text", "written", "template"}` a turn; the model is to learn the characters `written` alone."""
    for number, turn in enumerate(shown.trajectory.turns):
        rendered = transcript(prompt_of(shown, number), turn.answer)
        yield {
            "id": shown.trajectory.id,
            "turn": number,
            "text": rendered.text,
            "written": rendered.written,
            "template": template_hash(),
        }


def prompt_of(shown: Shown, number: int) -> Prompt:
    """What the model reads at the end of a turn, counted from 0. Of earlier turns the service shows the words alone."""
    trajectory = shown.trajectory
    turn = trajectory.turns[number]
    return Prompt(
        message=turn.message,
        persona=shown.persona,
        now=trajectory.now.astimezone(ZoneInfo(trajectory.timezone)),
        timezone=trajectory.timezone,
        language=trajectory.language,
        definitions=shown.definitions,
        history=tuple(_words(trajectory.turns[:number])),
        steps=tuple(
            Step(Plan(calls=step.calls, missing=step.missing, route=ROUTE), tuple(map(outcome, step.results)))
            for step in turn.steps
        ),
    )


def _words(turns: tuple[TrajectoryTurn, ...]) -> Iterator[Message]:
    for turn in turns:
        yield Message(role=Role.USER, content=turn.message)
        if turn.answer:
            yield Message(role=Role.ASSISTANT, content=turn.answer)
