"""What every store of presentations does; they are files of the Drive beside it."""

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.drive import LocalDrive
from handlers.backends.local.slides import LocalSlides
from handlers.google_workspace.files import Drive, NewFile
from handlers.google_workspace.slides import Slides
from tests.support.contexts import NOW

DECK = NewFile(name="Living in Bali", content="", folder_id=None, at=NOW)


@pytest.fixture(params=[(LocalSlides, LocalDrive)])
def house(request: pytest.FixtureRequest, database: Database) -> tuple[Slides, Drive]:
    slides, drive = request.param
    return slides(database), drive(database)


def test_a_presentation_is_a_file_whose_text_is_its_titles(house: tuple[Slides, Drive]) -> None:
    slides, drive = house
    made = slides.create("bali", DECK, ("Visas", "Housing"), "")

    assert made.kind == "presentation"
    assert drive.named("bali", "living in bali", "presentation").fitting == (made,)
    assert drive.text("bali", made.file_id) == "Visas\nHousing"


def test_one_key_makes_one_presentation(house: tuple[Slides, Drive]) -> None:
    slides, drive = house
    made = [slides.create("bali", DECK, ("Visas",), "key-1") for _ in range(2)]

    assert made[0] == made[1]
    assert drive.text("bali", made[0].file_id) == "Visas"


def test_a_tenant_sees_its_own(house: tuple[Slides, Drive]) -> None:
    slides, drive = house
    slides.create("bali", DECK, (), "")

    assert drive.named("lombok", "Living in Bali", None).fitting == ()
