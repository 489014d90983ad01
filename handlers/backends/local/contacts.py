"""The clients and the team as people who can be reached, in SQL."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import RowMapping

from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.names import best
from handlers.backends.local.series import CLIENTS
from handlers.backends.local.tables import clients, team_members
from handlers.business.nationality import country_name
from handlers.communication.contacts import Contact, Contacts
from handlers.phones import international


@backend(Contacts)
class LocalContacts:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, tenant: str, said: str) -> Sequence[Contact]:
        people = self._everybody(tenant)
        if "@" in said:
            return [person for person in people if person.email == said.strip().lower()]
        phone = international(said)
        if phone is not None:
            return [person for person in people if person.phone == phone]
        return best(said, people, lambda person: person.name)

    def _everybody(self, tenant: str) -> list[Contact]:
        with self._database.reading() as connection:
            known = connection.execute(sa.select(clients).where(clients.c.tenant == tenant)).mappings().all()
            team = connection.execute(sa.select(team_members).where(team_members.c.tenant == tenant)).mappings().all()
        return [
            *(
                Contact(
                    name=row["name"],
                    kind="client",
                    about=_about_client(row),
                    phone=row["phone"],
                    email=row["email"],
                )
                for row in known
            ),
            *(
                Contact(name=row["name"], kind="team", about=row["role"], phone=row["phone"], email=row["email"])
                for row in team
            ),
        ]


def _about_client(row: RowMapping) -> str:
    passport = row["nationality"] and country_name(row["nationality"], "en")
    return ", ".join(filter(None, ("client", CLIENTS.written(row["number"]), passport)))
