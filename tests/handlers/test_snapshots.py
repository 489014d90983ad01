"""The definitions as models read them: a changed word is a decision about planning and about training data.

To accept what has changed: `UPDATE_SNAPSHOTS=1 pytest tests/handlers/test_snapshots.py`, and read the diff.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from handlers.registry import load

FOLDER = Path(__file__).parent / "snapshots"
UPDATE = "UPDATE_SNAPSHOTS"


def definitions() -> dict[str, dict[str, Any]]:
    """By domain and name, as JSON."""
    domains: dict[str, dict[str, Any]] = {}
    for name, handler in load(entry_points=False).items():
        domains.setdefault(handler.definition.domain, {})[name] = handler.definition.model_dump(mode="json")
    return domains


DEFINITIONS = definitions()


@pytest.fixture(scope="session", autouse=True)
def update() -> None:
    if os.environ.get(UPDATE):
        for domain, handlers in DEFINITIONS.items():
            text = json.dumps(handlers, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            (FOLDER / f"{domain}.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("domain", sorted(DEFINITIONS))
def test_the_definitions_of_a_domain_are_those_that_were_decided(domain: str) -> None:
    path = FOLDER / f"{domain}.json"
    decided = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    changed = [
        name for name in sorted({*decided, *DEFINITIONS[domain]}) if decided.get(name) != DEFINITIONS[domain].get(name)
    ]

    assert not changed, f"changed: {', '.join(changed)}; where that is meant: {UPDATE}=1 pytest {Path(__file__).name}"


def test_no_snapshot_is_left_of_a_domain_that_is_gone() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(DEFINITIONS)
