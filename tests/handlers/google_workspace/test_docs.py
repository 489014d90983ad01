"""Documents: on the same store as the Drive's files."""

from collections.abc import Callable

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.docs import LocalDocs
from handlers.backends.local.drive import LocalDrive
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from handlers.google_workspace.docs import docs_append, docs_create, docs_read
from handlers.google_workspace.drive import drive_search
from tests.support.contexts import NOW, context

TextOf = Callable[[str], str | None]


def test_a_document_that_was_created_is_found_and_read(house: Database) -> None:
    drive, ctx = LocalDrive(house), context(LocalDocs(house))
    made = docs_create(ctx, "Onboarding Steps", "collect the passport", "Clients", drive=drive)

    assert (made.type, made.folder, made.changed) == ("document", "Clients", NOW.date())
    assert drive_search(context(drive), "onboarding passport").files[0].name == "Onboarding Steps"
    assert docs_read(ctx, "onboarding steps", drive=drive).text == "collect the passport"


def test_a_document_may_begin_empty(house: Database, text_of: TextOf) -> None:
    docs_create(context(LocalDocs(house)), "Office Handbook", drive=LocalDrive(house))

    assert text_of("Office Handbook") == ""


def test_a_document_goes_into_no_folder_that_is_not_there(house: Database) -> None:
    with pytest.raises(NotFound, match="No folder fits 'Warehouse'"):
        docs_create(context(LocalDocs(house)), "Stock", folder="Warehouse", drive=LocalDrive(house))


def test_what_is_added_stands_at_the_end_and_can_be_searched(house: Database, text_of: TextOf) -> None:
    drive = LocalDrive(house)
    docs_append(context(LocalDocs(house)), "Villa Handover Notes", " boiler replaced ", drive=drive)

    assert (text_of("Villa Handover Notes") or "").endswith("photographed.\n\nboiler replaced")
    (file,) = drive_search(context(drive), "boiler").files
    assert (file.name, file.changed) == ("Villa Handover Notes", NOW.date())


def test_a_repeated_call_adds_once(house: Database, text_of: TextOf) -> None:
    for _ in range(2):
        docs_append(context(LocalDocs(house), key="k"), "Deed draft Bianchi", "signed", drive=LocalDrive(house))

    assert (text_of("Deed draft Bianchi") or "").endswith("before it is signed.\n\nsigned")


def test_adding_nothing_is_refused(house: Database) -> None:
    with pytest.raises(InvalidRequest, match="is empty"):
        docs_append(context(LocalDocs(house)), "Deed draft Bianchi", "  ", drive=LocalDrive(house))


def test_two_documents_of_one_title_are_told_apart(house: Database) -> None:
    drive, ctx = LocalDrive(house), context(LocalDocs(house))
    docs_create(ctx, "Price list 2026", drive=drive)

    with pytest.raises(Ambiguous) as raised:
        docs_read(ctx, "price list 2026", drive=drive)

    assert raised.value.options == (
        "Price list 2026 (document, in Office, FILE-24)",
        "Price list 2026 (document, FILE-30)",
    )


def test_another_kind_of_file_is_no_document(house: Database) -> None:
    with pytest.raises(
        InvalidRequest, match=r"'house_rules.txt' is no document but another kind of file \(text file\)"
    ):
        docs_read(context(LocalDocs(house)), "house_rules.txt", drive=LocalDrive(house))
