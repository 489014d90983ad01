"""The twin of the SMS gateway. Nothing leaves the house."""

from collections.abc import Sequence

from handlers.backend import backend
from handlers.backends.local.chat_log import ChatLog
from handlers.backends.local.database import Database
from handlers.communication.messages import ChatMessage, OutgoingText
from handlers.communication.sms import Sms


@backend(Sms, simulated=True, honours_keys=True)
class LocalSms:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._log = ChatLog(database, "sms")

    def send(self, tenant: str, message: OutgoingText, key: str) -> str:
        return self._log.add(tenant, message, key)

    def history(self, tenant: str, phone: str, limit: int) -> Sequence[ChatMessage]:
        return self._log.history(tenant, phone, limit)
