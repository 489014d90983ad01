"""A conversation condensed into memory: what the person themself told, sentence by sentence. Nothing is rewritten."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict

from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Conversations, Encoder
from handlers.rag_memory.conversation import earlier
from handlers.rag_memory.memory import Memories, Memory, told
from handlers.rag_memory.relevance import blend, sentences, word_shares
from handlers.values import Value

MESSAGES = 200
"""The newest messages of the conversation that are read."""

KEPT = 5
"""Most facts of one conversation."""

SHORTEST = 4
"""Words of a sentence that may be worth keeping."""

TAG = "conversation"

# What asks or orders is about this moment, not worth remembering.
_PASSING = re.compile(
    r"(?:please|pls|can|could|would|what|how|when|where|which|who|why|show|list|send|give|tell|find|search|remind|"
    r"tolong|coba|apa|apakah|berapa|gimana|bagaimana|kapan|siapa|cari|kirim|tampil\w*|buat\w*|bisa|"
    r"puoi|potresti|che|cosa|come|quando|quanto|quale|quali|chi|dove|mostra\w*|manda\w*|cerca\w*|dammi|fammi)\b.*"
    r"|.*\?",
    re.IGNORECASE | re.DOTALL,
)


class Digest(Value):
    """What was kept of a conversation. `messages`: how many of the person's own were read."""

    model_config = ConfigDict(json_schema_extra=titled("Kept in memory", "Disimpan dalam ingatan", "Tenuto in memoria"))

    kept: Annotated[int, Label("facts kept", id="catatan disimpan", it="annotazioni tenute")]
    messages: Annotated[int, Label("messages read", id="pesan dibaca", it="messaggi letti")]
    facts: Annotated[list[Memory], Label("facts", id="catatan", it="annotazioni")]


@handler(
    "memory.summarize",
    effect="write",
    examples=[
        ("save the gist of this chat to memory", {}),
        ("condense our conversation, keep what matters about his visa", {"focus": "his visa"}),
        ("rangkum obrolan ini ke ingatan ya", {}),
        ("simpan inti percakapan ini, fokus ke soal kontrak sewa", {"focus": "kontrak sewa"}),
        ("riassumi questa conversazione in memoria", {}),
        ("tieni a mente l'essenziale, soprattutto le scadenze", {"focus": "le scadenze"}),
    ],
)
def summarize(
    ctx: Context[Memories],
    focus: Annotated[str | None, Label("what to keep", id="apa yang disimpan", it="cosa tenere")] = None,
    *,
    conversations: Conversations,
    encoder: Encoder,
) -> Digest:
    """Condense this conversation into memory."""
    own = [said.text for said in earlier(ctx, conversations, MESSAGES) if said.person]
    chosen = _weightiest([one for text in own for one in sentences(text) if _tells(one)], focus, encoder)
    facts = [
        ctx.port.store(ctx.tenant, told(ctx, one, tags=(TAG,)), _key(ctx.idempotency_key, number))
        for number, one in enumerate(chosen)
    ]
    return Digest(kept=sum(not fact.already_known for fact in facts), messages=len(own), facts=facts)


def _tells(sentence: str) -> bool:
    return len(sentence.split()) >= SHORTEST and not _PASSING.fullmatch(sentence)


def _weightiest(told: Sequence[str], focus: str | None, encoder: Encoder) -> list[str]:
    """The sentences nearest to the focus, or else to what the conversation is about, in the order of saying."""
    told = list(dict.fromkeys(told))
    if not told:
        return []
    vectors = encoder.encode([focus, *told] if focus else told)
    middle = vectors[0] if focus else vectors.mean(axis=0)
    cosines = (vectors[1:] if focus else vectors) @ middle
    shares = word_shares(focus or "", told)
    scores = [blend(float(cosine), share) for cosine, share in zip(cosines, shares, strict=True)]
    ranked = sorted(range(len(told)), key=lambda index: -scores[index])[:KEPT]
    return [told[index] for index in sorted(ranked)]


def _key(key: str, number: int) -> str:
    """Each fact has a key of its own, the same when the call is repeated."""
    return f"{key}/{number}" if key else ""
