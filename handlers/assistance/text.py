"""Texts made shorter, in their own words."""

from typing import Annotated

from pydantic import ConfigDict

from handlers.assistance.summary import choose, split_sentences
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Encoder
from handlers.values import Value

LENGTH = 3
"""Sentences of a summary where the person names no number."""

MOST = 20

LONGEST = 400
"""Sentences of a text: about 50 pages of a book take 4 seconds to read."""


class Summary(Value):
    """The most telling sentences of a text, word for word; nothing is written anew."""

    model_config = ConfigDict(json_schema_extra=titled("Summary", "Ringkasan", "Riassunto"))

    summary: Annotated[str, Label("in short", id="singkatnya", it="in breve")]
    sentences: Annotated[int, Label("sentences kept", id="kalimat yang diambil", it="frasi scelte")]
    of_sentences: Annotated[int, Label("out of", id="dari", it="su")]


@handler(
    "text.summarize",
    effect="read",
    timeout=20,
    examples=[
        (
            "tl;dr: The office moves on Monday. Phones stay the same. The new address is Jalan Raya Kerobokan 12.",
            {"text": "The office moves on Monday. Phones stay the same. The new address is Jalan Raya Kerobokan 12."},
        ),
        (
            "summarise in 1 sentence: Rain flooded the road at noon. The police closed it. It opens again tomorrow.",
            {
                "text": "Rain flooded the road at noon. The police closed it. It opens again tomorrow.",
                "sentences": 1,
            },
        ),
        (
            "ringkas dong: Rapat mulai jam dua. Semua tim ikut. Kita bahas harga baru dan jadwal libur.",
            {"text": "Rapat mulai jam dua. Semua tim ikut. Kita bahas harga baru dan jadwal libur."},
        ),
        (
            "jadikan 2 kalimat: Klien minta revisi. Kontrak belum ditandatangani. Notaris menunggu sampai Jumat.",
            {
                "text": "Klien minta revisi. Kontrak belum ditandatangani. Notaris menunggu sampai Jumat.",
                "sentences": 2,
            },
        ),
        (
            "riassumi: Il cliente è arrivato tardi. La firma è rinviata a giovedì. Il notaio ha già le copie.",
            {"text": "Il cliente è arrivato tardi. La firma è rinviata a giovedì. Il notaio ha già le copie."},
        ),
        (
            "fammi un riassunto di 1 frase: La villa è libera da maggio. Il canone è annuale. Manca solo l'acconto.",
            {"text": "La villa è libera da maggio. Il canone è annuale. Manca solo l'acconto.", "sentences": 1},
        ),
    ],
)
def summarize(
    ctx: Context[Encoder],
    text: Annotated[str, Label("text", id="teks", it="testo")],
    sentences: Annotated[
        int, Label("length in sentences", id="panjang dalam kalimat", it="lunghezza in frasi")
    ] = LENGTH,
) -> Summary:
    """Summarise a text."""
    if not 1 <= sentences <= MOST:
        raise InvalidRequest(f"A summary of {sentences} sentences cannot be made; ask for 1 to {MOST}.")
    pieces = _pieces(text)
    # A text that is short already is given back as it is.
    chosen = range(len(pieces)) if len(pieces) <= sentences else choose(pieces, sentences, ctx.port)
    summary = " ".join(pieces[index] for index in chosen)
    return Summary(summary=summary, sentences=len(chosen), of_sentences=len(pieces))


def _pieces(text: str) -> list[str]:
    pieces = split_sentences(text)
    if not pieces:
        raise InvalidRequest(f"{text[:40]!r} has no sentence in it; give the text to summarise.")
    if len(pieces) > LONGEST:
        raise InvalidRequest(
            f"The text has {len(pieces)} sentences; give at most {LONGEST}, such as one chapter of it."
        )
    return pieces
