"""Notices to everybody who is connected."""

from typing import Annotated

from pydantic import ConfigDict, Field

from handlers.context import Context
from handlers.handler import handler
from handlers.labels import Label, titled
from handlers.ports import Broadcasts, Notice
from handlers.values import Value


class Broadcast(Value):
    """A notice as it was pushed. `clients`: how many are connected; none where the service cannot tell."""

    model_config = ConfigDict(json_schema_extra=titled("Notice sent", "Pengumuman dikirim", "Avviso inviato"))

    message: Annotated[str, Label("notice", id="pengumuman", it="avviso", role="title")]
    channel: Annotated[str | None, Label("channel", id="kanal", it="canale")]
    clients: Annotated[int | None, Label("connected clients", id="klien terhubung", it="client connessi")]


@handler(
    "websocket.broadcast",
    effect="send",
    examples=[
        ("tell everyone online that the office closes at 3 today", {"message": "the office closes at 3 today"}),
        (
            "push to the staff channel: server restart in 5 minutes",
            {"message": "server restart in 5 minutes", "channel": "staff"},
        ),
        ("umumin ke semua yg lagi online: sistem balik normal", {"message": "sistem balik normal"}),
        (
            "kirim pengumuman ke kanal resepsionis: tamu sudah datang",
            {"message": "tamu sudah datang", "channel": "resepsionis"},
        ),
        ("avvisa tutti i connessi che il sistema è di nuovo su", {"message": "il sistema è di nuovo su"}),
        (
            "manda sul canale staff: riunione alle 16",
            {"message": "riunione alle 16", "channel": "staff"},
        ),
    ],
)
async def broadcast(
    ctx: Context[Broadcasts],
    message: Annotated[str, Field(min_length=1, max_length=2_000), Label("notice", id="pengumuman", it="avviso")],
    channel: Annotated[
        str | None,
        Field(min_length=1, max_length=64),
        Label("only clients on this channel", id="hanya klien di kanal ini", it="solo i client di questo canale"),
    ] = None,
) -> Broadcast:
    """Push a notice to every connected chat client."""
    notice = Notice(text=message.strip(), channel=channel, sender=ctx.principal.id, at=ctx.now)
    connected = await ctx.port.send(ctx.tenant, notice)
    # Which clients show a channel is theirs to know.
    return Broadcast(message=notice.text, channel=channel, clients=connected if channel is None else None)
