"""Presentations."""

from collections.abc import Callable

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.drive import LocalDrive
from handlers.backends.local.slides import LocalSlides
from handlers.errors import InvalidRequest
from handlers.google_workspace.drive import drive_search
from handlers.google_workspace.slides import MOST_SLIDES, slides_create
from tests.support.contexts import context


def test_a_presentation_has_a_slide_per_title(house: Database, text_of: Callable[[str], str | None]) -> None:
    drive = LocalDrive(house)
    made = slides_create(context(LocalSlides(house)), "Piano 2027", ["Obiettivi", " Budget ", ""], drive=drive)

    assert made.slides == ("Obiettivi", "Budget")
    assert text_of("Piano 2027") == "Obiettivi\nBudget"
    assert [file.name for file in drive_search(context(drive), "obiettivi", "presentation").files] == ["Piano 2027"]


def test_a_presentation_may_have_no_slides_yet(house: Database, text_of: Callable[[str], str | None]) -> None:
    slides_create(context(LocalSlides(house)), "Investor Update", drive=LocalDrive(house))

    assert text_of("Investor Update") == ""


def test_more_slides_than_anybody_shows_are_refused(house: Database) -> None:
    with pytest.raises(InvalidRequest, match="101 slides are too many"):
        slides_create(context(LocalSlides(house)), "Long", ["x"] * (MOST_SLIDES + 1), drive=LocalDrive(house))
