"""Where the person's words come from: an input line with a history, or what is piped in."""

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory


class Reader(Protocol):
    """Raises EOFError at the end, KeyboardInterrupt on Ctrl-C."""

    interactive: bool

    async def message(self) -> str: ...

    async def choice(self, question: str) -> str: ...


class InputLine:
    """A line that can be edited, with the history of earlier chats, suggestions and completion of the commands."""

    interactive = True

    def __init__(self, history: Path, commands: Sequence[str]) -> None:
        history.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        history.touch(0o600)
        self._messages: PromptSession[str] = PromptSession(
            history=FileHistory(str(history)),
            auto_suggest=AutoSuggestFromHistory(),
            completer=WordCompleter(list(commands), sentence=True),
            complete_while_typing=False,
        )
        # Answers to questions are no messages: they stay out of the history.
        self._choices: PromptSession[str] = PromptSession()

    async def message(self) -> str:
        return await self._messages.prompt_async(FormattedText([("bold ansicyan", "› ")]))

    async def choice(self, question: str) -> str:
        return await self._choices.prompt_async(
            FormattedText([("bold ansiyellow", f"  {question} ")]), handle_sigint=False
        )


class PipedLines:
    """Standard input, a line at a time."""

    interactive = False

    async def message(self) -> str:
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line:
            raise EOFError
        return line.rstrip("\r\n")

    async def choice(self, question: str) -> str:
        return await self.message()


def reader(commands: Sequence[str]) -> Reader:
    """An input line on a terminal, else the lines that are piped in."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return InputLine(state_folder() / "chat_history", commands)
    return PipedLines()


def state_folder() -> Path:
    """`$XDG_STATE_HOME/zantara`, else `~/.local/state/zantara`."""
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(base).expanduser() / "zantara"
