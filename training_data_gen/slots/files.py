"""Names of files: words out of the vocabulary, written together in the ways of people, scanners and telephones."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from training_data_gen.slots.setting import Filled, Generator, Setting
from training_data_gen.slots.texts import fill
from training_data_gen.slots.vocabulary import pick

EXTENSIONS: Sequence[tuple[float, str]] = (
    *((40, "pdf"), (12, "docx"), (12, "xlsx"), (10, "txt"), (6, "csv"), (5, "jpg"), (4, "png"), (4, "pptx"), (3, "md")),
    *((2, "doc"), (2, "zip"), (2, "PDF")),
)
IMAGES: Sequence[tuple[float, str]] = ((10, "jpg"), (8, "png"), (4, "jpeg"), (2, "heic"), (2, "webp"), (1, "JPG"))
DEVICES = (
    *("IMG_{four}.{ext}", "IMG-{date}-WA00{two}.{ext}", "DSC0{four}.JPG", "scan{four}.{ext}", "Scan_{date}.{ext}"),
    *("photo_{date}.{ext}", "Screenshot_{date}_{four}.png", "PXL_{date}.{ext}", "image{two}.{ext}", "foto{two}.{ext}"),
)
JOINTS: Sequence[tuple[float, str]] = ((9, "_"), (7, "-"), (3, " "), (1, ""), (1, "."))


def file_name(pieces: Mapping[str, Generator]) -> Generator:
    """Any document; one in ten is called by its words, without an extension."""

    def name(setting: Setting) -> Filled:
        stem = _stem(setting, "file_words", pieces)
        ending = "" if setting.chance(0.1) else f".{setting.weighted(EXTENSIONS)}"
        return Filled.as_written(stem + ending)

    return name


def image_file(pieces: Mapping[str, Generator]) -> Generator:
    """A picture, as its author or the camera called it."""

    def name(setting: Setting) -> Filled:
        ending = setting.weighted(IMAGES)
        if setting.chance(0.3):
            rng = setting.rng
            date = f"{setting.now.year}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
            numbers = {"two": f"{rng.randint(1, 60):02}", "four": f"{rng.randint(1, 9999):04}"}
            return Filled.as_written(setting.pick(DEVICES).format(ext=ending, date=date, **numbers))
        return Filled.as_written(f"{_stem(setting, 'image_words', pieces)}.{ending}")

    return name


def _stem(setting: Setting, vocabulary: str, pieces: Mapping[str, Generator]) -> str:
    said = fill(pick(vocabulary, setting), setting, pieces)
    plain = unicodedata.normalize("NFKD", said).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    case = setting.weighted([(6, str.lower), (3, str.title), (1, str.upper), (3, str)])
    joint = setting.weighted(JOINTS)
    stem = joint.join(case(word) for word in words) if joint else "".join(word.title() for word in words)
    suffix = setting.weighted([(10, ""), (1, "v2"), (1, "final"), (1, "signed"), (1, str(setting.rng.randint(1, 30)))])
    return f"{stem}{joint or '_'}{suffix}" if suffix else stem
