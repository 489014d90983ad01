"""Searching, saving, reading and sharing the files of the demo tenant."""

import pytest

from handlers.backends.local.database import Database
from handlers.backends.local.drive import LocalDrive
from handlers.context import Context
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from handlers.google_workspace.drive import drive_download, drive_search, drive_share, drive_upload
from handlers.google_workspace.files import LONGEST_TEXT, Drive
from handlers.google_workspace.shown_files import CHARACTERS
from tests.support.contexts import context


@pytest.fixture
def ctx(house: Database) -> Context[Drive]:
    return context(LocalDrive(house))


def found(ctx: Context[Drive], query: str, **filters: object) -> list[str]:
    return [file.name for file in drive_search(ctx, query, **filters).files]  # pyright: ignore[reportArgumentType]


def test_files_are_found_by_their_names_first_and_then_by_what_they_say(ctx: Context[Drive]) -> None:
    names = ["passport_james_walker.jpg", "Passport Maria Rossi.pdf", "Client Welcome Guide", "house_rules.txt"]

    assert found(ctx, "PASSPORT") == names


def test_accents_and_the_rest_of_a_word_need_not_be_typed(ctx: Context[Drive]) -> None:
    assert found(ctx, "e gratuita codice fisc") == ["Guida Codice Fiscale"]


def test_a_file_with_most_of_the_words_is_better_than_none(ctx: Context[Drive]) -> None:
    assert found(ctx, "rental contratto affitto") == ["Contratto affitto Canggu.pdf"]


def test_kind_folder_and_limit_narrow_a_search(ctx: Context[Drive]) -> None:
    assert found(ctx, "rossi", mime_type="pdf") == ["Passport Maria Rossi.pdf"]
    assert found(ctx, "rossi", folder="Keuangan") == ["Fatture 2026"]
    assert len(found(ctx, "paspor", limit=2)) == 2


def test_a_folder_holds_what_its_folders_hold(ctx: Context[Drive]) -> None:
    assert "Photo Maria Rossi.jpg" in found(ctx, "maria rossi", folder="clients")


def test_a_result_is_worded_in_the_persons_language(house: Database) -> None:
    file = drive_search(context(LocalDrive(house), language="it"), "contratto affitto canggu").files[0]

    assert (file.type, file.folder) == ("PDF", "Contratti")
    assert [(each.email, each.access) for each in file.shared_with] == [("luca.bianchi@example.com", "può leggere")]


def test_nothing_found_is_said(ctx: Context[Drive]) -> None:
    with pytest.raises(NotFound, match="nothing on 'zeppelin'"):
        drive_search(ctx, "zeppelin")


def test_a_folder_that_is_not_there_is_said_with_the_nearest(ctx: Context[Drive]) -> None:
    with pytest.raises(NotFound, match=r"No folder is called 'Contrati'.*Contratti"):
        drive_search(ctx, "affitto", folder="Contrati")


def test_what_is_uploaded_is_found_and_read(ctx: Context[Drive]) -> None:
    saved = drive_upload(ctx, "wifi.txt", "guest password: kelapa", "office")

    assert (saved.folder, saved.type) == ("Office", "text file")
    assert found(ctx, "kelapa") == ["wifi.txt"]
    assert drive_download(ctx, "wifi.txt").text == "guest password: kelapa"


def test_a_repeated_upload_makes_one_file(house: Database) -> None:
    ctx = context(LocalDrive(house), key="turn-1/call-1")

    assert drive_upload(ctx, "wifi.txt", "a") == drive_upload(ctx, "wifi.txt", "a")


@pytest.mark.parametrize(
    ("name", "content"), [("  ", "text"), ("x" * 201, "text"), ("a.txt", "x" * (LONGEST_TEXT + 1))]
)
def test_a_name_or_text_that_cannot_be_is_refused(ctx: Context[Drive], name: str, content: str) -> None:
    with pytest.raises(InvalidRequest, match="characters"):
        drive_upload(ctx, name, content)


@pytest.mark.parametrize(
    "said",
    ["tenancy agreement Umalas.txt", "Tenancy Agreement", "umalas tenancy_agreement", "the tenancy file", "FILE-6"],
)
def test_a_file_is_named_as_people_name_files(ctx: Context[Drive], said: str) -> None:
    assert drive_download(ctx, said).name == "tenancy agreement Umalas.txt"


def test_several_files_that_fit_are_told_apart(ctx: Context[Drive]) -> None:
    with pytest.raises(Ambiguous) as raised:
        drive_download(ctx, "Maria Rossi")

    assert raised.value.options == (
        "Passport Maria Rossi.pdf (PDF, in Clients/Rossi, FILE-9)",
        "Photo Maria Rossi.jpg (image, in Clients/Rossi, FILE-10)",
    )


def test_a_name_that_is_merely_alike_is_offered_and_not_taken(ctx: Context[Drive]) -> None:
    with pytest.raises(NotFound, match=r"No file is called 'Fatture 2025'\. The nearest: Fatture 2026"):
        drive_download(ctx, "Fatture 2025")


def test_an_image_has_no_text(ctx: Context[Drive]) -> None:
    with pytest.raises(InvalidRequest, match="no text to read"):
        drive_download(ctx, "passport_james_walker.jpg")


def test_a_spreadsheet_is_read_as_csv_and_a_presentation_as_its_titles(ctx: Context[Drive]) -> None:
    assert drive_download(ctx, "Daftar Gaji").text.startswith("Nama,Jabatan,Gaji\nNi Kadek")
    assert drive_download(ctx, "Company profile").text.splitlines()[:2] == ["Who we are", "What we do"]


def test_a_long_text_is_cut_and_says_so(ctx: Context[Drive]) -> None:
    drive_upload(ctx, "long.txt", "x" * (CHARACTERS + 1))

    read = drive_download(ctx, "long.txt")

    assert (len(read.text), read.truncated) == (CHARACTERS, True)


def test_who_was_given_access_has_it(ctx: Context[Drive]) -> None:
    shared = drive_share(ctx, "Denah Vila", "Arsitek@Example.com ", "commenter")

    assert (shared.name, shared.email, shared.access) == ("Denah Vila.pdf", "arsitek@example.com", "can comment")
    (file,) = drive_search(ctx, "denah").files
    assert [(each.email, each.access) for each in file.shared_with] == [("arsitek@example.com", "can comment")]


def test_access_is_to_read_unless_more_is_said_and_can_be_changed(ctx: Context[Drive]) -> None:
    drive_share(ctx, "Denah Vila", "a@example.com", "writer")
    drive_share(ctx, "Denah Vila", "a@example.com")

    (file,) = drive_search(ctx, "denah").files
    assert [each.access for each in file.shared_with] == ["can view"]


@pytest.mark.parametrize("email", ["arsitek", "a@b", "a b@example.com", ""])
def test_what_is_no_address_gets_no_access(ctx: Context[Drive], email: str) -> None:
    with pytest.raises(InvalidRequest, match="is no e-mail address"):
        drive_share(ctx, "Denah Vila", email)
