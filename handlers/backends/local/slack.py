"""The twin of the Slack workspace. Nothing leaves the house."""

from collections.abc import Sequence

from handlers.backend import backend
from handlers.backends.local.chat_log import ChatLog
from handlers.backends.local.database import Database
from handlers.communication.messages import ChatMessage, OutgoingText
from handlers.communication.slack import Slack


@backend(Slack, simulated=True, honours_keys=True)
class LocalSlack:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._log = ChatLog(database, "slack")

    def channels(self, tenant: str) -> Sequence[str]:
        return [name for name, _ in self._log.chats(tenant)]

    def post(self, tenant: str, message: OutgoingText, key: str) -> str:
        return self._log.add(tenant, message, key)

    def history(self, tenant: str, channel: str, limit: int) -> Sequence[ChatMessage]:
        return self._log.history(tenant, channel, limit)
