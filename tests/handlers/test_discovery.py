"""Where handlers come from: an installed package's entry point, and a folder with a namespace of its own."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

import handlers
import schemas
from handlers.discovery import discover
from handlers.registry import RegistryError, load

SOURCE = '''
    from pydantic import BaseModel
    from zantara import Context, handler

    class Wave(BaseModel):
        height_m: float

    @handler("surf.wave", effect="read")
    def wave(ctx: Context) -> Wave:
        """Height of the waves now."""
        return Wave(height_m=HEIGHT)
'''


def source(height: float = 2.0) -> str:
    return dedent(SOURCE).replace("HEIGHT", str(height))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages, with one that declares an entry point."""
    folder = tmp_path / "site"
    metadata = folder / "surf_plugin-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: surf-plugin\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[zantara.handlers]\nsurf = surf_plugin\n")
    (folder / "surf_plugin").mkdir()
    (folder / "surf_plugin" / "__init__.py").write_text("")
    (folder / "surf_plugin" / "waves.py").write_text(source())
    monkeypatch.syspath_prepend(folder)
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "surf_plugin"]:
        del sys.modules[name]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., str]:
    """Write plugin files; returns their folder."""

    def write(**files: str) -> str:
        for name, text in files.items():
            path = tmp_path / "plugins" / (name + ".py")
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(dedent(text))
        return str(tmp_path / "plugins")

    return write


def test_an_installed_package_brings_its_handlers(site: Path) -> None:
    registry = load()

    assert registry["surf.wave"].foreign
    assert registry["surf.wave"].function(None).height_m == 2.0


def test_a_reload_reads_an_updated_package_and_the_old_handlers_go_on(site: Path) -> None:
    old = load()
    (site / "surf_plugin" / "waves.py").write_text(source(3.25))
    new = load()

    assert old["surf.wave"].function(None).height_m == 2.0
    assert new["surf.wave"].function(None).height_m == 3.25


def test_a_package_that_cannot_be_imported_is_told_with_its_entry_point(site: Path) -> None:
    (site / "surf_plugin" / "__init__.py").write_text("raise RuntimeError('no licence')")

    with pytest.raises(RegistryError) as raised:
        load()

    assert "entry point 'surf' (surf_plugin)" in str(raised.value)
    assert "RuntimeError: no licence" in str(raised.value)


def test_a_part_of_a_package_that_cannot_be_imported_is_told(site: Path) -> None:
    (site / "surf_plugin" / "tides").mkdir()
    (site / "surf_plugin" / "tides" / "__init__.py").write_text("raise RuntimeError('no licence')")

    with pytest.raises(RegistryError) as raised:
        load()

    assert "surf_plugin.tides" in str(raised.value)


def test_without_entry_points_nothing_installed_is_read(site: Path) -> None:
    assert "surf.wave" not in load(entry_points=False)


def test_an_authors_modules_shadow_none_of_ours(folder: Callable[..., str]) -> None:
    plugins = folder(schemas="OURS = False", handlers="OURS = False", tools=source())
    before = (sys.modules["schemas"], sys.modules["handlers"])

    found, faults = discover(plugins, entry_points=False)

    assert faults == []
    assert (sys.modules["schemas"], sys.modules["handlers"]) == before == (schemas, handlers)
    assert not hasattr(schemas, "OURS")
    foreign = [module.__name__.partition(".") for module, foreign in found if foreign]
    assert {name for _, _, name in foreign} == {"schemas", "handlers", "tools"}
    assert len({namespace for namespace, _, _ in foreign}) == 1


def test_files_of_a_folder_may_import_each_other(folder: Callable[..., str]) -> None:
    plugins = folder(_figures="HEIGHT = 4.5", waves="from ._figures import HEIGHT\n" + dedent(SOURCE))

    assert load(plugins, entry_points=False)["surf.wave"].function(None).height_m == 4.5


def test_two_loads_of_a_folder_share_no_module(folder: Callable[..., str]) -> None:
    plugins = folder(waves=source())

    first, second = (load(plugins, entry_points=False)["surf.wave"] for _ in range(2))

    assert first.function.__module__ != second.function.__module__


def test_no_list_names_our_own_modules() -> None:
    found, faults = discover(None, entry_points=False)
    names = {module.__name__ for module, _ in found}

    assert faults == []
    files = Path(handlers.__file__).parent.rglob("*.py")
    written = {".".join(file.relative_to(Path(handlers.__file__).parents[1]).with_suffix("").parts) for file in files}
    assert {name.removesuffix(".__init__") for name in written} - {"handlers"} == names
