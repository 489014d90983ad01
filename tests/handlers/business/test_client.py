"""Finding and adding clients."""

import pytest

from handlers.backends.local.clients import LocalClients
from handlers.backends.local.database import Database
from handlers.business.client import client_create, client_find
from handlers.context import Context
from handlers.errors import Ambiguous, InvalidRequest, NotFound
from tests.support.contexts import NOW, context


@pytest.fixture
def ctx(sqlite: Database) -> Context[LocalClients]:
    return context(LocalClients(sqlite))


def test_a_new_client_gets_a_number_and_is_found_by_it(ctx: Context[LocalClients]) -> None:
    created = client_create(ctx, "Noah Fischer", email="Noah@Fischer-Mail.de", nationality="German")

    assert (created.number, created.since) == ("CL-0001", NOW.date())
    assert created.email == "noah@fischer-mail.de"
    assert client_find(ctx, "cl-0001") == created


def test_a_nationality_is_told_in_the_persons_language(sqlite: Database) -> None:
    clients = LocalClients(sqlite)
    client_create(context(clients), "Noah Fischer", nationality="warga Jerman")

    assert client_find(context(clients, language="en"), "Noah").nationality == "Germany"
    assert client_find(context(clients, language="it"), "Noah").nationality == "Germania"
    assert client_find(context(clients, language="id"), "Noah").nationality == "Jerman"


def test_a_local_phone_number_is_kept_in_international_form(ctx: Context[LocalClients]) -> None:
    created = client_create(ctx, "Dewi Anggraini", phone="0812-3344-5566")

    assert created.phone == "+6281233445566"
    assert client_find(ctx, "+62 812 3344 5566") == created


def test_two_marias_are_named_so_that_a_person_can_choose(ctx: Context[LocalClients]) -> None:
    client_create(ctx, "Maria Rossi", nationality="Italian")
    client_create(ctx, "Maria Santos", nationality="Filipino")

    with pytest.raises(Ambiguous) as raised:
        client_find(ctx, "maria")

    assert raised.value.options == ("Maria Rossi (CL-0001, Italy)", "Maria Santos (CL-0002, Philippines)")


def test_a_stranger_is_not_found(ctx: Context[LocalClients]) -> None:
    with pytest.raises(NotFound, match="No client fits 'Nobody'"):
        client_find(ctx, "Nobody")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "  "}, "name has 0 characters"),
        ({"name": "x" * 201}, "name has 201 characters"),
        ({"name": "Ann", "email": "ann at home"}, "'ann at home' is no e-mail address"),
        ({"name": "Ann", "phone": "call her"}, "'call her' is no phone number"),
        ({"name": "Ann", "nationality": "Martian"}, "'Martian' is no nationality"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_value(
    ctx: Context[LocalClients], arguments: dict[str, str], message: str
) -> None:
    with pytest.raises(InvalidRequest, match=message):
        client_create(ctx, **arguments)


def test_the_same_e_mail_twice_names_the_client_who_has_it(ctx: Context[LocalClients]) -> None:
    client_create(ctx, "Ann Lee", email="ann@example.com")

    with pytest.raises(InvalidRequest, match=r"ann@example\.com belongs to a client already: Ann Lee \(CL-0001\)"):
        client_create(ctx, "Anne Leigh", email="Ann@Example.com")


def test_a_repeated_call_makes_one_client(sqlite: Database) -> None:
    ctx = context(LocalClients(sqlite), key="turn-1/call-1")

    assert client_create(ctx, "Ann Lee", email="ann@example.com") == client_create(
        ctx, "Ann Lee", email="ann@example.com"
    )
