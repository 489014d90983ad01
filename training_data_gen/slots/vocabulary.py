"""Hand-written words and texts, `vocabulary/<name>.yaml`: entries per language, one a line, `any` for all of them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from training_data_gen.slots.setting import Language, Setting

FOLDER = Path(__file__).parents[1] / "vocabulary"


@cache
def table(name: str) -> Mapping[str, Any]:
    """A vocabulary file as it is written: a block of lines or a nested table per language."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


@cache
def entries(name: str, language: Language) -> tuple[str, ...]:
    """The entries of a language with those of `any`, a list or a block of lines. A line with `#` before it is none."""
    blocks = (table(name).get(key) or "" for key in (language, "any"))
    listed = (block.splitlines() if isinstance(block, str) else block for block in blocks)
    lines = (str(line).strip() for block in listed for line in block)
    return tuple(line for line in lines if line and not line.startswith("#"))


def pick(name: str, setting: Setting) -> str:
    """One entry of a vocabulary in the language of the setting."""
    return setting.pick(entries(name, setting.language))
