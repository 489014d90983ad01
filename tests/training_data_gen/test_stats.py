"""What is counted of a data set."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.training_data_gen.records import (
    asking,
    conversation,
    dependent,
    personas,
    registry,
    single,
    small_talk,
    write,
)
from training_data_gen.errors import DataError
from training_data_gen.stats import Statistician, Stats
from training_data_gen.tokens import TokenCounter, estimated_tokens, token_counter


def counted(file: Path, **how: Any) -> Stats:
    return Statistician(registry(), personas(), **how).stats([file])


def test_records_are_counted_by_kind_language_and_handler(tmp_path: Path) -> None:
    italian = single(id="t2").model_copy(update={"language": "it"})
    records = [single(), italian, dependent(), small_talk(), asking(), conversation()]

    stats = counted(write(tmp_path / "data.jsonl", records))

    assert stats.records == 6
    assert stats.kinds == {"single": 2, "dependent": 1, "none": 1, "missing": 1, "multi_turn": 1}
    assert stats.languages == {"en": 5, "it": 1}
    assert stats.handlers == {"client.find": 1, "visa.overstay_fine": 3, "whatsapp.send": 2}
    assert len(stats.unused) == len(registry()) - 3


def test_what_was_said_before_is_counted_word_for_word_and_nearly(tmp_path: Path) -> None:
    def saying(message: str) -> Any:
        record = single()
        return record.model_copy(update={"turns": (record.turns[0].model_copy(update={"message": message}),)})

    text = "how much is the fine for an overstay of five days when the permit ran out on a public holiday"
    records = [saying(text), saying(text.upper()), saying(text.replace("holiday", "holidax")), saying("good day")]

    stats = counted(write(tmp_path / "data.jsonl", records))

    assert (stats.duplicates, stats.near_duplicates) == (1, 1)


def test_lengths_are_of_one_text_a_turn(tmp_path: Path) -> None:
    stats = counted(
        write(tmp_path / "data.jsonl", [single(), conversation()]), tokens=TokenCounter("ones", lambda text: 1)
    )

    assert (stats.lengths.tokenizer, stats.lengths.texts, stats.lengths.mean) == ("ones", 3, 1)


def test_lines_with_faults_are_counted_as_such_alone(tmp_path: Path) -> None:
    file = write(tmp_path / "data.jsonl", [single()])
    file.write_text(f"{file.read_text()}nonsense\n")

    stats = counted(file)

    assert (stats.records, stats.faulty, stats.kinds) == (2, 1, {"single": 1})


def test_examples_of_others_tell_what_their_metadata_tell(tmp_path: Path) -> None:
    file = tmp_path / "merged.jsonl"
    line = {"instruction": "hello", "response": "hi"}
    file.write_text("".join(json.dumps(one) + "\n" for one in (line, {**line, "metadata": {"language": "en"}})))

    stats = counted(file)

    assert stats.kinds == {"untold": 2}
    assert stats.languages == {"untold": 1, "en": 1}


def test_an_empty_file_has_nothing_in_it(tmp_path: Path) -> None:
    stats = counted(write(tmp_path / "data.jsonl", []))

    assert (stats.records, stats.duplicates, stats.lengths.mean) == (0, 0, 0)


def test_tokens_are_counted_by_a_tokenizers_file_where_there_is_one(tmp_path: Path) -> None:
    file = tmp_path / "tokenizer.json"
    model = {"type": "WordLevel", "vocab": {"a": 0, "b": 1, "?": 2}, "unk_token": "?"}
    file.write_text(json.dumps({"version": "1.0", "model": model, "pre_tokenizer": {"type": "Whitespace"}}))

    counter = token_counter(file)

    assert counter.name == str(file)
    assert counter.count("a b c") == 3


def test_a_file_that_is_no_tokenizer_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tokenizer.json"
    file.write_text("{}")

    with pytest.raises(DataError, match=r"tokenizer\.json is no tokenizer\.json"):
        token_counter(file)


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("abc", 1), ("abcd", 2), ("è" * 3, 2)])
def test_the_estimate_takes_three_bytes_a_token(text: str, tokens: int) -> None:
    assert estimated_tokens(text) == tokens
