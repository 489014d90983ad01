"""The keyboard while a turn runs: Ctrl-C is ours, and nothing that is typed disturbs the display."""

import asyncio
import signal
import sys
import termios
from collections.abc import Callable, Generator
from contextlib import contextmanager


@contextmanager
def on_interrupt(react: Callable[[], None]) -> Generator[None]:
    """Call `react` for each Ctrl-C, instead of what it does otherwise."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)
    loop.add_signal_handler(signal.SIGINT, react)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)


@contextmanager
def no_echo() -> Generator[None]:
    """Keys are kept for the next prompt, and not shown: `^C` in the middle of a moving line would break it."""
    if not sys.stdin.isatty():
        yield
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    quiet = [*before]
    quiet[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSADRAIN, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
