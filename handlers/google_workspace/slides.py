"""Google Slides: create a presentation. The result holds only what the person said: nothing in it is untrusted."""

from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.google_workspace.files import Drive, DriveFile, NewFile, new_file
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value

MOST_SLIDES = 100


class Presentation(Value):
    """A presentation that was made, with the titles of its slides."""

    model_config = ConfigDict(json_schema_extra=titled("Presentation", "Presentasi", "Presentazione"))

    title: Annotated[str, Label("title", id="judul", it="titolo", role="title")]
    slides: Annotated[tuple[str, ...], Label("slides", id="slide", it="diapositive")]
    presentation_id: Annotated[str, Label("presentation id", id="id presentasi", it="id presentazione", role="hidden")]


class Slides(Protocol):
    """Presentations: files of the Drive made of slides."""

    def create(self, tenant: str, presentation: NewFile, slides: tuple[str, ...], key: str) -> DriveFile:
        """Make a presentation with a slide per title; a key that was used before gives the one that it made."""
        ...


@handler(
    "slides.create",
    effect="write",
    examples=[
        ("start a slide deck called Investor Update", {"title": "Investor Update"}),
        (
            "make a presentation 'Living in Bali' with slides Visas, Housing, Taxes",
            {"title": "Living in Bali", "slides": ["Visas", "Housing", "Taxes"]},
        ),
        ("bikin presentasi Profil Perusahaan dong", {"title": "Profil Perusahaan"}),
        (
            "buat slide Pelatihan Pajak, isinya: PPh 21, PPN, SPT Tahunan",
            {"title": "Pelatihan Pajak", "slides": ["PPh 21", "PPN", "SPT Tahunan"]},
        ),
        ("crea una presentazione Aprire una PT PMA", {"title": "Aprire una PT PMA"}),
        (
            "prepara delle slide intitolate Piano 2027 con Obiettivi, Budget e Squadra",
            {"title": "Piano 2027", "slides": ["Obiettivi", "Budget", "Squadra"]},
        ),
    ],
)
def slides_create(
    ctx: Context[Slides],
    title: Annotated[str, Label("presentation title", id="judul presentasi", it="titolo della presentazione")],
    slides: Annotated[
        list[str] | None, Label("title of each slide", id="judul tiap slide", it="titolo di ogni diapositiva")
    ] = None,
    *,
    drive: Drive,
) -> Presentation:
    """Create a Google Slides presentation."""
    titles = tuple(text for each in slides or () if (text := each.strip()))
    if len(titles) > MOST_SLIDES:
        raise InvalidRequest(f"{len(titles)} slides are too many for one presentation; give at most {MOST_SLIDES}.")
    wanted = new_file(ctx, drive, title, "", None)
    made = ctx.port.create(ctx.tenant, wanted, titles, ctx.idempotency_key)
    return Presentation(title=made.name, slides=titles, presentation_id=made.file_id)
