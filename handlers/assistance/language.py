"""Which language a text is in."""

from typing import Annotated

from babel import Locale
from pydantic import ConfigDict

from handlers.assistance.detection import identify
from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value


class TextLanguage(Value):
    """The language of a text; `confidence` is a probability, 0 to 1."""

    model_config = ConfigDict(json_schema_extra=titled("Language of the text", "Bahasa teks", "Lingua del testo"))

    name: Annotated[str, Label("language", id="bahasa", it="lingua", role="title")]
    code: Annotated[str, Label("ISO 639-1 code", id="kode ISO 639-1", it="codice ISO 639-1")]
    confidence: Annotated[float, Label("confidence", id="tingkat keyakinan", it="affidabilità")]


@handler(
    "language.detect",
    effect="read",
    examples=[
        ("what language is this: 'Guten Morgen zusammen'", {"text": "Guten Morgen zusammen"}),
        ("which language is 'merci beaucoup'?", {"text": "merci beaucoup"}),
        ("ini bahasa apa ya: dank je wel", {"text": "dank je wel"}),
        ("'tudo bem com você' itu bahasa mana kak", {"text": "tudo bem com você"}),
        ("in che lingua è scritto 'wie geht es dir'?", {"text": "wie geht es dir"}),
        ("che lingua è: terima kasih banyak", {"text": "terima kasih banyak"}),
    ],
)
def detect_language(ctx: Context, text: Annotated[str, Label("text", id="teks", it="testo")]) -> TextLanguage:
    """Tell which language a text is in."""
    found = identify(text)
    if not found.confidence:
        raise InvalidRequest(f"{text[:40]!r} has no words to tell a language by; give a word or a sentence.")
    name = Locale(ctx.language).languages[found.code]
    return TextLanguage(name=name, code=found.code, confidence=round(found.confidence, 2))
