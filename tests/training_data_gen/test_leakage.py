"""Nothing that an evaluation file says comes through, word for word or nearly."""

import json
from pathlib import Path

import pytest

from training_data_gen.errors import DataError
from training_data_gen.leakage import Seen, queries

SAID = "could you please tell me how much a working KITAS costs in euro these days"


@pytest.fixture
def seen() -> Seen:
    seen = Seen()
    seen.add(SAID)
    return seen


@pytest.mark.parametrize(
    "text", [SAID, SAID.upper() + "?!", SAID.replace(" ", "  "), SAID.replace("please ", ""), "hey " + SAID]
)
def test_the_same_and_nearly_the_same_are_known(seen: Seen, text: str) -> None:
    assert seen.like(text)


@pytest.mark.parametrize("text", ["how much is a KITAS", "dimmi quanto costa un KITAS", ""])
def test_another_wording_is_not(seen: Seen, text: str) -> None:
    assert not seen.like(text)


def test_queries_are_read_from_every_form_of_file(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "query": "a query", "calls": []},
        {"turns": [{"message": "first turn"}, {"message": "second turn"}]},
        {"messages": [{"role": "user", "content": "a chat"}, {"role": "assistant", "content": "not a query"}]},
        {"instruction": "an instruction", "output": "not a query"},
    ]
    file = tmp_path / "queries.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n")

    assert list(queries(file)) == ["a query", "first turn", "second turn", "a chat", "an instruction"]


@pytest.mark.parametrize("line", ["no json", '["a list"]'])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"query": "fine"}\n' + line + "\n")

    with pytest.raises(DataError, match=r"queries\.jsonl:2"):
        list(queries(file))
