"""A turn as it happens: its calls with their times, and its answer as it is written.

On a terminal what is not final moves at the bottom of the screen, and what is final is printed above it once. Elsewhere
only what is final is printed.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.live import Live
from rich.padding import Padding
from rich.spinner import Spinner
from rich.text import Text

from zantara.cli.output import EFFECT_STYLES, STATUS_MARKS, arguments, milliseconds

FRAMES_PER_SECOND = 12
INDENT = 2


@dataclass
class RunningCall:
    handler: str
    effect: str
    args: Mapping[str, Any]
    since: float = field(default_factory=time.monotonic)


class TurnDisplay:
    """Shows events. Between `pause` and `resume` the terminal belongs to somebody else."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._planned: dict[str, Mapping[str, Any]] = {}
        self._running: dict[str, RunningCall] = {}
        self._said = ""
        self._printed = 0
        self._calls_above = False
        self._note = ""
        self._spinner = Spinner("dots", style="cyan")
        self._live = Live(self, console=console, transient=True, refresh_per_second=FRAMES_PER_SECOND)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = [self._running_line(call) for call in self._running.values()]
        if unfinished := self._said[self._printed :]:
            rows.append(Text(unfinished))
        if self._note or not rows:
            rows.append(Text.assemble(self._frame(), (f" {self._note or 'thinking'}", "dim")))
        yield Padding(Group(*rows), (0, 0, 0, INDENT), expand=False)

    def resume(self) -> None:
        if self._console.is_terminal:
            self._live.start()

    def pause(self) -> None:
        self._live.stop()

    def note(self, text: str) -> None:
        """What moves below all else until another note; the empty one takes it away."""
        self._note = text

    def show(self, event: Mapping[str, Any]) -> None:
        """Take in the next event."""
        match event["type"]:
            case "plan.made":
                self._end_text()
                self._planned |= {call["id"]: call["args"] for call in event["plan"]["calls"]}
            case "call.started":
                running = RunningCall(event["handler"], event["effect"], event["args"])
                self._running[event["call_id"]] = running
            case "call.finished":
                self._finished(event)
            case "answer.delta":
                self._said += event["text"]
                self._print_lines()
            case "answer.made":
                self._answered(event["text"])
            case "turn.finished" if event["status"] != "completed":
                self._end_text()
                problem = (event["error"] or {}).get("message") or event["status"]
                self._print(Text(problem, STATUS_MARKS[event["status"]][1] or "red"))
            case _:
                pass

    def close(self) -> None:
        """Print what was said last, and leave the terminal as it was."""
        self._running.clear()
        self._end_text()
        self._live.stop()

    def _finished(self, event: Mapping[str, Any]) -> None:
        call_id = event["call_id"]
        running = self._running.pop(call_id, None)
        mark, style = STATUS_MARKS[event["status"]]
        line = Text.assemble((f"{mark} ", style), event["handler"])
        if args := arguments(running.args if running else self._planned.get(call_id, {})):
            line.append("  ").append(args)
        after = Text()
        if event["attempts"]:
            after.append(f"  {milliseconds(event['duration_ms'])}", "dim")
        if event["simulated"]:
            after.append("  simulated", "yellow")
        if event["status"] not in ("done", "failed"):
            after.append(f"  {event['status'].replace('_', ' ')}", style)
        self._print(self._fitted(line, after))
        self._calls_above = True
        if event["error"] and event["status"] != "cancelled":
            options = "".join(f"\n· {option}" for option in event["error"]["options"])
            self._print(Text(f"{event['error']['message']}{options}", style), INDENT + 2)

    def _running_line(self, call: RunningCall) -> Text:
        passed = milliseconds((time.monotonic() - call.since) * 1000)
        line = Text.assemble(self._frame(), " ", (call.handler, EFFECT_STYLES.get(call.effect, "")))
        if args := arguments(call.args):
            line.append("  ").append(args)
        return self._fitted(line, Text(f"  {passed}", "dim"))

    def _frame(self) -> Text:
        frame = self._spinner.render(self._console.get_time())
        return frame if isinstance(frame, Text) else Text("…")

    def _fitted(self, line: Text, after: Text) -> Text:
        """On a terminal one line each: the arguments give way to the time."""
        if self._console.is_terminal:
            line.truncate(max(self._console.width - INDENT - after.cell_len, 8), overflow="ellipsis")
        return line + after

    def _answered(self, text: str) -> None:
        # After a broken connection pieces are missing: then the whole answer is what counts.
        if not text.startswith(self._said[: self._printed]):
            self._printed = 0
        self._said = text
        self._end_text()

    def _print_lines(self) -> None:
        end = self._said.rfind("\n") + 1
        if end > self._printed:
            self._print_answer(self._said[self._printed : end].removesuffix("\n"))
            self._printed = end

    def _end_text(self) -> None:
        if rest := self._said[self._printed :].rstrip("\n"):
            self._print_answer(rest)
        self._said, self._printed = "", 0

    def _print_answer(self, text: str) -> None:
        if self._calls_above:
            self._console.print()
            self._calls_above = False
        self._print(Text(text))

    def _print(self, text: Text, indent: int = INDENT) -> None:
        if self._console.is_terminal:
            self._console.print(Padding(text, (0, 0, 0, indent)))
        else:
            self._console.print(text, soft_wrap=True)
