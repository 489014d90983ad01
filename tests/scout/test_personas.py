"""Personas are read from files, strictly."""

from pathlib import Path

import pytest
import yaml

from scout.personas import OURS, PersonaError, load_personas


def copy(folder: Path, name: str = "stanley", **changes: object) -> Path:
    table = yaml.safe_load((OURS / "stanley.yaml").read_text("utf-8")) | {"name": name} | changes
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(table, allow_unicode=True), "utf-8")
    return path


def test_ours_are_there_and_speak_three_languages() -> None:
    personas = load_personas()
    assert set(personas) == {"zantara", "stanley", "kern"}
    assert all(persona.phrases.keys() == {"en", "id", "it"} for persona in personas.values())


def test_an_operators_persona_joins_ours_and_may_replace_one(tmp_path: Path) -> None:
    copy(tmp_path, "made", title="Made")
    copy(tmp_path, "kern", title="Our Kern")
    personas = load_personas(tmp_path)
    assert personas["made"].title == "Made"
    assert personas["kern"].title == "Our Kern"
    assert personas["zantara"].title == "Zantara"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tone": "loud"}, "tone: Extra inputs are not permitted"),
        ({"approve": ["explode"]}, "approve.0"),
        ({"prompt": None}, "prompt"),
        ({"languages": ["en", "fr"]}, "phrases.fr is missing"),
        ({"phrases": {}}, "phrases.en is missing"),
    ],
)
def test_a_fault_names_the_file_and_the_field(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    path = copy(tmp_path, "made", **changes)
    with pytest.raises(PersonaError) as raised:
        load_personas(tmp_path)
    assert str(path) in str(raised.value)
    assert said in str(raised.value)


def test_a_placeholder_that_nothing_fills_is_refused(tmp_path: Path) -> None:
    phrases = yaml.safe_load((OURS / "stanley.yaml").read_text("utf-8"))["phrases"]
    phrases["en"]["ask"] = "I need {thing}"
    copy(tmp_path, "made", phrases=phrases)
    with pytest.raises(PersonaError, match=r"phrases\.en\.ask: unknown placeholder \['thing'\]"):
        load_personas(tmp_path)


def test_a_file_of_another_name_is_refused(tmp_path: Path) -> None:
    copy(tmp_path, "made").rename(tmp_path / "other.yaml")
    with pytest.raises(PersonaError, match=r"call the file made\.yaml"):
        load_personas(tmp_path)


def test_broken_yaml_and_a_missing_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "made.yaml").write_text("name: [", "utf-8")
    with pytest.raises(PersonaError, match="not readable as YAML"):
        load_personas(tmp_path)
    with pytest.raises(PersonaError, match="there is no such folder"):
        load_personas(tmp_path / "nowhere")
