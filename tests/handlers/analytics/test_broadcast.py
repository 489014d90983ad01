"""websocket.broadcast: a notice for everybody who is connected."""

from handlers.analytics.broadcast import broadcast
from handlers.ports import Notice
from tests.support.contexts import NOW, context


class Audience:
    """Three clients, who remember what they were told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Notice]] = []

    async def send(self, tenant: str, notice: Notice) -> int | None:
        self.heard.append((tenant, notice))
        return 3


async def test_a_notice_goes_to_the_tenants_clients_with_its_sender() -> None:
    audience = Audience()

    sent = await broadcast(context(audience), " we are back online ")

    assert audience.heard == [("bali", Notice("we are back online", None, "ayu", NOW))]
    assert (sent.message, sent.clients) == ("we are back online", 3)


async def test_how_many_show_a_channel_is_not_claimed() -> None:
    audience = Audience()

    sent = await broadcast(context(audience), "restart at noon", "staff")

    assert audience.heard[0][1].channel == "staff"
    assert (sent.channel, sent.clients) == ("staff", None)
