"""Data sets joined: the documents' eight sources, and each rule alone."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.training_data_gen.eight_sources import COPIES, COUNTS, DISTINCT, TOGETHER, chat, curated, write_sources
from training_data_gen.errors import DataError
from training_data_gen.filters import Rules
from training_data_gen.merge import Merger, MergeReport

ALL = Rules(min_quality=0, languages=(), personal_data=True)


def source(folder: Path, name: str, records: Iterable[Mapping[str, Any] | str]) -> Path:
    file = folder / f"{name}.jsonl"
    lines = (record if isinstance(record, str) else json.dumps(record) for record in records)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return file


def merged(folder: Path, *files: Path, **how: Any) -> tuple[MergeReport, list[dict[str, Any]]]:
    out = folder / "merged" / "all.jsonl"
    report = Merger(**{"rules": ALL, "processes": 1, **how}).merge(files, out)
    return report, [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def numbered(count: int, word: str) -> list[dict[str, Any]]:
    """Examples that have nothing in common."""
    return [
        chat(f"{word * 3} {number * 7919}", f"{number * 104729} {word} {number * 15485863}") for number in range(count)
    ]


@pytest.mark.timeout(300)
def test_the_documents_eight_sources(tmp_path: Path) -> None:
    report, records = merged(tmp_path, *write_sources(tmp_path), rules=Rules())

    sources = report.sources
    assert report.read == TOGETHER == 25_233
    assert list(sources) == list(COUNTS)
    assert {name: source.kept for name, source in sources.items()} == COUNTS
    copies = [sum(getattr(one, kind) for one in sources.values()) for kind in ("duplicates", "near_duplicates")]
    assert sum(copies) == COPIES
    assert min(copies) > 0.49 * COPIES
    assert all(source.malformed == 0 and source.rejected == {} for source in sources.values())
    assert len(records) == report.kept == DISTINCT
    assert {record["source"] for record in records} == set(COUNTS)
    assert all(record["messages"][-1]["role"] == "assistant" for record in records)


def test_every_form_becomes_one(tmp_path: Path) -> None:
    forms = [
        {"messages": [{"role": "user", "content": "what is a KITAS"}, {"role": "assistant", "content": "A permit."}]},
        {"instruction": "add these", "input": "2 and 3", "output": "5"},
        {"instruction": "name a colour", "response": "red", "system": "be short", "metadata": {"quality_score": 9}},
        {"conversations": [{"from": "human", "value": "hi there"}, {"from": "gpt", "value": "Hello!"}], "system": "s"},
    ]

    _, records = merged(tmp_path, source(tmp_path, "mixed", forms))

    assert [[(one["role"], one["content"]) for one in record["messages"]] for record in records] == [
        [("user", "what is a KITAS"), ("assistant", "A permit.")],
        [("user", "add these\n\n2 and 3"), ("assistant", "5")],
        [("system", "be short"), ("user", "name a colour"), ("assistant", "red")],
        [("system", "s"), ("user", "hi there"), ("assistant", "Hello!")],
    ]
    assert records[2]["metadata"] == {"quality_score": 9}


def test_malformed_lines_are_left_out_counted_and_quoted(tmp_path: Path) -> None:
    lines = ["{", "[]", {"text": "x"}, {"instruction": "x"}, chat("why?", "because of it"), {"turns": []}]
    file = source(tmp_path, "odd", lines)

    report, records = merged(tmp_path, file)

    odd = report.sources["odd"]
    assert (odd.read, odd.malformed, odd.kept, len(records)) == (6, 5, 1, 1)
    assert [fault.removeprefix(f"{file}:")[:24] for fault in odd.faults] == [
        "1: no JSON: unexpected e",
        "2: no JSON object; write",
        "3: none of the known for",
        "4: response: Field requi",
        "6: a trajectory; `zantar",
    ]


@pytest.mark.parametrize(
    ("messages", "problem"),
    [
        ([{"role": "user", "content": "x"}], "must be the assistant's"),
        ([{"role": "assistant", "content": "x"}], "one of the user"),
        ([{"role": "user", "content": " "}, {"role": "assistant", "content": "x"}], "messages.0: it says nothing"),
        ([{"role": "bot", "content": "x"}], "messages.0.role"),
        (
            [
                {"role": "user", "content": "x"},
                {"role": "tool", "content": "x", "tool_call_id": "c1"},
                {"role": "assistant", "content": "x"},
            ],
            "messages.1: no call before it has the id 'c1'",
        ),
        (
            [
                {"role": "user", "content": "x"},
                {"role": "assistant", "tool_calls": [{"id": "c1", "function": {"name": "f", "arguments": "{"}}]},
            ],
            "messages.1.tool_calls.0.function.arguments",
        ),
    ],
)
def test_a_conversation_that_is_none_is_told(tmp_path: Path, messages: list[dict[str, Any]], problem: str) -> None:
    report, _ = merged(tmp_path, source(tmp_path, "odd", [{"messages": messages}]))

    (fault,) = report.sources["odd"].faults
    assert problem in fault


def test_of_duplicates_the_one_that_was_given_first_stays(tmp_path: Path) -> None:
    first = source(tmp_path, "first", [chat("How much is a KITAS?", "EUR 800, all fees included.")])
    second = source(tmp_path, "second", [curated("how much is  a kitas?", "EUR 800, all fees included.")])

    report, records = merged(tmp_path, first, second)

    assert [record["source"] for record in records] == ["first"]
    assert report.sources["second"].duplicates == 1


def test_the_threshold_decides_what_is_alike(tmp_path: Path) -> None:
    text = "The investor permit needs a company with enough capital, a deed, a tax number and a letter from the board."
    file = source(
        tmp_path, "near", [chat("What does it need?", text), chat("What does it need?", text[:-20] + "its owner.")]
    )

    assert merged(tmp_path, file, threshold=0.5)[0].sources["near"].near_duplicates == 1
    assert merged(tmp_path, file, threshold=0.95)[0].sources["near"].near_duplicates == 0


def test_a_cap_takes_an_even_sample_whatever_the_order(tmp_path: Path) -> None:
    records = numbered(40, "visa")
    capped, kept = merged(tmp_path, source(tmp_path, "visa_oracle", records), caps={"visa_oracle": 10})
    _, again = merged(tmp_path, source(tmp_path, "visa_oracle", records[::-1]), caps={"visa_oracle": 10})

    assert (capped.sources["visa_oracle"].over_cap, len(kept)) == (30, 10)
    assert sorted(map(json.dumps, kept)) == sorted(map(json.dumps, again))
    assert kept != numbered(10, "visa")


def test_a_cap_of_another_source_is_refused(tmp_path: Path) -> None:
    file = source(tmp_path, "a", numbered(1, "x"))

    with pytest.raises(DataError, match="a cap for b, but the sources are a"):
        merged(tmp_path, file, caps={"b": 1})


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    files = [source(tmp_path, "a", numbered(1, "x")), source(tmp_path / "other", "a", numbered(1, "y"))]

    with pytest.raises(DataError, match="several files are called a"):
        merged(tmp_path, *files)


def test_several_processes_give_the_same_bytes(tmp_path: Path) -> None:
    system = {"role": "system", "content": "Be kind. " * 10_000}
    files = [
        source(tmp_path, name, [{"messages": [system, *one["messages"]]} for one in numbered(50, word)])
        for name, word in (("a", "visa"), ("b", "tax"))
    ]

    one, _ = merged(tmp_path, *files)
    alone = (tmp_path / "merged" / "all.jsonl").read_bytes()
    two, _ = merged(tmp_path, *files, processes=2)

    assert two == one
    assert (tmp_path / "merged" / "all.jsonl").read_bytes() == alone


def test_nothing_is_left_behind_but_the_result(tmp_path: Path) -> None:
    merged(tmp_path, source(tmp_path, "a", numbered(3, "x")))

    assert [file.name for file in (tmp_path / "merged").iterdir()] == ["all.jsonl"]


def test_an_empty_source_gives_an_empty_result(tmp_path: Path) -> None:
    report, records = merged(tmp_path, source(tmp_path, "a", []))

    assert (report.read, report.kept, records) == (0, 0, [])


def test_progress_adds_up_to_the_size_of_the_files(tmp_path: Path) -> None:
    file = source(tmp_path, "a", numbered(10, "x"))
    told: list[int] = []

    merged(tmp_path, file, progress=told.append)

    assert sum(told) == file.stat().st_size
