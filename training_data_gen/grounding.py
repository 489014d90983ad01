"""Puts what a message names into the world before it is said: the client, the file, the event that is spoken of."""

import datetime as dt
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pydantic import JsonValue

from handlers.backends.local.business_tables import INVOICES, QUOTES, TASKS
from handlers.backends.local.communication_tables import COMMENTS, EMAILS
from handlers.backends.local.series import CASES, REMINDERS, Series
from handlers.google_workspace.files import Kind
from schemas.plan import PlannedCall
from schemas.tools import CallError, CallStatus
from training_data_gen import inserting
from training_data_gen.sandbox import Sandbox

QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"")
MENDABLE = ("not_found", "invalid_request")


@dataclass(frozen=True, slots=True)
class Named:
    """What a call names that is not there: `said` is the argument's value, `args` are all of the call's."""

    said: str
    args: Mapping[str, JsonValue]
    sandbox: Sandbox

    @property
    def key(self) -> str:
        return sha256(self.said.encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        """With capitals, as it stands in records."""
        return self.said.title() if self.said.islower() else self.said

    async def make(self, handler: str, **args: JsonValue) -> bool:
        """Call a handler beside the conversation; whether it worked."""
        stated = {name: value for name, value in args.items() if value is not None}
        execution = await self.sandbox.call(handler, stated, f"{handler}/{self.key}")
        return execution.status is CallStatus.DONE


Ground = Callable[[Named], Awaitable[bool]]
"""Makes what is named; whether it could."""


async def ground(call: PlannedCall, error: CallError, sandbox: Sandbox) -> bool:
    """Make what a failed call did not find; whether anything was made."""
    if error.code not in MENDABLE:
        return False
    for parameter, said in _missed(call, error):
        if await GROUNDS[call.handler, parameter](Named(said, call.args, sandbox)):
            return True
    return False


def _missed(call: PlannedCall, error: CallError) -> Sequence[tuple[str, str]]:
    """The parameters that name records, with what they name; those that the error speaks of come first."""
    quoted = [one or other for one, other in QUOTED.findall(error.message)]
    named = [
        (name, said)
        for name, value in call.args.items()
        if (call.handler, name) in GROUNDS
        for said in (value if isinstance(value, list) else [value])
        if isinstance(said, str)
    ]
    return sorted(named, key=lambda each: not any(words in each[1] for words in quoted))


async def _client(named: Named) -> bool:
    digits = int(named.key, 16)
    return await named.make(
        "client.create",
        name=named.name,
        email=f"{re.sub(r'[^a-z]', '', named.said.lower()) or 'client'}.{named.key[:3]}@example.com",
        phone=f"+62 812 {digits % 10_000:04} {digits // 10_000 % 10_000:04}",
    )


async def _case(named: Named) -> bool:
    """By its number, else by its client."""
    if inserting.renumber(named.sandbox, CASES, named.said):
        return True
    await _client(named)
    service = ("E33G", "E28A", "PT PMA", "C1")[int(named.key, 16) % 4]
    return await named.make("case.open", client=named.name, service=service)


async def _person_who_wrote(named: Named) -> bool:
    await _client(named)
    return inserting.chat_with(named.sandbox, named.name)


async def _event(named: Named) -> bool:
    start = named.sandbox.now + dt.timedelta(days=1 + int(named.key, 16) % 9)
    return await named.make("calendar.create", title=named.name, start=start.isoformat(timespec="minutes"))


async def _task(named: Named) -> bool:
    return inserting.renumber(named.sandbox, TASKS, named.said) or await named.make("task.create", title=named.said)


async def _reminder(named: Named) -> bool:
    if inserting.renumber(named.sandbox, REMINDERS, named.said):
        return True
    at = named.sandbox.now + dt.timedelta(days=1 + int(named.key, 16) % 9)
    return await named.make("reminder.create", text=named.said, at=at.isoformat(timespec="minutes"))


async def _memory(named: Named) -> bool:
    """What is asked about was told once."""
    subject = named.args.get("subject") or named.args.get("person")
    told = named.args.get("query") or inserting.fact_about(str(subject or named.said), named.key)
    return await named.make("memory.store", content=told, subject=subject)


async def _article(named: Named) -> bool:
    asked = str(named.args.get("query") or named.args.get("question") or named.said)
    text = f"{asked[:1].upper()}{asked[1:]}\n\n{inserting.passage_for(named.key)}"
    return await named.make(
        "rag.ingest", text=text, title=asked[:80].strip(" ?"), collection=named.args.get("collection")
    )


async def _collection(named: Named) -> bool:
    passage = inserting.passage_for(named.key)
    return await named.make("rag.ingest", text=passage, title=f"{named.name}: notes", collection=named.said)


def _numbered(numbers: Series) -> Ground:
    """A record of the series that has the number which was said."""

    async def make(named: Named) -> bool:
        return inserting.renumber(named.sandbox, numbers, named.said)

    return make


def _inserted(insert: Callable[[Sandbox, str], bool]) -> Ground:
    """What no handler makes is put into the twin's own table."""

    async def make(named: Named) -> bool:
        return insert(named.sandbox, named.said)

    return make


def _filed(kind: Kind) -> Ground:
    async def make(named: Named) -> bool:
        return inserting.file(named.sandbox, named.name, kind)

    return make


async def _found_file(named: Named) -> bool:
    """A file that a search finds: of the kind and in the folder that are asked for."""
    kind, folder = named.args.get("mime_type"), named.args.get("folder")
    return inserting.searched_file(named.sandbox, str(named.args["query"]), str(kind), str(folder) if folder else None)


async def _found_mail(named: Named) -> bool:
    query, sender = named.args.get("query"), named.args.get("sender")
    return inserting.mail(named.sandbox, str(query), str(sender) if sender else None)


_folder, _staff, _mail = _filed("folder"), _inserted(inserting.member), _numbered(EMAILS)

GROUNDS: Mapping[tuple[str, str], Ground] = {
    **{(handler, "client"): _client for handler in ("case.open", "invoice.create", "quote.create")},
    **{(handler, "to"): _client for handler in ("whatsapp.send", "whatsapp.template", "sms.send", "email.send")},
    ("client.find", "query"): _client,
    ("email.send", "cc"): _client,
    ("calendar.create", "attendees"): _client,
    **{(handler, "case"): _case for handler in ("case.status", "case.update", "team.assign")},
    ("team.assign", "member"): _staff,
    ("task.create", "assignee"): _staff,
    ("task.list", "assignee"): _staff,
    ("team.find", "query"): _staff,
    ("whatsapp.history", "contact"): _person_who_wrote,
    ("calendar.cancel", "event"): _event,
    ("calendar.reschedule", "event"): _event,
    ("task.complete", "task"): _task,
    ("reminder.cancel", "reminder"): _reminder,
    ("quote.get", "quote_id"): _numbered(QUOTES),
    ("invoice.status", "invoice_id"): _numbered(INVOICES),
    ("email.read", "message_id"): _mail,
    ("email.reply", "message_id"): _mail,
    ("instagram.reply_comment", "comment_id"): _numbered(COMMENTS),
    ("slack.post", "channel"): _inserted(inserting.slack_channel),
    ("telegram.send", "to"): _inserted(inserting.telegram_chat),
    ("email.search", "query"): _found_mail,
    ("docs.read", "document"): _filed("document"),
    ("docs.append", "document"): _filed("document"),
    ("sheets.read", "spreadsheet"): _filed("spreadsheet"),
    ("sheets.append", "spreadsheet"): _filed("spreadsheet"),
    ("drive.download", "file"): _filed("text"),
    ("drive.share", "file"): _filed("pdf"),
    ("drive.search", "query"): _found_file,
    ("drive.search", "folder"): _folder,
    ("drive.upload", "folder"): _folder,
    ("docs.create", "folder"): _folder,
    ("document.extract", "file"): _inserted(inserting.upload),
    ("image.describe", "file"): _inserted(inserting.upload),
    ("memory.retrieve", "query"): _memory,
    ("memory.list", "subject"): _memory,
    ("memory.profile", "person"): _memory,
    ("rag.search", "query"): _article,
    ("rag.answer", "question"): _article,
    **{(handler, "collection"): _collection for handler in ("rag.search", "rag.answer", "rag.delete")},
}
"""By handler and parameter, what makes the record that it names."""
