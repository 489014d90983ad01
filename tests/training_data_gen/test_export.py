"""Trajectories in the four forms that trainers read."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.tools import CallError
from schemas.trajectory import Trajectory
from scout.render import END, render, template_hash
from tests.training_data_gen.records import (
    PHONE,
    asking,
    call,
    conversation,
    dependent,
    failed,
    personas,
    registry,
    single,
    small_talk,
    step,
    trajectory,
    turn,
    write,
)
from training_data_gen.chat_format import prompt_of
from training_data_gen.errors import DataError
from training_data_gen.export import Exporter
from training_data_gen.offer import Offer
from training_data_gen.shown import Shown
from training_data_gen.source_formats import read_example


def exported(folder: Path, form: str, *records: Trajectory, shown: int = 4) -> list[dict[str, Any]]:
    out = folder / "out.jsonl"
    Exporter(registry(), personas(), shown).export(write(folder / "in.jsonl", records), out, form)
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def shown(record: Trajectory, many: int = 16) -> Shown:
    definitions = {name: handler.definition for name, handler in registry().items()}
    persona = personas()[record.persona]
    return Shown(record, persona, Offer(definitions, many).to(persona, record))


def test_the_chat_form_is_the_text_that_is_served_and_marks_what_the_model_wrote(tmp_path: Path) -> None:
    (record,) = exported(tmp_path, "chat", dependent(), shown=16)

    learned = [record["text"][start:end] for start, end in record["written"]]
    assert learned == [
        '[client_find(query="Maria Rossi"), whatsapp_send(to={"$from": "c1", "path": "/phone"}, text="Ready", '
        f'_after=["c1"])]{END}',
        f"Told.{END}",
    ]
    assert record["text"].startswith(
        render(prompt_of(shown(dependent()), 0)).removesuffix("assistant<|header_end|>\n\n")
    )
    assert record["template"] == template_hash()


def test_each_turn_is_an_example_that_shows_the_words_of_those_before(tmp_path: Path) -> None:
    first, second = exported(tmp_path, "chat", conversation())

    assert (first["turn"], second["turn"]) == (0, 1)
    assert "fine for 5 days?<|eot|><|header_start|>assistant<|header_end|>\n\nIDR 5,000,000." in second["text"]
    assert second["text"].count("visa_overstay_fine(") == 1
    start, end = second["written"][0]
    assert second["text"][start:end] == f"[visa_overstay_fine(days=9)]{END}"


def test_a_question_for_what_is_missing_is_learned_as_a_call_with_dots(tmp_path: Path) -> None:
    (record,) = exported(tmp_path, "chat", asking())

    start, end = record["written"][0]
    assert record["text"][start:end] == f'[whatsapp_send(to="Maria", text=...)]{END}'


def test_openai_messages_carry_calls_results_and_tools(tmp_path: Path) -> None:
    (record,) = exported(tmp_path, "openai", dependent())

    system, user, assistant, *results, answer = record["messages"]
    assert system["content"].endswith("It is Monday, 2026-05-04T09:30+08:00 (Asia/Makassar).")
    assert user == {"role": "user", "content": "tell Maria Rossi it's ready"}
    assert [one["function"]["name"] for one in assistant["tool_calls"]] == ["client_find", "whatsapp_send"]
    sent = json.loads(assistant["tool_calls"][1]["function"]["arguments"])
    assert sent == {"to": {"$from": "c1", "path": "/phone"}, "text": "Ready"}
    assert [one["tool_call_id"] for one in results] == ["c1", "c2"]
    assert json.loads(results[0]["content"])["phone"] == PHONE
    assert answer == {"role": "assistant", "content": "Told."}
    assert {"client_find", "whatsapp_send"} <= {tool["function"]["name"] for tool in record["tools"]}
    assert len(record["tools"]) == 4


def test_a_call_that_failed_shows_its_error(tmp_path: Path) -> None:
    find = call("c1", "client.find", query="maria")
    error = CallError(code="ambiguous", message="2 clients fit.", options=("Maria Rossi", "Maria Santos"))
    record = trajectory("error_recovery", turn("find maria", "Which one?", step((find, failed(find, error)))))

    (exported_record,) = exported(tmp_path, "openai", record)

    assert json.loads(exported_record["messages"][3]["content"]) == {
        "error": {"code": "ambiguous", "message": "2 clients fit.", "options": ["Maria Rossi", "Maria Santos"]}
    }


@pytest.mark.parametrize("record", [single(), dependent(), small_talk(), asking(), conversation()])
def test_sharegpt_alternates_as_llama_factory_wants_it(tmp_path: Path, record: Trajectory) -> None:
    (exported_record,) = exported(tmp_path, "sharegpt", record)

    speakers = [entry["from"] for entry in exported_record["conversations"]]
    assert set(speakers[::2]) <= {"human", "observation"}
    assert set(speakers[1::2]) <= {"gpt", "function_call"}
    assert len(speakers) % 2 == 0
    assert {tool["name"] for tool in json.loads(exported_record["tools"])}


def test_sharegpt_keeps_calls_of_one_step_together(tmp_path: Path) -> None:
    (record,) = exported(tmp_path, "sharegpt", dependent())

    calls, results = (json.loads(record["conversations"][place]["value"]) for place in (1, 2))
    assert [one["name"] for one in calls] == ["client_find", "whatsapp_send"]
    assert calls[0]["arguments"] == {"query": "Maria Rossi"}
    assert list(results) == ["c1", "c2"]


def test_sharegpt_is_entered_into_the_folders_dataset_info(tmp_path: Path) -> None:
    (tmp_path / "dataset_info.json").write_text('{"other": {"file_name": "other.json"}}')

    exported(tmp_path, "sharegpt", single())

    info = json.loads((tmp_path / "dataset_info.json").read_text())
    assert info["other"] == {"file_name": "other.json"}
    assert info["out"]["file_name"] == "out.jsonl"
    assert info["out"]["columns"] == {"messages": "conversations", "system": "system", "tools": "tools"}


def test_the_documents_text_has_a_line_for_each_thing(tmp_path: Path) -> None:
    (record,) = exported(tmp_path, "document", dependent())

    assert [message["role"] for message in record["messages"]] == ["user", "assistant"]
    think, first, second, found, sent, response = record["messages"][1]["content"].splitlines()
    assert think == "[THINK] Need to use client.find, whatsapp.send"
    assert first == '[CALL] client.find(query="Maria Rossi")'
    assert second.startswith('[CALL] whatsapp.send(to={"$from": "c1", "path": "/phone"}')
    assert json.loads(found.removeprefix("[RESULT] "))["phone"] == PHONE
    assert sent.startswith("[RESULT] {")
    assert response == "[RESPONSE] Told."


def test_the_documents_text_says_when_nothing_is_called_and_when_something_lacks(tmp_path: Path) -> None:
    talk, ask = exported(tmp_path, "document", small_talk(), asking())

    assert talk["messages"][1]["content"].startswith("[THINK] No handler is needed\n[RESPONSE] Good morning.")
    assert ask["messages"][1]["content"].startswith("[THINK] Need to use whatsapp.send; not said: text\n[RESPONSE]")


@pytest.mark.parametrize("form", ["openai", "sharegpt", "document"])
def test_what_is_exported_can_be_merged(tmp_path: Path, form: str) -> None:
    (record,) = exported(tmp_path, form, dependent())

    example = read_example(json.dumps(record).encode())

    assert [name.replace("_", ".") for name in example.handlers] == ["client.find", "whatsapp.send"]
    assert len(example.tools) == (0 if form == "document" else 4)
    assert example.text.startswith("tell Maria Rossi it's ready\n")


@pytest.mark.parametrize("form", ["chat", "openai", "sharegpt", "document"])
def test_masked_names_stand_everywhere_in_the_place_of_the_real_ones(tmp_path: Path, form: str) -> None:
    (record,) = exported(tmp_path, form, single(masked_names={"visa.overstay_fine": "tool.seven"}))

    text = json.dumps(record)
    assert "overstay_fine" not in text
    assert "visa.overstay" not in text
    assert "tool_seven" in text or "tool.seven" in text


def test_definitions_are_those_called_and_others_the_same_each_time() -> None:
    first, again = shown(dependent(), 6), shown(dependent(), 6)

    names = [definition.name for definition in first.definitions]
    assert again.definitions == first.definitions
    assert {"client.find", "whatsapp.send"} <= set(names)
    assert len(names) == 6
    assert names == sorted(names)
    assert [one.name for one in shown(dependent(id="t2"), 6).definitions] != names


def test_a_persona_is_shown_only_what_it_may_use() -> None:
    persona = personas()["zantara"].model_copy(update={"handlers": ("visa.*",)})
    definitions = {name: handler.definition for name, handler in registry().items()}

    assert {one.name.partition(".")[0] for one in Offer(definitions).to(persona, single())} == {"visa"}


def test_the_manifest_tells_what_it_was_made_with(tmp_path: Path) -> None:
    exported(tmp_path, "chat", conversation(), single())

    manifest = json.loads((tmp_path / "out.jsonl.manifest.json").read_text())
    assert manifest == {
        "format": "chat",
        "source": "in.jsonl",
        "trajectories": 2,
        "records": 3,
        "registry": registry().digest,
        "template": template_hash(),
    }


def test_a_line_that_cannot_be_exported_is_named_and_leaves_no_file(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [single(), single(persona="nobody")])

    with pytest.raises(DataError, match=r"in\.jsonl:2: there is no persona 'nobody'"):
        Exporter(registry(), personas()).export(source, tmp_path / "out.jsonl", "chat")

    assert [file.name for file in tmp_path.iterdir()] == ["in.jsonl"]
