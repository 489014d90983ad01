"""The clients of the house: find one, add one."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.business.nationality import country, country_name
from handlers.choice import only
from handlers.context import Context
from handlers.emails import address
from handlers.errors import InvalidRequest, NotFound
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.phones import international
from handlers.values import Value

LONGEST_NAME = 200


class ClientDetails(Value):
    """What is known of a person who becomes a client.

    `email` is in lower case, `phone` in E.164, `nationality` the passport's country in ISO 3166.
    """

    name: str
    email: str | None = None
    phone: str | None = None
    nationality: str | None = None


class Client(Value):
    """A client in the records. `number` is what people call the record by: CL-0001.

    `nationality` is the passport's country: its ISO 3166 code in the records, its name in the person's language in a
    result.
    """

    model_config = ConfigDict(json_schema_extra=titled("Client", "Klien", "Cliente"))

    name: Annotated[str, Label("name", id="nama", it="nome", role="title")]
    number: Annotated[str, Label("client number", id="nomor klien", it="numero cliente")]
    email: Annotated[str | None, Label("e-mail", id="email", it="e-mail")] = None
    phone: Annotated[str | None, Label("phone", id="telepon", it="telefono")] = None
    nationality: Annotated[str | None, Label("nationality", id="kewarganegaraan", it="nazionalità")] = None
    since: Annotated[dt.date, Label("client since", id="klien sejak", it="cliente dal")]
    responsible: Annotated[str | None, Label("handled by", id="ditangani oleh", it="seguito da")] = None


class Clients(Protocol):
    """The records of clients."""

    def find(self, tenant: str, query: str) -> Sequence[Client]:
        """Those whom a name, e-mail address, phone number or client number fits: several where it is not clear."""
        ...

    def near(self, tenant: str, name: str) -> Sequence[Client]:
        """Those with a name like this one, the most alike first."""
        ...

    def add(self, tenant: str, details: ClientDetails, since: dt.date, key: str) -> Client:
        """Add a client; a key that was used before gives the client that it made.

        Raises InvalidRequest when another client has the same e-mail address or phone number.
        """
        ...


@handler(
    "client.find",
    effect="read",
    examples=[
        ("pull up Maria Rossi for me", {"query": "Maria Rossi"}),
        ("whose number is +39 333 111 2201?", {"query": "+39 333 111 2201"}),
        ("cari data klien Budi Santoso dong", {"query": "Budi Santoso"}),
        ("ada klien pake email anna.kowalska@example.com gak?", {"query": "anna.kowalska@example.com"}),
        ("mi trovi la scheda di Luca Bianchi?", {"query": "Luca Bianchi"}),
        ("che contatti abbiamo della signora Dubois", {"query": "Dubois"}),
    ],
)
def client_find(
    ctx: Context[Clients],
    query: Annotated[
        str, Label("name, e-mail or phone", id="nama, email atau telepon", it="nome, e-mail o numero di telefono")
    ],
) -> Client:
    """Find a client in the records."""
    return _worded(the_client(ctx.port, ctx.tenant, query), ctx.language)


@handler(
    "client.create",
    effect="write",
    examples=[
        ("add a new client, Oliver Grant, British", {"name": "Oliver Grant", "nationality": "British"}),
        (
            "new client Sofia Lindqvist, sofia@lindqvist.se, swedish",
            {"name": "Sofia Lindqvist", "email": "sofia@lindqvist.se", "nationality": "swedish"},
        ),
        (
            "tambahin klien baru namanya Dewi Anggraini, hp 0812 3344 5566",
            {"name": "Dewi Anggraini", "phone": "0812 3344 5566"},
        ),
        (
            "tolong daftarkan Hans Weber, warga Jerman",
            {"name": "Hans Weber", "nationality": "Jerman"},
        ),
        (
            "registra un nuovo cliente: Paolo Conti, italiano, paolo@conti.it",
            {"name": "Paolo Conti", "nationality": "italiano", "email": "paolo@conti.it"},
        ),
        ("aggiungi Elena Greco ai clienti", {"name": "Elena Greco"}),
    ],
)
def client_create(
    ctx: Context[Clients],
    name: Annotated[str, Label("client's name", id="nama klien", it="nome del cliente")],
    email: Annotated[str | None, Label("e-mail address", id="alamat email", it="indirizzo e-mail")] = None,
    phone: Annotated[str | None, Label("phone number", id="nomor telepon", it="numero di telefono")] = None,
    nationality: Annotated[
        str | None, Label("passport (nationality)", id="paspor (kewarganegaraan)", it="passaporto (nazionalità)")
    ] = None,
) -> Client:
    """Add a client to the records."""
    details = _details(name, email, phone, nationality)
    return _worded(ctx.port.add(ctx.tenant, details, ctx.now.date(), ctx.idempotency_key), ctx.language)


def the_client(clients: Clients, tenant: str, said: str) -> Client:
    """The client whom a person means. Raises Ambiguous, and NotFound with those who have a name like it."""
    found = clients.find(tenant, said)
    if found:
        return only(found, said, "client", told_apart)
    nearest = [told_apart(client) for client in clients.near(tenant, said)]
    alike = f" The nearest: {'; '.join(nearest)}." if nearest else ""
    raise NotFound(f"No client fits {said!r}.{alike} client.create adds a new one.", options=nearest)


def told_apart(client: Client) -> str:
    """A client of the records as one of several options: 'Maria Rossi (CL-0001, Italy, maria@rossi.it)'."""
    passport = client.nationality and country_name(client.nationality, "en")
    marks = (client.number, passport, client.email or client.phone)
    return f"{client.name} ({', '.join(mark for mark in marks if mark)})"


def _details(name: str, email: str | None, phone: str | None, nationality: str | None) -> ClientDetails:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidRequest(f"The client's name has {len(name)} characters; give one of 1 to {LONGEST_NAME}.")
    mail = None if email is None else address(email)
    if email is not None and mail is None:
        raise InvalidRequest(f"{email!r} is no e-mail address; write one such as 'maria@rossi.it', or leave it out.")
    number = None if phone is None else international(phone)
    if phone is not None and number is None:
        raise InvalidRequest(f"{phone!r} is no phone number; write one such as '+6281234567890', or leave it out.")
    passport = nationality and country(nationality)
    return ClientDetails(name=name, email=mail, phone=number, nationality=passport)


def _worded(client: Client, language: str) -> Client:
    passport = client.nationality and country_name(client.nationality, language)
    return client.model_copy(update={"nationality": passport})
