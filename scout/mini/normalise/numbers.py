"""Numbers as people write them: `12,5 jt`, `3.2k`, `1.800`, `due milioni`, `dua ratus lima puluh`, `15%`."""

import re
from dataclasses import dataclass
from functools import cache

from scout.mini.normalise.found import Found, any_of, outermost
from scout.mini.words import Words, words

DIGITS = r"\d+(?:[.,]\d+)*"
LONGEST_SYMBOL = 3
"""Scales of more letters than this are words: an article may stand before "million", none before "mln"."""


def find_numbers(text: str, language: str) -> list[Found[float]]:
    """Every number in the text, in figures or in words. A percent sign is left out of the value: `15%` is 15."""
    return outermost([*_figures(text, language), *find_spelled(text, language)])


def read_figures(raw: str, decimal: str) -> float:
    """`1.800` -> 1800 where the decimal mark is a comma, 1.8 where it is a point; `1.250.000,50` -> 1250000.5."""
    marks = [char for char in raw if char in ".,"]
    if not marks:
        return float(raw)
    last = marks[-1]
    groups = re.split(r"[.,]", raw)
    if len(set(marks)) == 2:
        is_decimal = marks.count(last) == 1
    else:
        thousands = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3 and groups[0] != "0"
        is_decimal = len(marks) == 1 and (not thousands or last == decimal)
    if not is_decimal:
        return float("".join(groups))
    return float("".join(groups[:-1]) + "." + groups[-1])


@cache
def _figure_pattern(language: str) -> re.Pattern[str]:
    # A figure inside a code, an address or a longer number is not a number: INV-5520, C313, 10.0.0.1.
    scales = any_of(words(language).scales, glued=True)
    return re.compile(
        rf"(?:(?<![\w.,#@/-])|(?<=\brp))(-?)({DIGITS})(?:(\s?{scales})|\s?%|(?![\w@-]|[.,/:]\w))", re.IGNORECASE
    )


def _figures(text: str, language: str) -> list[Found[float]]:
    table = words(language)
    found: list[Found[float]] = []
    for match in _figure_pattern(language).finditer(text):
        sign, raw, scale = match.groups()
        value = read_figures(raw, table.decimal)
        if scale:
            # "12.500 jt" is rare; with a scale one mark is a decimal mark, whichever it is.
            value = read_figures(raw, raw[-4] if re.fullmatch(r"\d+[.,]\d{3}", raw) else table.decimal)
            value = round(value * table.scales[scale.strip().lower()], 2)
        found.append(Found(match.start(), match.end(), _tidy(-value if sign else value)))
    return found


@dataclass(slots=True)
class _Sum:
    """Adds up a number read from left to right: `last` waits for a multiplier, `group` for a scale.

    `scale` is the last one: a half after a million is half of a million.
    """

    total: float = 0
    group: float = 0
    last: float = 0
    scale: float = 1

    def add(self, part: str, table: Words) -> None:
        if part in table.scales:
            self.scale = table.scales[part]
            self.total += (self.group + self.last or 1) * self.scale
            self.group = self.last = 0
        elif part in table.multipliers and self.last < table.multipliers[part]:
            self.last = (self.last or 1) * table.multipliers[part]
        elif part in table.teens:
            self.last += 10
        elif part in table.fractions and self.total and not self.group + self.last:
            self.total += table.fractions[part] * self.scale
        elif part in table.fractions:
            # One word may be a number and its scale: "sejuta setengah" is a million and a half.
            self.last += table.fractions[part] * (self.last if self.last >= 1000 else 1)
        else:
            known = next(known for known in (table.numerals, table.multipliers, table.articles) if part in known)
            self.group, self.last = self.group + self.last, known[part]

    @property
    def value(self) -> float:
        return self.total + self.group + self.last


@cache
def _word_pattern(language: str) -> re.Pattern[str]:
    """What numbers in words are made of: "and a half", "a" before "million", any other word."""
    table = words(language)
    scales = any_of(scale for scale in table.scales if len(scale) > LONGEST_SYMBOL)
    article = rf"{any_of(article for article in table.articles if article not in table.numerals)}(?=\s+{scales})"
    return re.compile(rf"(?P<fraction>{any_of(table.fractions)})|(?P<article>{article})|[^\W\d_]+", re.IGNORECASE)


def find_spelled(text: str, language: str) -> list[Found[float]]:
    """The numbers in words alone."""
    table = words(language)
    found: list[Found[float]] = []
    run: list[str] = []
    start = end = 0
    for match in [*_word_pattern(language).finditer(text), None]:
        parts = _said(match, bool(run), language) if match else ()
        gap = text[end : match.start()].strip(" -").lower() if match else ""
        joined = bool(run) and (run[-1] in table.multipliers or run[-1] in table.scales)
        if match and joined and not gap and match.group().lower() in table.and_:
            continue  # "one hundred and ten": it stands in the gap before "ten"
        if run and (not parts or (gap and not (joined and gap in table.and_))):
            found += _closed(run, start, end, text, table)
            run = []
        if match and parts:
            start = start if run else match.start()
            run, end = [*run, *parts], match.end()
    return found


def _said(match: re.Match[str], inside: bool, language: str) -> tuple[str, ...]:
    """The pieces of a number that a match says. A fraction is one only `inside` of a number."""
    said = " ".join(match.group().lower().split())
    if match["article"] or (match["fraction"] and inside):
        return (said,)
    return _parts(said, language)


def _closed(run: list[str], start: int, end: int, text: str, table: Words) -> list[Found[float]]:
    starts_number = run[0] in table.numerals or run[0] in table.multipliers or run[0] in table.articles
    alone = len(run) == 1 and (run[0] in table.articles or run[0] in table.lone) and text.strip() != text[start:end]
    if not starts_number or alone:
        return []
    total = _Sum()
    for part in run:
        total.add(part, table)
    return [Found(start, end, _tidy(total.value))]


@cache
def _parts(word: str, language: str) -> tuple[str, ...]:
    """The numerals that a word is made of: `duecentocinquanta` -> due, cento, cinquanta. Empty for other words."""
    table = words(language)
    known = table.numerals | table.multipliers | table.scales | dict.fromkeys(table.teens, 10)
    if word in known:
        return (word,)
    for size in range(len(word) - 1, 2, -1):
        # Only long pieces join: "mila" and "cento" do, "k" and "m" do not.
        if word[:size] in known and (rest := _parts(word[size:], language)) and len(rest[0]) > 2:
            return (word[:size], *rest)
    return ()


def _tidy(value: float) -> float:
    value = round(float(value), 9)
    return int(value) if value.is_integer() else value
