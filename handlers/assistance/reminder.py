"""Reminders: set one, list them, cancel one; the service tells when one is due."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.choice import Matches, the_match
from handlers.context import Context
from handlers.errors import InvalidRequest, NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value


class Reminder(Value):
    """A reminder that is set. `number` is what people call it by: REM-17. `at` is in the person's time zone."""

    model_config = ConfigDict(json_schema_extra=titled("Reminder", "Pengingat", "Promemoria"))

    text: Annotated[str, Label("what", id="apa", it="cosa", role="title")]
    at: Annotated[dt.datetime, Label("when", id="kapan", it="quando")]
    number: Annotated[str, Label("reminder number", id="nomor pengingat", it="numero promemoria")]


class ReminderList(Value):
    """Reminders of the person who asks, the next one first."""

    model_config = ConfigDict(json_schema_extra=titled("Reminders", "Pengingat", "Promemoria"))

    count: Annotated[int, Label("reminders set", id="jumlah pengingat", it="promemoria impostati")]
    reminders: Annotated[tuple[Reminder, ...], Label("reminders", id="pengingat", it="promemoria")]


class CancelledReminder(Reminder):
    """A reminder that was taken out."""

    model_config = ConfigDict(
        json_schema_extra=titled("Reminder cancelled", "Pengingat dibatalkan", "Promemoria annullato")
    )


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

    def pending(self, tenant: str, owner: str) -> Sequence[Reminder]:
        """Those of an owner that are not due yet, the next one first; `at` is in UTC."""
        ...

    def find(self, tenant: str, owner: str, said: str) -> Matches[Reminder]:
        """The pending ones with this number ('REM-17', 'reminder 17', '17') or a text that fits."""
        ...

    def cancel(self, tenant: str, number: str) -> bool:
        """Take a pending reminder out; whether it was there."""
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


@handler(
    "reminder.list",
    effect="read",
    examples=[
        ("what reminders do I have?", {}),
        ("my reminders up to 25 Nov 2026", {"until": "2026-11-25"}),
        ("pengingatku apa aja?", {}),
        ("ada reminder apa sampe tanggal 30 november 2026", {"until": "2026-11-30"}),
        ("che promemoria ho?", {}),
        ("fammi vedere i promemoria fino al 5 dicembre 2026", {"until": "2026-12-05"}),
    ],
)
def reminder_list(
    ctx: Context[Reminders],
    until: Annotated[dt.date | None, Label("up to this day", id="sampai hari ini", it="fino a questo giorno")] = None,
) -> ReminderList:
    """List the reminders that are set."""
    pending = [_local(ctx, reminder) for reminder in ctx.port.pending(ctx.tenant, ctx.principal.id)]
    wanted = tuple(reminder for reminder in pending if until is None or reminder.at.date() <= until)
    return ReminderList(count=len(wanted), reminders=wanted)


@handler(
    "reminder.cancel",
    effect="destroy",
    examples=[
        ("cancel the reminder about the internet contract", {"reminder": "internet contract"}),
        ("drop reminder REM-1", {"reminder": "REM-1"}),
        ("batalin pengingat monthly tax figures", {"reminder": "monthly tax figures"}),
        ("hapus pengingat REM-2 dong", {"reminder": "REM-2"}),
        ("cancella il promemoria meeting room", {"reminder": "meeting room"}),
        ("togli il promemoria REM-6", {"reminder": "REM-6"}),
    ],
)
def reminder_cancel(
    ctx: Context[Reminders],
    reminder: Annotated[
        str, Label("reminder text or number", id="isi atau nomor pengingat", it="testo o numero del promemoria")
    ],
) -> CancelledReminder:
    """Cancel a reminder."""
    matches = ctx.port.find(ctx.tenant, ctx.principal.id, reminder)
    found = _local(ctx, the_match(matches, reminder, "reminder", lambda one: f"{one.text} ({one.number})"))
    if not ctx.port.cancel(ctx.tenant, found.number):
        raise NotFound(f"{found.number} is no longer set: it fired or was cancelled meanwhile.")
    return CancelledReminder(**dict(found))


def _local(ctx: Context[Reminders], reminder: Reminder) -> Reminder:
    return reminder.model_copy(update={"at": reminder.at.astimezone(ctx.now.tzinfo)})
