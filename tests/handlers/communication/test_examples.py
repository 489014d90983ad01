"""Every example of the communication handlers does what it says on the demo tenant."""

from collections.abc import Iterator

import pytest

from handlers.backends.local.contacts import LocalContacts
from handlers.backends.local.database import Database
from handlers.backends.local.instagram import LocalInstagram
from handlers.backends.local.mailbox import LocalMailbox
from handlers.backends.local.slack import LocalSlack
from handlers.backends.local.sms import LocalSms
from handlers.backends.local.telegram import LocalTelegram
from handlers.backends.local.whatsapp import LocalWhatsApp
from handlers.communication import email, email_writing, instagram, slack, sms, telegram, whatsapp, whatsapp_template
from handlers.communication.contacts import Contacts
from handlers.communication.instagram import Instagram
from handlers.communication.mailbox import Mailbox
from handlers.communication.slack import Slack
from handlers.communication.sms import Sms
from handlers.communication.telegram import Telegram
from handlers.communication.whatsapp import WhatsApp
from handlers.definitions import Handler
from handlers.discovery import Discovered
from handlers.registry import build
from schemas.tools import Example
from tests.support.contexts import context

TWINS = {
    Contacts: LocalContacts,
    Instagram: LocalInstagram,
    Mailbox: LocalMailbox,
    Slack: LocalSlack,
    Sms: LocalSms,
    Telegram: LocalTelegram,
    WhatsApp: LocalWhatsApp,
}
OF_THE_OPEN_WORLD = {"email.search", "email.read", "whatsapp.history"}
NOUNS = (email, email_writing, instagram, slack, sms, telegram, whatsapp, whatsapp_template)


def handlers() -> dict[str, Handler]:
    registry, faults = build(Discovered(module, False) for module in NOUNS)
    assert not faults
    return dict(registry)


def examples() -> Iterator[tuple[Handler, Example]]:
    for found in handlers().values():
        for example in found.definition.examples:
            yield found, example


def test_the_domain_is_whole() -> None:
    assert sorted(handlers()) == [
        "email.read",
        "email.reply",
        "email.search",
        "email.send",
        "instagram.message",
        "instagram.reply_comment",
        "slack.post",
        "sms.send",
        "telegram.send",
        "whatsapp.history",
        "whatsapp.send",
        "whatsapp.template",
    ]


def test_what_others_wrote_is_untrusted() -> None:
    assert {name for name, found in handlers().items() if found.definition.untrusted} == OF_THE_OPEN_WORLD


@pytest.mark.parametrize(
    ("found", "example"), [pytest.param(found, example, id=example.text) for found, example in examples()]
)
def test_an_example_works_on_the_demo_tenant(house: Database, found: Handler, example: Example) -> None:
    assert found.port is not None
    ports = {name: TWINS[port](house) for name, port in found.ports.items()}

    result = found.function(context(TWINS[found.port](house)), **found.parse(example.args), **ports)

    assert isinstance(result, found.result)
