"""The twin of the WhatsApp account: its messages in SQL. Nothing leaves the house."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from handlers.backend import backend
from handlers.backends.local.chat_log import latest
from handlers.backends.local.database import Database
from handlers.backends.local.series import WHATSAPP_MESSAGES
from handlers.backends.local.tables import whatsapp_messages
from handlers.communication.messages import ChatMessage, OutgoingText
from handlers.communication.templates import Template
from handlers.communication.whatsapp import OutgoingTemplate, WhatsApp
from handlers.reference import load

TEMPLATES = load(Path(__file__).parent / "data/whatsapp_templates.yaml", tuple[Template, ...])


@backend(WhatsApp, simulated=True, honours_keys=True)
class LocalWhatsApp:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, tenant: str, message: OutgoingText, key: str) -> str:
        columns = {"phone": message.chat, "text": message.text, "at": message.at, "direction": "out"}
        with self._database.transaction() as connection:
            row, _ = WHATSAPP_MESSAGES.insert_once(connection, tenant, key, lambda: columns)
        return WHATSAPP_MESSAGES.written(row["number"])

    def templates(self, tenant: str) -> Sequence[Template]:
        return TEMPLATES

    def send_template(self, tenant: str, message: OutgoingTemplate, key: str) -> str:
        return self.send(tenant, message, key)

    def history(self, tenant: str, phone: str, limit: int) -> Sequence[ChatMessage]:
        table = whatsapp_messages
        with_phone = sa.and_(table.c.tenant == tenant, table.c.phone == phone)
        with self._database.reading() as connection:
            return latest(connection, WHATSAPP_MESSAGES, with_phone, limit)
