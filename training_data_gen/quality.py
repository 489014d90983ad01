"""How well an example is written, 0 to 10, by rules: what a judge would read, not whether it is true.

The source's own score (`metadata.quality_score`) stands where there is one. The rules are those with which web text is
filtered for training (repetition, symbols, broken ends), and what spoils answers: refusals, echoes, nothing said.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping

BEST = 10.0
REPEATED_LINES, REPEATED_WORDS = 0.3, 0.2
"""Shares of a text: of its lines that stand there before, and of its words in the most frequent run of four."""
LETTERS = 0.5
"""Least share of letters and spaces outside code."""
CAPITALS = 0.6
"""Share of capitals among the letters from which on an answer shouts."""
LONG = 200
"""Characters from which on an answer is expected to end like a sentence."""

REFUSAL = re.compile(
    r"\bas an ai\b|\bai language model\b|\bi(?:'m| am) (?:sorry, but i )?(?:unable|not able) to\b"
    r"|\bsebagai (?:model )?(?:ai|kecerdasan buatan)\b|\bcome (?:modello|intelligenza) (?:di ia|artificiale)\b",
    re.IGNORECASE,
)
ENDING = re.compile(r"[.!?…:;)\]}\"'`”’»*|>\d✅]\s*\Z|[\U0001F300-\U0001FAFF]️?\s*\Z")
WORD = re.compile(r"\w+")


def quality(asked: str, answered: str) -> float:
    """The score of one example: 10 less what each fault costs."""
    if not answered.strip():
        return 0.0
    return max(BEST - sum(cost for fault, cost in FAULTS.items() if fault(asked, answered)), 0.0)


def _refuses(_: str, answered: str) -> bool:
    return REFUSAL.search(answered[:300]) is not None


def _echoes(asked: str, answered: str) -> bool:
    return len(asked) > 20 and asked.strip().lower() in answered.lower() and len(answered) < 1.2 * len(asked)


def _repeats_lines(_: str, answered: str) -> bool:
    lines = [line for line in answered.splitlines() if len(line) > 10]
    return len(lines) > 3 and 1 - len(set(lines)) / len(lines) > REPEATED_LINES


def _repeats_words(_: str, answered: str) -> bool:
    words = WORD.findall(answered.lower())
    if len(words) < 40:
        return False
    most = max(Counter(zip(words, words[1:], words[2:], words[3:], strict=False)).values())
    return most > 2 and most * 4 / len(words) > REPEATED_WORDS


def _is_noise(_: str, answered: str) -> bool:
    if "\ufffd" in answered:
        return True
    readable = sum(map(str.isalpha, answered)) + sum(map(str.isspace, answered))
    return len(answered) > 40 and "```" not in answered and readable / len(answered) < LETTERS


def _breaks_off(_: str, answered: str) -> bool:
    return len(answered) > LONG and ENDING.search(answered) is None


def _shouts(_: str, answered: str) -> bool:
    letters = sum(map(str.isalpha, answered))
    return letters > 40 and sum(map(str.isupper, answered)) / letters > CAPITALS


def _says_nothing(asked: str, answered: str) -> bool:
    return len(WORD.findall(answered)) < 2 and len(asked) > 80


FAULTS: Mapping[Callable[[str, str], bool], float] = {
    _refuses: 4.0,
    _echoes: 5.0,
    _repeats_lines: 4.0,
    _repeats_words: 4.0,
    _is_noise: 4.0,
    _breaks_off: 2.0,
    _shouts: 2.0,
    _says_nothing: 3.0,
}
"""What each fault costs. One grave one leaves an example below 7, the usual threshold."""
