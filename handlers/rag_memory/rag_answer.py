"""Answers out of the knowledge base: sentences of its own articles, quoted and cited. Nothing is made up."""

from itertools import pairwise
from typing import Annotated

from pydantic import ConfigDict, Field

from handlers.context import Context
from handlers.errors import NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Encoder
from handlers.rag_memory.rag import Knowledge, Passage, known_collection
from handlers.rag_memory.relevance import blend, sentences, subject_share, word_shares
from handlers.values import Source, Value

READ = 4
"""Passages that are read for an answer."""

FITTING = 0.33
"""Least score of a passage that answers anything."""

ON_SUBJECT = 0.34
"""Least share of the question's subject words that such a passage has: the encoder, English at heart, finds Indonesian
and Italian texts alike that have nothing to do with each other."""

CLOSE = 0.85
"""Share of the best passage's score from which another passage is quoted too."""

SENTENCES = 3
"""Sentences of one passage that are quoted beside its first, which mostly says what it is about."""

LEFT_OUT = "[…]"


class Citation(Value):
    """What a number in the answer stands for."""

    title: Annotated[str, Label("document", id="dokumen", it="documento", role="title")]
    number: Annotated[int, Label("in the answer", id="dalam jawaban", it="nella risposta")]
    passage_id: Annotated[str, Label("passage", id="kutipan", it="brano")]
    source: Annotated[Source, Label("source", id="sumber", it="fonte")]
    trusted: Annotated[bool, Label("trusted", id="tepercaya", it="attendibile", role="hidden")]


class Answer(Value):
    """Sentences of the knowledge base, word by word; `[1]` names the citation that a sentence comes from.

    Not `trusted`: some of it was written outside the house.
    """

    model_config = ConfigDict(
        json_schema_extra=titled("From the knowledge base", "Dari basis pengetahuan", "Dalla base di conoscenza")
    )

    answer: Annotated[str, Label("answer", id="jawaban", it="risposta", role="title")]
    citations: Annotated[list[Citation], Label("sources", id="sumber", it="fonti")]
    trusted: Annotated[bool, Label("trusted", id="tepercaya", it="attendibile", role="hidden")]


@handler(
    "rag.answer",
    effect="read",
    untrusted=True,
    examples=[
        (
            "according to our docs, how long can I overstay before I get deported?",
            {"question": "how long can I overstay before I get deported?"},
        ),
        (
            "check the tax kb: when does a foreigner become tax resident",
            {"question": "when does a foreigner become tax resident", "collection": "tax"},
        ),
        ("menurut dokumen kita, berapa modal minimal PT PMA?", {"question": "berapa modal minimal PT PMA?"}),
        (
            "VOA bisa diperpanjang berapa kali sih? jawab dari knowledge base ya",
            {"question": "VOA bisa diperpanjang berapa kali"},
        ),
        (
            "in base ai nostri articoli, perché è meglio evitare un prestanome?",
            {"question": "perché è meglio evitare un prestanome?"},
        ),
        (
            "guarda nella raccolta visas: che requisiti ci sono per il KITAS pensionati?",
            {"question": "che requisiti ci sono per il KITAS pensionati?", "collection": "visas"},
        ),
    ],
)
def answer(
    ctx: Context[Knowledge],
    question: Annotated[str, Field(min_length=1, max_length=1_000), Label("question", id="pertanyaan", it="domanda")],
    collection: Annotated[
        str | None, Label("which knowledge base", id="basis pengetahuan", it="quale base di conoscenza")
    ] = None,
    *,
    encoder: Encoder,
) -> Answer:
    """Answer a question out of the knowledge base, citing its passages."""
    chosen = known_collection(ctx.port, ctx.tenant, collection) if collection else None
    found = ctx.port.search(ctx.tenant, question, chosen, READ)
    passages = [passage for passage in found if _answers(question, passage)]
    if not passages:
        raise NotFound(f"The knowledge base has no answer to {question!r}; ask it another way, or search for passages.")
    cited = [passage for passage in passages if passage.score >= CLOSE * passages[0].score]
    return Answer(
        answer="\n\n".join(f"{_quoted(question, one, encoder)} [{number}]" for number, one in enumerate(cited, 1)),
        citations=[_citation(passage, number) for number, passage in enumerate(cited, 1)],
        trusted=all(passage.trusted for passage in cited),
    )


def _answers(question: str, passage: Passage) -> bool:
    on_subject = subject_share(question, f"{passage.title} {passage.text}") >= ON_SUBJECT
    return passage.score >= FITTING and on_subject


def _quoted(question: str, passage: Passage, encoder: Encoder) -> str:
    """The first sentence of a passage and those that fit the question best, in order."""
    told = sentences(passage.text)
    cosines = encoder.encode([question, *told])
    shares = word_shares(question, told)
    scores = [blend(float(cosine), share) for cosine, share in zip(cosines[1:] @ cosines[0], shares, strict=True)]
    ranked = sorted(range(1, len(told)), key=lambda index: -scores[index])
    kept = sorted([0, *ranked[:SENTENCES]])
    gaps = ("" if after == before + 1 else f" {LEFT_OUT}" for before, after in pairwise(kept))
    return told[0] + "".join(f"{gap} {told[index]}" for gap, index in zip(gaps, kept[1:], strict=True))


def _citation(passage: Passage, number: int) -> Citation:
    return Citation(
        title=passage.title,
        number=number,
        passage_id=passage.passage_id,
        source=passage.source,
        trusted=passage.trusted,
    )
