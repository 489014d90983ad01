"""Plans, annotated messages and verdicts in a word or two, for tests of the evaluation."""

from typing import Any

from finetune.evaluation.endpoint import Answer
from finetune.evaluation.judging import Judged, judge
from finetune.evaluation.queries import Query
from schemas.plan import Plan


def query(kind: str = "single", *calls: dict[str, Any], id: str = "q1", lang: str = "en", text: str = "do it") -> Query:
    return Query.model_validate({"id": id, "lang": lang, "kind": kind, "query": text, "calls": calls})


def wanted(handler: str, **args: Any) -> dict[str, Any]:
    """A wanted call; each argument has one acceptable value."""
    return {"handler": handler, "args": {name: [value] for name, value in args.items()}}


def plan(*calls: tuple[str, dict[str, Any]], missing: Any = (), confidence: float | None = 0.9) -> Plan:
    """A plan of calls c1, c2, ...; missing: (handler, args, params)."""
    return Plan.model_validate(
        {
            "calls": [
                {"id": f"c{at}", "handler": handler, "args": args} for at, (handler, args) in enumerate(calls, 1)
            ],
            "missing": [{"handler": handler, "args": args, "params": params} for handler, args, params in missing],
            "confidence": confidence,
            "route": {"model": "scripted", "reason": "a test"},
        }
    )


def judged(asked: Query, made: Plan | None, milliseconds: float = 10.0) -> Judged:
    """The verdict; None is a failed request."""
    return judge(asked, Answer(plan=made, error=None if made else "500 down", milliseconds=milliseconds))
