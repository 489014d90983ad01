"""Who can be reached: the clients and the team, as people name them."""

from collections.abc import Sequence
from typing import Literal, Protocol

from handlers.choice import only
from handlers.values import Value


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
