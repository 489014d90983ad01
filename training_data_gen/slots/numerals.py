"""Whole numbers in words, as people dictate them: `twenty-five`, `dua puluh lima`, `venticinque`."""

from training_data_gen.slots.setting import Language

SMALL: dict[Language, tuple[str, ...]] = {
    "en": (
        *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    ),
    "id": (
        *("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"),
        *(f"{unit} belas" for unit in ("dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")),
    ),
    "it": (
        *("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici"),
        *("dodici", "tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto", "diciannove"),
    ),
}
TENS: dict[Language, tuple[str, ...]] = {
    "en": ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    "id": tuple(f"{SMALL['id'][tens]} puluh" for tens in range(2, 10)),
    "it": ("venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"),
}
ENGLISH_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
}
THOUSAND = 1000
MILLION = 1_000_000


def spelled(number: int, language: Language) -> str:
    """A number of 0 to 999,999 in words. Raises ValueError on any other."""
    if not 0 <= number < MILLION:
        raise ValueError(f"cannot spell {number}: give a number of 0 to {MILLION - 1}")
    if number < 100:
        return _below_hundred(number, language)
    if number < THOUSAND:
        return _joined(_hundreds(number // 100, language), number % 100, language)
    return _joined(_thousands(number // THOUSAND, language), number % THOUSAND, language)


def _below_hundred(number: int, language: Language) -> str:
    if number < 20:
        return SMALL[language][number]
    tens, unit = TENS[language][number // 10 - 2], number % 10
    if not unit:
        return tens
    last = SMALL[language][unit]
    if language == "it":
        return (tens[:-1] if last[0] in "uo" else tens) + last
    return f"{tens}-{last}" if language == "en" else f"{tens} {last}"


def _hundreds(count: int, language: Language) -> str:
    if language == "en":
        return f"{SMALL['en'][count]} hundred"
    if language == "id":
        return "seratus" if count == 1 else f"{SMALL['id'][count]} ratus"
    return "cento" if count == 1 else f"{SMALL['it'][count]}cento"


def _thousands(count: int, language: Language) -> str:
    if language == "en":
        return f"{spelled(count, 'en')} thousand"
    if language == "id":
        return "seribu" if count == 1 else f"{spelled(count, 'id')} ribu"
    return "mille" if count == 1 else f"{spelled(count, 'it')}mila"


def _joined(head: str, rest: int, language: Language) -> str:
    if not rest:
        return head
    return f"{head}{'' if language == 'it' else ' '}{spelled(rest, language)}"


def day_of_month(number: int, language: Language) -> str:
    """The day of a month in words: `twenty-first`, `primo`, `dua puluh satu`."""
    words = spelled(number, language)
    if language == "it" and number == 1:
        return "primo"
    if language != "en":
        return words
    *tens, last = words.split("-")
    ordinal = ENGLISH_ORDINALS.get(last) or (
        f"{last[:-1]}ieth" if last.endswith("y") else f"{last.removesuffix('e')}th"
    )
    return "-".join([*tens, "twelfth" if last == "twelve" else ordinal])
