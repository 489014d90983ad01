"""Asks the person about a call that waits for a yes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.padding import Padding
from rich.text import Text

from zantara.cli import handlers
from zantara.cli.chat.reading import Reader
from zantara.cli.client import Client
from zantara.cli.output import EFFECT_MEANINGS, EFFECT_STYLES, console, fields

YES = ("y", "yes", "ya", "ok", "si", "sì")
NO = ("n", "no", "tidak")
WHAT = ("w", "what", "what?", "?")
QUESTION = "do it? (y)es, (n)o, (w)hat is this?"


@dataclass(frozen=True)
class Approval:
    """What the person said. `reason` is what followed the word."""

    approve: bool
    reason: str | None = None

    def body(self, call_id: str) -> dict[str, Any]:
        return {"call_id": call_id, "decision": "approve" if self.approve else "deny", "reason": self.reason}


async def ask(client: Client, reader: Reader, event: Mapping[str, Any]) -> Approval:
    """Show the call and read a decision. Raises EOFError and KeyboardInterrupt where the person gives none."""
    _show(event)
    while True:
        word, _, rest = (await reader.choice(QUESTION)).strip().partition(" ")
        answer = word.lower().rstrip(",.:")
        if answer in YES:
            return Approval(True, rest or None)
        if answer in NO:
            return Approval(False, rest or None)
        if answer in WHAT:
            handlers.detail(await client.get(f"/v1/handlers/{event['handler']}"))
            _show(event)
        else:
            console.print(f"  answer y, n or w; {word!r} is none of them", style="yellow", markup=False)


def _show(event: Mapping[str, Any]) -> None:
    effect = event["effect"]
    head = Text.assemble(
        ("? ", "bold yellow"),
        (event["handler"], "bold"),
        (f"  {effect}", EFFECT_STYLES[effect]),
        (f": {EFFECT_MEANINGS[effect]}", "dim"),
    )
    console.print(Padding(head, (0, 0, 0, 2)))
    fields(event["args"], indent=4)
    console.print(Padding(Text(f"asked because {event['reason']}", "dim"), (0, 0, 0, 4)))
