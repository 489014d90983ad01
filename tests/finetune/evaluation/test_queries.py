"""Annotated messages: the format, and the files of ours."""

from pathlib import Path

import pytest

import finetune.evaluation
from finetune.evaluation.queries import read_queries
from finetune.evaluation.run import read
from handlers.registry import load

MESSAGES = sorted((Path(str(finetune.evaluation.__file__)).parent / "messages").glob("*.jsonl"))
LINE = '{"id": "x", "lang": "en", "kind": "none", "query": "hello"}\n'


def test_a_line_that_is_no_message_is_named(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_text(LINE + "\n" + LINE.replace('"en"', '"fr"'))

    with pytest.raises(ValueError, match=r"messages\.jsonl:3: no annotated message"):
        list(read_queries(path))


def test_two_messages_of_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_text(LINE * 2)

    with pytest.raises(ValueError, match="a second message has the id 'x'"):
        read((path,))


def test_no_message_at_all_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_text("\n")

    with pytest.raises(ValueError, match="there is no message in"):
        read((path,))


def test_our_messages_want_handlers_and_parameters_that_exist() -> None:
    known = {name: set(one.definition.parameters["properties"]) for name, one in load(entry_points=False).items()}
    wanted = [(query.id, call) for query in read(tuple(MESSAGES)) for call in query.calls]

    assert [(id, call.handler) for id, call in wanted if call.handler not in known] == []
    unknown = [(id, {*call.args, *call.optional, *call.missing} - known[call.handler]) for id, call in wanted]
    assert [(id, params) for id, params in unknown if params] == []
