"""The twin of the WhatsApp account: its messages in SQL. Nothing leaves the house."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.series import WHATSAPP_MESSAGES
from handlers.backends.local.tables import whatsapp_messages
from handlers.communication.messages import ChatMessage
from handlers.communication.templates import Template
from handlers.communication.whatsapp import OutgoingMessage, OutgoingTemplate, WhatsApp
from handlers.reference import load

TEMPLATES = load(Path(__file__).parent / "data/whatsapp_templates.yaml", tuple[Template, ...])


@backend(WhatsApp, simulated=True, honours_keys=True)
class LocalWhatsApp:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, tenant: str, message: OutgoingMessage, key: str) -> str:
        with self._database.transaction() as connection:
            number = WHATSAPP_MESSAGES.next(connection, tenant)
            earlier = WHATSAPP_MESSAGES.made_with(connection, tenant, key)
            if earlier is not None:
                return WHATSAPP_MESSAGES.written(earlier["number"])
            row = {"phone": message.phone, "text": message.text, "at": message.at, "direction": "out"}
            insert = sa.insert(whatsapp_messages).values(**row, tenant=tenant, number=number)
            connection.execute(insert.values(idempotency_key=key or None))
        return WHATSAPP_MESSAGES.written(number)

    def templates(self, tenant: str) -> Sequence[Template]:
        return TEMPLATES

    def send_template(self, tenant: str, message: OutgoingTemplate, key: str) -> str:
        return self.send(tenant, message, key)

    def history(self, tenant: str, phone: str, limit: int) -> Sequence[ChatMessage]:
        table = whatsapp_messages
        query = sa.select(table).where(table.c.tenant == tenant, table.c.phone == phone)
        with self._database.reading() as connection:
            newest = query.order_by(table.c.at.desc(), table.c.number.desc()).limit(limit)
            rows = connection.execute(newest).mappings().all()
        return [
            ChatMessage.model_validate({**row, "message_id": WHATSAPP_MESSAGES.written(row["number"])})
            for row in reversed(rows)
        ]
