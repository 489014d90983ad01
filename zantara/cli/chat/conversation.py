"""The chat itself: messages, commands, one turn after another."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from zantara.cli import handlers, plan
from zantara.cli.chat.reading import reader
from zantara.cli.chat.watched_turn import LeftWaiting, WatchedTurn
from zantara.cli.client import Client, Unreachable
from zantara.cli.output import console, in_short, status_text, table
from zantara.cli.session import Failed

COMMANDS = {
    "/help": "this list",
    "/new": "begin a new conversation",
    "/history": "what was said in this one",
    "/handlers": "what can be done; `/handlers visa` shows those with visa in their name",
    "/last": "the last turn: which model answered, how sure it was, what it planned",
    "/quit": "leave; Ctrl-D does too",
}


class Conversation:
    """One chat. `how` holds the persona and the model of its messages."""

    def __init__(self, client: Client, how: Mapping[str, str | None], conversation_id: str | None) -> None:
        self._client = client
        self._how = how
        self._conversation_id = conversation_id
        self._reader = reader(tuple(COMMANDS))
        self._last: str | None = None
        self._commands: dict[str, Callable[[str], Awaitable[None]]] = {
            "/help": self._help,
            "/new": self._new,
            "/history": self._history,
            "/handlers": self._handlers,
            "/last": self._show_last,
        }

    async def run(self) -> None:
        """Read and answer until the person leaves."""
        try:
            await self._greet()
            while (line := await self._next_line()) != "/quit":
                await self._answer(line)
        except (EOFError, KeyboardInterrupt):
            pass
        except LeftWaiting as waiting:
            console.print(f"  {waiting}", style="yellow", markup=False)
        if self._reader.interactive and self._conversation_id:
            console.print(
                f"go on with: zantara chat --conversation {self._conversation_id}", style="dim", soft_wrap=True
            )

    async def say(self, message: str) -> bool:
        """One message and its turn; whether the turn completed. Raises Failed when it waits for a decision."""
        try:
            return await self._watch({"message": message})
        except LeftWaiting as waiting:
            fix = f"decide with: zantara chat --conversation {self._conversation_id}"
            raise Failed(str(waiting), (fix,)) from waiting

    async def _greet(self) -> None:
        count = len(await self._client.get("/v1/handlers"))
        if self._reader.interactive:
            console.print(f"[bold]Zantara[/] at {self._client.name}, {count} handlers. [dim]/help tells more.[/]\n")
        if self._conversation_id is None:
            return
        turns = (await self._client.get(f"/v1/conversations/{self._conversation_id}"))["turns"]
        if turns[-1]["status"] == "waiting":
            await self._watch({}, turn_id=turns[-1]["turn_id"])

    async def _next_line(self) -> str:
        """The next line that says something. The second Ctrl-C in a row leaves."""
        interrupted = False
        while True:
            try:
                line = (await self._reader.message()).strip()
            except KeyboardInterrupt:
                if interrupted:
                    raise
                interrupted = True
                console.print("Ctrl-C again leaves", style="dim")
                continue
            if line:
                return line

    async def _answer(self, line: str) -> None:
        if not self._reader.interactive:
            console.print(f"› {line}", markup=False, soft_wrap=True)
        try:
            if line.startswith("/"):
                word, _, rest = line.partition(" ")
                await self._commands.get(word, self._unknown)(rest.strip() if word in self._commands else word)
            else:
                await self._watch({"message": line})
        except Failed as failed:
            if isinstance(failed, Unreachable) and not self._reader.interactive:
                raise
            # The chat goes on: the next message may be a better one.
            console.print("\n".join((f"✗ {failed.message}", *failed.notes)), style="red", markup=False, soft_wrap=True)
        console.print()

    async def _watch(self, body: Mapping[str, Any], turn_id: str | None = None) -> bool:
        said = {name: value for name, value in self._how.items() if value is not None}
        if self._conversation_id is not None:
            said["conversation_id"] = self._conversation_id
        turn = WatchedTurn(self._client, self._reader, {**body, **said}, turn_id)
        try:
            await turn.watch()
        finally:
            self._conversation_id = turn.conversation_id or self._conversation_id
            self._last = turn.turn_id or self._last
        return turn.status == "completed"

    async def _help(self, _: str) -> None:
        table(("command", ""), COMMANDS.items())
        console.print("Ctrl-C stops the turn that runs.", style="dim")

    async def _new(self, _: str) -> None:
        self._conversation_id = self._last = None
        console.print("a new conversation begins", style="dim")

    async def _history(self, _: str) -> None:
        if self._conversation_id is None:
            console.print("nothing was said yet", style="dim")
            return
        conversation = await self._client.get(f"/v1/conversations/{self._conversation_id}")
        for turn in conversation["turns"]:
            console.print(f"› {turn['message']}", style="bold", markup=False)
            console.print(turn["answer"] or status_text(turn["status"]), markup=False)

    async def _handlers(self, word: str) -> None:
        found = [one for one in await self._client.get("/v1/handlers") if word in one["name"]]
        if found:
            handlers.listing(found)
        else:
            console.print(f"no handler has {word!r} in its name", style="yellow", markup=False)

    async def _show_last(self, _: str) -> None:
        if self._last is None:
            console.print("nothing was said yet", style="dim")
            return
        turn = await self._client.get(f"/v1/turns/{self._last}")
        console.print(f"turn {turn['turn_id']}, {turn['status']}", style="dim")
        plan.show({**turn, "confidence": turn["route"]["confidence"]} if turn["route"] else _unplanned(turn))
        for call in turn["calls"]:
            came = call["error"]["message"] if call["error"] else in_short(call["result"], 200)
            console.print(f"{call['id']} → {came}", style="dim", markup=False)

    async def _unknown(self, word: str) -> None:
        console.print(f"there is no {word}; there are {', '.join(COMMANDS)}", style="yellow", markup=False)


def _unplanned(turn: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**turn, "confidence": None}
