"""How many tokens a text is: by a tokenizer's own file, or by an estimate where there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from training_data_gen.errors import DataError

BYTES_PER_TOKEN = 3
"""Of the estimate, meant to err on the high side: large vocabularies are said to take about 4 bytes of English, 3.5 of
Indonesian or Italian and 3 of JSON into a token. It has not been compared with Llama 4's tokenizer."""

ESTIMATE = f"estimate: {BYTES_PER_TOKEN} bytes of UTF-8 a token, not compared with Llama 4's tokenizer"


@dataclass(frozen=True, slots=True)
class TokenCounter:
    """`name` says how it counts: a report of lengths is worth nothing without it."""

    name: str
    count: Callable[[str], int]


def estimated_tokens(text: str) -> int:
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


BY_ESTIMATE = TokenCounter(ESTIMATE, estimated_tokens)


def token_counter(file: Path | None = None) -> TokenCounter:
    """Counts by a `tokenizer.json`, or by the estimate without one. Raises DataError for a file that is none."""
    if file is None:
        return BY_ESTIMATE
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises bare Exceptions
        raise DataError(f"{file} is no tokenizer.json: {error}") from error
    return TokenCounter(str(file), lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids))
