"""The registry as a whole: strict, complete, in stable order; a reload with a fault keeps the old."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from handlers.registry import Registry, RegistryError, load

Write = Callable[..., str]

TIDE = '''
    from typing import Annotated
    from pydantic import BaseModel
    from zantara import Context, handler

    class Tide(BaseModel):
        place: str
        height_m: float

    @handler("surf.tide", effect="read", examples=[("how high is the tide in Canggu?", {"place": "Canggu"})])
    async def tide(ctx: Context, place: Annotated[str, "beach or town"]) -> Tide:
        """Height of the tide at a beach now."""
        return Tide(place=place, height_m=1.4)
'''


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write plugin files; returns their folder."""
    folder = tmp_path / "plugins"
    folder.mkdir()

    def write(**files: str) -> str:
        for name, source in files.items():
            path = folder / (name.replace("__in__", "/") + ".py")
            path.parent.mkdir(exist_ok=True)
            path.write_text(dedent(source))
        return str(folder)

    return write


def loaded(folder: str) -> Registry:
    return load(folder, entry_points=False)


def refused(folder: str) -> RegistryError:
    with pytest.raises(RegistryError) as raised:
        loaded(folder)
    for fault in raised.value.faults:
        assert fault.file
        assert fault.fix
        assert str(fault) in str(raised.value)
    return raised.value


def test_a_plugin_stands_beside_our_own_handlers(write: Write) -> None:
    registry = loaded(write(tide=TIDE))

    assert "calculator.evaluate" in registry
    assert registry["surf.tide"].foreign
    assert not registry["calculator.evaluate"].foreign
    assert list(registry) == sorted(registry)
    assert registry.by_wire["surf_tide"] is registry["surf.tide"]


def test_each_of_our_own_handlers_shows_how_people_ask_for_it(write: Write) -> None:
    for name, handler in loaded(write()).items():
        assert len(handler.definition.examples) >= 6, name


def test_a_name_that_is_taken(write: Write) -> None:
    told = str(refused(write(one=TIDE, two=TIDE)))

    assert "surf.tide: the name is taken by" in told
    assert "one.py:" in told
    assert "two.py:" in told


def test_a_name_of_ours_is_taken_too(write: Write) -> None:
    told = str(refused(write(mine=TIDE.replace("surf.tide", "visa.requirements"))))

    assert "visa.requirements: the name is taken by handlers/business/visa.py:" in told


def test_two_names_that_are_one_on_the_wire(write: Write) -> None:
    folder = write(one=TIDE.replace("surf.tide", "surf.tide_now"), two=TIDE.replace("surf.tide", "surf.tide.now"))

    told = str(refused(folder))

    assert "'surf_tide_now', as is 'surf.tide_now'" in told
    assert "rename one of the two" in told


def test_one_handler_under_two_names_of_a_module_is_one_handler(write: Write) -> None:
    assert "surf.tide" in loaded(write(tide=TIDE + "\n    low_tide = tide\n"))


def test_a_handler_that_is_merely_imported_counts_once(write: Write) -> None:
    assert "surf.tide" in loaded(write(tide=TIDE, other="from .tide import tide\n"))


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("def broken(:", "SyntaxError"),
        ("raise RuntimeError('no key')", "RuntimeError: no key"),
        ("import sys; sys.exit('bye')", "SystemExit: bye"),
        ("import zantara\n@zantara.handler('x.y', effect='change')\ndef f(): ...", "'change' is not a valid Effect"),
        ("import zantara\n@zantara.handler('x.y', effect='read')\nclass Tide: ...", "Tide'> is no function"),
        ("import zantara\nzantara.handler('x.y', effect='read')(print)", "print> is no function"),
    ],
)
@pytest.mark.parametrize("name", ["broken", "broken__in____init__"])
def test_a_module_that_cannot_be_imported(write: Write, name: str, source: str, problem: str) -> None:
    error = refused(write(**{name: source, "tide": TIDE}))

    assert len(error.faults) == 1
    assert "broken" in error.faults[0].file
    assert problem in error.faults[0].problem


def test_every_fault_of_every_file_is_told_at_once(write: Write) -> None:
    undescribed = TIDE.replace('Annotated[str, "beach or town"]', "str")
    no_result = TIDE.replace("-> Tide", "").replace("surf.tide", "surf.other")

    error = refused(write(a="import no_such_module", b=undescribed, c=no_result, d=TIDE, e=TIDE))

    assert [Path(fault.file.split(":")[0]).name for fault in error.faults] == ["a.py", "b.py", "c.py", "e.py"]
    assert str(error).startswith("4 fault(s) in the handlers:")


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    told = str(refused(str(tmp_path / "nowhere")))

    assert "nowhere" in told
    assert "ZANTARA_PLUGINS" in told


def test_odd_values_in_a_module_do_no_harm(write: Write) -> None:
    odd = """
        class Sly:
            def __getattr__(self, name):
                raise RuntimeError(name)

        sly = Sly()
    """

    assert "surf.tide" in loaded(write(odd=odd, tide=TIDE))


def test_the_digest_changes_with_a_definition_and_with_nothing_else(write: Write) -> None:
    first = loaded(write(tide=TIDE)).digest
    same = loaded(write(tide=TIDE.replace("1.4", "1.5"))).digest
    other = loaded(write(tide=TIDE.replace("beach or town", "which beach"))).digest

    assert first == same != other


async def test_a_reload_reads_the_new_and_leaves_the_old_as_it_was(write: Write) -> None:
    old = loaded(write(tide=TIDE))
    new = loaded(write(tide=TIDE.replace("1.4", "2.8")))

    assert (await old["surf.tide"].function(None, "Canggu")).height_m == 1.4
    assert (await new["surf.tide"].function(None, "Canggu")).height_m == 2.8


def test_a_reload_with_a_fault_leaves_the_old_registry_at_work(write: Write) -> None:
    old = loaded(write(tide=TIDE))
    refused(write(tide="raise RuntimeError"))

    assert old["surf.tide"].parse({"place": "Canggu"}) == {"place": "Canggu"}
    assert loaded(write(tide=TIDE)).digest == old.digest
