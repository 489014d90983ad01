"""Reminders: set one; the service tells when it is due."""

import datetime as dt
from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.context import Context
from handlers.errors import InvalidRequest
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value


class Reminder(Value):
    """A reminder that is set. `number` is what people call it by: REM-17. `at` is in the person's time zone."""

    model_config = ConfigDict(json_schema_extra=titled("Reminder", "Pengingat", "Promemoria"))

    text: Annotated[str, Label("what", id="apa", it="cosa", role="title")]
    at: Annotated[dt.datetime, Label("when", id="kapan", it="quando")]
    number: Annotated[str, Label("reminder number", id="nomor pengingat", it="numero promemoria")]


class ReminderRequest(Value):
    """Whom to remind of what. `owner` is a principal's id; `conversation_id` is where it was asked for."""

    owner: str
    text: str
    at: dt.datetime
    conversation_id: str | None = None


class Reminders(Protocol):
    """The reminders that are set."""

    def add(self, tenant: str, request: ReminderRequest, key: str) -> Reminder:
        """Set a reminder; a key that was used before gives the reminder that it set."""
        ...


@handler(
    "reminder.create",
    effect="write",
    examples=[
        (
            "remind me to call the notary on 3 Dec 2026 at 9am",
            {"text": "call the notary", "at": "2026-12-03T09:00:00+08:00"},
        ),
        (
            "set a reminder for 12/01/2027 5 pm: renew the office lease",
            {"text": "renew the office lease", "at": "2027-01-12T17:00:00+08:00"},
        ),
        (
            "ingetin aku tgl 15 Desember 2026 jam 8 pagi buat bayar pajak",
            {"text": "bayar pajak", "at": "2026-12-15T08:00:00+08:00"},
        ),
        (
            "pasang pengingat 20 Januari 2027 jam 14.00, kirim paspor Pak Budi",
            {"text": "kirim paspor Pak Budi", "at": "2027-01-20T14:00:00+08:00"},
        ),
        (
            "ricordami di chiamare la banca il 5 dicembre 2026 alle 10",
            {"text": "chiamare la banca", "at": "2026-12-05T10:00:00+08:00"},
        ),
        (
            "metti un promemoria per il 7/1/2027 alle 16:30: ritirare il KITAS",
            {"text": "ritirare il KITAS", "at": "2027-01-07T16:30:00+08:00"},
        ),
    ],
)
def reminder_create(
    ctx: Context[Reminders],
    text: Annotated[str, Label("what to be reminded of", id="hal yang perlu diingatkan", it="cosa ricordare")],
    at: Annotated[dt.datetime, Label("when", id="kapan", it="quando")],
) -> Reminder:
    """Set a reminder."""
    if not text.strip():
        raise InvalidRequest("The reminder's text is empty; say what to be reminded of.")
    if at <= ctx.now:
        raise InvalidRequest(f"{at.isoformat()} has passed (it is {ctx.now.isoformat()}); give a later time.")
    request = ReminderRequest(
        owner=ctx.principal.id, text=text.strip(), at=at.astimezone(ctx.now.tzinfo), conversation_id=ctx.conversation_id
    )
    return ctx.port.add(ctx.tenant, request, ctx.idempotency_key)
