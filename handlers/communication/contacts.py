"""Who can be reached: the clients and the team, as people name them."""

from collections.abc import Sequence
from typing import Annotated, Literal, Protocol

from handlers.choice import only
from handlers.emails import address
from handlers.errors import InvalidRequest
from handlers.labels import Label
from handlers.phones import international
from handlers.values import Value

Recipient = Annotated[
    str, Label("person's name or phone number", id="nama orang atau nomor telepon", it="nome della persona o numero")
]
"""Who is reached by phone, as a parameter."""


class Contact(Value):
    """A person with the ways to reach them. `phone` is E.164. `about` tells namesakes apart: number, role, passport."""

    name: str
    kind: Literal["client", "team"]
    about: str
    phone: str | None = None
    email: str | None = None


class Contacts(Protocol):
    """The people whom the house knows."""

    def find(self, tenant: str, said: str) -> Sequence[Contact]:
        """Those whom a name, e-mail address or phone number fits: several where it is not clear."""
        ...


def the_contact(contacts: Contacts, tenant: str, said: str) -> Contact:
    """The contact whom a person means. Raises NotFound and Ambiguous."""
    return only(contacts.find(tenant, said), said, "contact", lambda contact: f"{contact.name} ({contact.about})")


def by_phone(contacts: Contacts, tenant: str, said: str) -> tuple[str, str]:
    """Name and phone number (E.164) of whom a person means; a number that nobody has is taken as it is.

    Raises NotFound, Ambiguous, and InvalidRequest for a contact without a number.
    """
    number = international(said)
    if number is not None:
        return _name_of(contacts, tenant, number), number
    contact = the_contact(contacts, tenant, said)
    if contact.phone is None:
        raise InvalidRequest(f"{contact.name} has no phone number in the records; give the number to write to.")
    return contact.name, contact.phone


def by_email(contacts: Contacts, tenant: str, said: str) -> tuple[str, str]:
    """Name and e-mail address of whom a person means; an address that nobody has is taken as it is.

    Raises NotFound, Ambiguous, and InvalidRequest for a contact without an address and for an address that is none.
    """
    if "@" in said:
        written = address(said)
        if written is None:
            raise InvalidRequest(f"{said!r} is no e-mail address; write one such as 'maria@rossi.it', or a name.")
        return _name_of(contacts, tenant, written), written
    contact = the_contact(contacts, tenant, said)
    if contact.email is None:
        raise InvalidRequest(f"{contact.name} has no e-mail address in the records; give the address to write to.")
    return contact.name, contact.email


def _name_of(contacts: Contacts, tenant: str, exact: str) -> str:
    """The name of the one contact with this number or address, else the number or address itself."""
    known = contacts.find(tenant, exact)
    return known[0].name if len(known) == 1 else exact
