"""Slack: post a message to a channel."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import ConfigDict

from handlers.choice import none_of
from handlers.communication.messages import ChatMessage, OutgoingText, check_text
from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.values import Value


class SlackPost(Value):
    """A message in a channel. `posted_at` is in the person's time zone."""

    model_config = ConfigDict(json_schema_extra=titled("Slack message", "Pesan Slack", "Messaggio Slack"))

    channel: Annotated[str, Label("channel", id="channel", it="canale", role="title")]
    text: Annotated[str, Label("message", id="pesan", it="messaggio")]
    posted_at: Annotated[dt.datetime, Label("posted", id="diposting", it="pubblicato")]
    message_id: Annotated[str, Label("message id", role="hidden")]


class Slack(Protocol):
    """The house's Slack workspace. A chat is a channel's name without `#`."""

    def channels(self, tenant: str) -> Sequence[str]:
        """The channels that may be posted to, in the order of their names."""
        ...

    def post(self, tenant: str, message: OutgoingText, key: str) -> str:
        """Post a message and give its id; a key that was used before gives the id of that time."""
        ...

    def history(self, tenant: str, channel: str, limit: int) -> Sequence[ChatMessage]:
        """The latest messages of a channel, the newest last."""
        ...


@handler(
    "slack.post",
    effect="send",
    examples=[
        (
            "post in #general: office closes at 4 today",
            {"channel": "#general", "text": "office closes at 4 today"},
        ),
        (
            "tell the visa-team channel on slack that Anna's RPTKA was approved",
            {"channel": "visa-team", "text": "Anna's RPTKA was approved"},
        ),
        (
            "post di slack channel finance: tagihan bulan ini sudah dikirim",
            {"channel": "finance", "text": "tagihan bulan ini sudah dikirim"},
        ),
        (
            "kabarin #operations di slack dong, kurirnya datang jam 2",
            {"channel": "#operations", "text": "kurirnya datang jam 2"},
        ),
        (
            "scrivi su slack nel canale company-setup: firma dal notaio confermata",
            {"channel": "company-setup", "text": "firma dal notaio confermata"},
        ),
        ("pubblica in #random: chi viene a pranzo?", {"channel": "#random", "text": "chi viene a pranzo?"}),
    ],
)
def slack_post(
    ctx: Context[Slack],
    channel: Annotated[str, Label("channel name", id="nama channel", it="nome del canale")],
    text: Annotated[str, Label("message", id="isi pesan", it="testo del messaggio")],
) -> SlackPost:
    """Post a message to a Slack channel."""
    check_text(text, "Slack")
    name = _the_channel(ctx.port.channels(ctx.tenant), channel)
    message_id = ctx.port.post(ctx.tenant, OutgoingText(chat=name, text=text, at=ctx.now), ctx.idempotency_key)
    return SlackPost(channel=f"#{name}", text=text, posted_at=ctx.now, message_id=message_id)


def _the_channel(channels: Sequence[str], said: str) -> str:
    """The channel of this name, however its words are joined: `#visa-team`, `Visa Team`. Raises NotFound naming all."""
    for channel in channels:
        if _letters(channel) == _letters(said):
            return channel
    raise none_of([f"#{channel}" for channel in channels], said, "Slack channel")


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
