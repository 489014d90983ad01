"""The `chat` command and its options."""

from typing import TYPE_CHECKING, Annotated

import typer

from zantara.cli.session import Local, ModelName, run

if TYPE_CHECKING:
    from zantara.cli.client import Client


def chat(
    persona: Annotated[str | None, typer.Option(help="Who answers: zantara, stanley, kern or your own.")] = None,
    model: ModelName = None,
    conversation: Annotated[str | None, typer.Option(help="Go on with a conversation, by its id.")] = None,
    once: Annotated[str | None, typer.Option(metavar="MESSAGE", help="Say this, print the answer, and leave.")] = None,
    local: Local = False,
) -> None:
    """Talk to the service. Calls are shown as they run, and approvals are asked for."""
    # The input line and the live display; no other command needs them.
    from zantara.cli.chat.conversation import Conversation  # noqa: PLC0415

    async def work(client: "Client") -> None:
        talk = Conversation(client, {"persona": persona, "model": model}, conversation)
        if once is None:
            await talk.run()
        elif not await talk.say(once):
            raise typer.Exit(1)

    run(work, local=local)
