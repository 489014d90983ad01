"""The twin of the WhatsApp account: its messages in SQL. Nothing leaves the house."""

import sqlalchemy as sa

from handlers.backend import backend
from handlers.backends.local.database import Database
from handlers.backends.local.series import WHATSAPP_MESSAGES
from handlers.backends.local.tables import whatsapp_messages
from handlers.communication.whatsapp import OutgoingMessage, WhatsApp


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
            row = {**message.model_dump(), "tenant": tenant, "number": number, "idempotency_key": key or None}
            connection.execute(sa.insert(whatsapp_messages).values(**row, direction="out"))
        return WHATSAPP_MESSAGES.written(number)
