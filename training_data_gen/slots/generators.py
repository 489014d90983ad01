"""Every generator of slot values by its name, as the utterances name them."""

from collections.abc import Mapping

from training_data_gen.slots.amounts import AMOUNTS
from training_data_gen.slots.calculations import CALCULATIONS
from training_data_gen.slots.contacts import CONTACTS
from training_data_gen.slots.counts import COUNTS, month_name
from training_data_gen.slots.days import DAYS
from training_data_gen.slots.durations import DURATIONS
from training_data_gen.slots.files import file_name, image_file
from training_data_gen.slots.house import HOUSE, kbli_code
from training_data_gen.slots.identifiers import IDENTIFIERS, titled_or_numbered
from training_data_gen.slots.lists import lines_of, list_of, some_of
from training_data_gen.slots.moments import MOMENTS
from training_data_gen.slots.people import PEOPLE
from training_data_gen.slots.setting import Generator
from training_data_gen.slots.texts import PHRASES, SENTENCES, dressed, linked_text_of, passage_of, text_of, words_of

PIECES: Mapping[str, Generator] = {
    **AMOUNTS,
    **CALCULATIONS,
    **CONTACTS,
    **COUNTS,
    **DAYS,
    **DURATIONS,
    **HOUSE,
    **IDENTIFIERS,
    **MOMENTS,
    **PEOPLE,
}
"""What is written in code."""

WORDS = (
    *("foreign_text", "quoted_text", "nationality", "language_name", "service", "visa", "city", "place", "address"),
    *("place_kind", "template_name", "collection", "url", "dataset", "metric", "component", "channel"),
)
BARE: Mapping[str, Generator] = {name: words_of(name) for name in WORDS}

NESTED: Mapping[str, Generator] = {**PIECES, **BARE, "activity": words_of("activity"), "month": month_name}
"""What may stand in the entries of a vocabulary: "in {month}" takes no "next month"."""

TEXTS = (
    *("subject_line", "reminder_text", "task_title", "event_title", "question", "web_query", "reason"),
    *("document_title", "spreadsheet_title", "slides_title", "folder"),
)
STATEMENTS = ("message", "email_body", "note", "fact", "notice", "comment")
PHRASED = ("topic", "focus", "purpose", "activity")

WRITTEN: Mapping[str, Generator] = {
    **BARE,
    **{name: text_of(name, NESTED) for name in TEXTS},
    **{name: linked_text_of(name, NESTED, SENTENCES, 0.2) for name in STATEMENTS},
    **{name: linked_text_of(name, NESTED, PHRASES, 0.12) for name in PHRASED},
}

LISTS: Mapping[str, Generator] = {
    "headers": lines_of("headers"),
    "cells": lines_of("cells"),
    "slide_titles": lines_of("slide_titles"),
    "variables": lines_of("variables"),
    "tags": some_of("tags", (1, 2, 2, 3)),
    "services": some_of("service", (1, 2, 2, 3)),
    "visas": some_of("visa", (2, 2, 2, 3)),
    "company_forms": some_of("company_form", (2, 2, 3)),
    "kbli_codes": list_of(kbli_code, (1, 2, 2, 3)),
}

GENERATORS: Mapping[str, Generator] = {
    **PIECES,
    **WRITTEN,
    **LISTS,
    "message": dressed(WRITTEN["message"], "opening", "closing", NESTED),
    "passage": passage_of("passage"),
    "file_name": file_name(NESTED),
    "image_file": image_file(NESTED),
    "event_ref": titled_or_numbered("event", WRITTEN["event_title"], 0.15),
    "task_ref": titled_or_numbered("task", WRITTEN["task_title"], 0.4),
    "reminder_ref": titled_or_numbered("reminder", WRITTEN["reminder_text"], 0.4),
}
