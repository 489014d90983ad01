"""What people say about the passages that they were shown; the ranking heeds it."""

import datetime as dt
from typing import Annotated, Protocol

from pydantic import ConfigDict, Field

from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

LONGEST_COMMENT = 1_000


class Verdict(Value):
    """Whether a passage helped somebody, and when that was said (aware). `by`: the principal's id."""

    passage_id: str
    helpful: bool
    comment: str | None
    by: str
    at: dt.datetime


class Feedback(Value):
    """A verdict on a passage as it was recorded, and how all verdicts on it stand."""

    model_config = ConfigDict(json_schema_extra=titled("Feedback recorded", "Masukan dicatat", "Riscontro registrato"))

    title: Annotated[str, Label("document", id="dokumen", it="documento", role="title")]
    passage_id: Annotated[str, Label("passage", id="kutipan", it="brano")]
    helpful: Annotated[bool, Label("helpful", id="membantu", it="utile")]
    comment: Annotated[str | None, Label("comment", id="komentar", it="commento")]
    found_helpful: Annotated[int, Label("found it helpful", id="yang terbantu", it="l'hanno trovato utile")]
    found_unhelpful: Annotated[int, Label("did not", id="yang tidak", it="non l'hanno trovato utile")]


class FeedbackLog(Protocol):
    """Verdicts on passages, the last of each person; each tenant has its own."""

    def record(self, tenant: str, verdict: Verdict) -> Feedback:
        """Keep a verdict in place of the one that its giver gave before. Raises NotFound for an unknown passage."""
        ...


PassageId = Annotated[str, Field(min_length=1), Label("passage id", id="nomor kutipan", it="id del brano")]


@handler(
    "rag.feedback",
    effect="write",
    examples=[
        ("passage doc-1022-1 was spot on", {"passage_id": "doc-1022-1", "helpful": True}),
        (
            "doc-1012-2 didn't help, it's about the old capital rule",
            {"passage_id": "doc-1012-2", "helpful": False, "comment": "it's about the old capital rule"},
        ),
        ("kutipan doc-1008-1 membantu banget", {"passage_id": "doc-1008-1", "helpful": True}),
        (
            "doc-1009-1 ga kepake, kurang detail",
            {"passage_id": "doc-1009-1", "helpful": False, "comment": "kurang detail"},
        ),
        ("il brano doc-1011-1 mi è stato utile", {"passage_id": "doc-1011-1", "helpful": True}),
        (
            "doc-1015-1 non serve a niente: è troppo generico",
            {"passage_id": "doc-1015-1", "helpful": False, "comment": "è troppo generico"},
        ),
    ],
)
def feedback(
    ctx: Context[FeedbackLog],
    passage_id: PassageId,
    helpful: Annotated[bool, Label("whether it helped", id="membantu atau tidak", it="se è stato utile")],
    comment: Annotated[str | None, Field(max_length=LONGEST_COMMENT), Label("why", id="alasan", it="perché")] = None,
) -> Feedback:
    """Record whether a retrieved passage was helpful."""
    verdict = Verdict(passage_id=passage_id, helpful=helpful, comment=comment, by=ctx.principal.id, at=ctx.now)
    return ctx.port.record(ctx.tenant, verdict)
