"""What the chat channels share: a message in either direction, and a text on its way."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from handlers.errors import InvalidRequest
from handlers.labels import Label
from handlers.reference import Translated
from handlers.values import Value

US = Translated(en="we", id="kami", it="noi")
"""How a conversation names the house."""

Direction = Literal["in", "out"]


class ChatMessage(Value):
    """A message of a conversation. `author` is who wrote it where the channel tells, `at` is aware."""

    direction: Direction
    text: str
    at: dt.datetime
    message_id: str
    author: str | None = None


class OutgoingText(Value):
    """A text for a chat (a phone number, user name or channel, as the port says), at a moment (aware)."""

    chat: str
    text: str
    at: dt.datetime


class SentText(Value):
    """A text that was sent. `sent_at` is in the person's time zone."""

    to: Annotated[str, Label("to", id="kepada", it="a", role="title")]
    text: Annotated[str, Label("message", id="pesan", it="messaggio")]
    sent_at: Annotated[dt.datetime, Label("sent", id="dikirim", it="inviato")]
    message_id: Annotated[str, Label("message id", role="hidden")]


LONGEST: Mapping[str, int] = {
    "WhatsApp": 4096,  # WhatsApp Business Platform, Cloud API reference, `text.body`
    "Telegram": 4096,  # Telegram Bot API, `sendMessage`
    "Slack": 40_000,  # Slack Web API, `chat.postMessage`: what is longer is cut
    "Instagram": 1_000,  # Instagram messaging API, text messages
    "an Instagram comment": 2_200,  # the limit of captions and comments in Instagram's apps
    "SMS": 1_600,  # what gateways join at most: about ten parts of 153 characters
    "an e-mail": 100_000,  # our own: a longer text belongs in a file
}
"""Characters of a message, by channel."""


def check_text(text: str, channel: str) -> None:
    """Raises InvalidRequest for a text that is blank or longer than the channel takes."""
    length = len(text.strip())
    if not 0 < length <= LONGEST[channel]:
        raise InvalidRequest(f"The message has {length} characters; {channel} takes 1 to {LONGEST[channel]}.")
