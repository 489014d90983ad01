"""`zantara handlers check` tells all that the start would refuse, and what would confuse the planner."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from zantara.authoring.check import Report, check, examine
from zantara.authoring.neighbours import CONFUSABLE

Write = Callable[[str], Path]

HEAD = """
    import datetime as dt
    from typing import Annotated, Protocol
    from zantara import Context, DataDir, Value, backend, handler

    class Wave(Value):
        height_m: float

    EXAMPLES = [
        ("how high are the waves at Padang Padang?", {"beach": "Padang Padang"}),
        ("ombak di Padang Padang lagi tinggi ga sih", {"beach": "Padang Padang"}),
        ("quanto sono alte le onde a Padang Padang?", {"beach": "Padang Padang"}),
    ]
"""

GOOD = '''
    @handler("surf.wave", effect="read", examples=EXAMPLES)
    def wave(ctx: Context, beach: Annotated[str, "beach"]) -> Wave:
        """Tell the height of the waves at a surf beach."""
        return Wave(height_m=1.5)
'''


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the one module of a plugin folder; returns the folder."""

    def write(source: str) -> Path:
        folder = tmp_path / "plugins"
        folder.mkdir(exist_ok=True)
        (folder / "surf.py").write_text(dedent(HEAD) + dedent(source))
        return folder

    return write


@pytest.fixture
def examined(write: Write, cache: Path) -> Callable[[str], Report]:
    return lambda source: examine(str(write(source)), None, cache)


def problems(report: Report) -> list[str]:
    return [fault.problem for fault in report.faults]


def test_a_sound_plugin_has_a_nearest_neighbour_and_no_fault(examined: Callable[[str], Report]) -> None:
    report = examined(GOOD)

    assert (report.handlers, report.faults, report.warnings) == (("surf.wave",), (), ())
    [neighbour] = report.neighbours
    assert neighbour.nearest != "surf.wave"
    assert 0 < neighbour.cosine < CONFUSABLE


def test_every_fault_is_told_with_file_and_fix(examined: Callable[[str], Report]) -> None:
    report = examined(
        '''
        @handler("surf.tide", effect="read", examples=[("tide?", {"place": 7})])
        def tide(ctx: Context, place) -> Wave:
            """Tell the tide."""
            return Wave(height_m=1.0)

        @handler("visa.overstay_fine", effect="read")
        def oracle(ctx: Context) -> Wave:
            """Ask the oracle."""
            return Wave(height_m=1.0)
        '''
    )

    assert [fault.handler for fault in report.faults] == ["surf.tide", "visa.overstay_fine"]
    assert "parameter `place` has no type" in report.faults[0].problem
    assert "the name is taken by handlers/business/visa.py" in report.faults[1].problem
    for fault in report.faults:
        assert "surf.py" in fault.file
        assert fault.fix


def test_a_port_without_a_backend_is_a_fault(examined: Callable[[str], Report]) -> None:
    report = examined(
        '''
        class Buoys(Protocol):
            def height(self) -> float: ...

        @handler("surf.wave", effect="read", examples=EXAMPLES)
        def wave(ctx: Context[Buoys], beach: Annotated[str, "beach"]) -> Wave:
            """Tell the height of the waves at a surf beach."""
            return Wave(height_m=ctx.port.height())
        '''
    )

    assert problems(report) == ["no backend is declared for Buoys"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [("DataDir", []), ("dt.tzinfo", ["no backend is declared for tzinfo, which TwinBuoys asks for"])],
)
def test_a_backend_may_ask_for_what_the_service_offers(
    examined: Callable[[str], Report], wanted: str, told: list[str]
) -> None:
    report = examined(
        f'''
        class Buoys(Protocol):
            def height(self) -> float: ...

        @backend(Buoys, simulated=True)
        class TwinBuoys:
            def __init__(self, given: {wanted}) -> None: ...
            def height(self) -> float:
                return 1.5

        @handler("surf.wave", effect="read", examples=EXAMPLES)
        def wave(ctx: Context[Buoys], beach: Annotated[str, "beach"]) -> Wave:
            """Tell the height of the waves at a surf beach."""
            return Wave(height_m=ctx.port.height())
        '''
    )

    assert problems(report) == told


def test_a_language_without_an_example_is_a_warning(examined: Callable[[str], Report]) -> None:
    report = examined(GOOD.replace("EXAMPLES)", "EXAMPLES[:1])"))

    assert report.faults == ()
    assert [warning.problem for warning in report.warnings] == ["no example is in id, it"]


def test_words_like_those_of_another_handler_are_a_warning_with_figures(examined: Callable[[str], Report]) -> None:
    report = examined(
        GOOD.replace("EXAMPLES)", '[*EXAMPLES, ("how much is the fine for 11 days overstay?", {"beach": "?"})])')
    )

    [neighbour] = report.neighbours
    assert (neighbour.nearest, neighbour.text) == (
        "visa.overstay_fine",
        "how much is the fine for 11 days overstay?",
    )
    assert neighbour.cosine >= CONFUSABLE
    assert f"is {neighbour.cosine:.2f} near" in report.warnings[0].problem


def test_a_folder_without_a_handler_is_a_fault(examined: Callable[[str], Report]) -> None:
    assert problems(examined("")) == ["there is no handler in it"]


def test_one_file_is_examined_without_its_neighbours(write: Write, cache: Path) -> None:
    folder = write(GOOD)
    (folder / "broken.py").write_text("raise OSError('not today')")

    assert examine(str(folder / "surf.py"), None, cache).faults == ()
    assert problems(examine(str(folder), None, cache)) == [
        f"the import failed: OSError: not today (line 1 of {folder}/broken.py)"
    ]


def test_the_plugin_folder_of_the_service_counts_too(write: Write, cache: Path, tmp_path: Path) -> None:
    folder = write(GOOD)
    other = tmp_path / "other"
    other.mkdir()
    (other / "waves.py").write_text((folder / "surf.py").read_text())

    assert "the name is taken by" in problems(examine(str(other), folder, cache))[0]
    assert examine(str(folder / "surf.py"), folder, cache).faults == ()


def test_a_module_that_ends_the_process_is_told(write: Write, cache: Path) -> None:
    folder = write("import os\nos._exit(3)")

    assert problems(check(str(folder), None, cache)) == ["importing it ended the process"]


def test_what_is_neither_file_nor_package_is_told(cache: Path) -> None:
    with pytest.raises(LookupError, match="'nowhere' is no file, no folder and no installed package"):
        check("nowhere", None, cache)
