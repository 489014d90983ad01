"""The twin of the Telegram account. Nothing leaves the house."""

from collections.abc import Sequence

from handlers.backend import backend
from handlers.backends.local.chat_log import ChatLog
from handlers.backends.local.database import Database
from handlers.backends.local.names import best
from handlers.communication.messages import ChatMessage, OutgoingText
from handlers.communication.telegram import Telegram, TelegramChat


@backend(Telegram, simulated=True, honours_keys=True)
class LocalTelegram:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._log = ChatLog(database, "telegram")

    def find(self, tenant: str, said: str) -> Sequence[TelegramChat]:
        chats = [TelegramChat(name=name, user_name=user_name) for name, user_name in self._log.chats(tenant)]
        user_name = f"@{said.removeprefix('@').casefold()}"
        named = [chat for chat in chats if chat.user_name and chat.user_name.casefold() == user_name]
        return named or ([] if said.startswith("@") else best(said, chats, lambda chat: chat.name))

    def send(self, tenant: str, message: OutgoingText, key: str) -> str:
        return self._log.add(tenant, message, key)

    def history(self, tenant: str, chat: str, limit: int) -> Sequence[ChatMessage]:
        return self._log.history(tenant, chat, limit)
