"""The eight sources of the documents, in their forms: 25,233 lines, of which 4,164 say again what another said.

The documents name 21,069 records of eight sources and count 25,233 in all; the difference is planted here as copies,
one half word for word in another form, the other half with a slip of the finger.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

COUNTS: Mapping[str, int] = {
    "ultimate_20k": 8000,
    "supreme_15k": 4000,
    "nusantara_identity": 2800,
    "bahasa_indonesia": 2000,
    "pricing_kb": 1200,
    "visa_oracle": 1500,
    "traditions": 69,
    "philosophy": 1500,
}
TOGETHER = 25_233
DISTINCT = sum(COUNTS.values())
COPIES = TOGETHER - DISTINCT

WORDS: Mapping[str, str] = {
    "en": "the office answers every morning when a client asks about their visa and we explain which papers are needed "
    "before anyone travels to the island because rules change often while people still believe old stories that their "
    "friends have told them over coffee near beach under palm trees during rainy season without reading any page from "
    "immigration so our team writes down each question carefully then sends back short honest clear advice with prices",
    "id": "kantor menjawab setiap pagi saat klien bertanya tentang visa mereka dan kami menjelaskan dokumen mana yang "
    "diperlukan sebelum orang pergi ke pulau karena aturan sering berubah sementara banyak masih percaya cerita lama "
    "dari teman sambil minum kopi dekat pantai bawah pohon kelapa selama musim hujan tanpa membaca halaman imigrasi "
    "jadi tim mencatat pertanyaan dengan hati lalu mengirim saran singkat jujur jelas beserta harga resmi untuk semua",
    "it": "ufficio risponde ogni mattina quando un cliente chiede del suo visto e spieghiamo quali carte servono "
    "prima che qualcuno parta per isola perché le regole cambiano spesso mentre molti credono alle vecchie storie "
    "che gli amici hanno raccontato davanti al caffè vicino spiaggia sotto palme durante stagione delle piogge senza "
    "leggere nessuna pagina così il team scrive domanda con cura poi manda consigli brevi onesti chiari con prezzi",
}
Pair = tuple[str, str]


def chat(asked: str, answered: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": answered}]}


def curated(asked: str, answered: str) -> dict[str, Any]:
    metadata = {"domain": "conversation", "difficulty": "easy", "teacher": "gpt4o", "quality_score": 8.2}
    return {"instruction": asked, "response": answered, "metadata": metadata}


def failure(asked: str, answered: str) -> dict[str, Any]:
    return {"instruction": asked, "output": answered}


def sharegpt(asked: str, answered: str) -> dict[str, Any]:
    return {"conversations": [{"from": "human", "value": asked}, {"from": "gpt", "value": answered}]}


FORMS: Mapping[str, Callable[[str, str], dict[str, Any]]] = {
    "ultimate_20k": chat,
    "supreme_15k": curated,
    "nusantara_identity": sharegpt,
    "bahasa_indonesia": failure,
    "pricing_kb": failure,
    "visa_oracle": chat,
    "traditions": chat,
    "philosophy": curated,
}


def write_sources(folder: Path, seed: int = 7) -> list[Path]:
    """Write the files, in the order of `COUNTS`. The same seed writes the same bytes."""
    rng = random.Random(seed)
    files: list[Path] = []
    earlier: list[Pair] = []
    for name, count in COUNTS.items():
        own = [_pair(rng) for _ in range(count)]
        earlier += own
        said = [*own, *(_copies(rng, earlier, _share(name)))]
        file = folder / f"{name}.jsonl"
        file.write_text("".join(json.dumps(FORMS[name](*pair), ensure_ascii=False) + "\n" for pair in said), "utf-8")
        files.append(file)
    return files


def _share(name: str) -> int:
    """Copies of a source: the largest has what rounding leaves."""
    shares = {other: COPIES * count // DISTINCT for other, count in COUNTS.items()}
    return shares[name] + (COPIES - sum(shares.values()) if name == "ultimate_20k" else 0)


def _pair(rng: random.Random) -> Pair:
    words = WORDS[rng.choice(list(WORDS))].split()
    return " ".join(rng.choices(words, k=12)) + "?", " ".join(rng.choices(words, k=30)).capitalize() + "."


def _copies(rng: random.Random, earlier: list[Pair], count: int) -> Iterator[Pair]:
    for number, (asked, answered) in enumerate(rng.sample(earlier, count)):
        yield (asked.upper(), f"  {answered}") if number % 2 else (asked, _slip(rng, answered))


def _slip(rng: random.Random, text: str) -> str:
    at = rng.randrange(2, len(text) - 2)
    return f"{text[:at]}{rng.choice('xyz'.replace(text[at], ''))}{text[at + 1 :]}"
