"""A terminal with a program in it: what it shows, and keys to press."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07|[=>()][0-9A-B]?)|\r")
SECONDS = 30.0

CTRL_C, CTRL_D, ENTER = "\x03", "\x04", "\r"


class Terminal:
    """What was shown is kept as text without escapes; `expect` moves on behind what it has found."""

    def __init__(self, master: int, process: subprocess.Popen[bytes]) -> None:
        self._master = master
        self._raw = b""
        self._read = 0
        self.process = process

    @property
    def shown(self) -> str:
        return ESCAPES.sub("", self._raw.decode(errors="ignore"))

    def expect(self, text: str, seconds: float = SECONDS) -> str:
        """Wait until the text is shown; returns what came before it. Raises AssertionError with what is shown."""
        deadline = time.monotonic() + seconds
        while (found := self.shown.find(text, self._read)) < 0:
            if not self._receive(deadline - time.monotonic()):
                raise AssertionError(f"{text!r} was not shown; since the last match:\n{self.shown[self._read :]}")
        before = self.shown[self._read : found]
        self._read = found + len(text)
        return before

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def say(self, line: str) -> None:
        """Type a line and press Enter."""
        self.type(line + ENTER)

    def ends(self) -> int:
        """The exit code, once the program has ended."""
        deadline = time.monotonic() + SECONDS
        while self._receive(deadline - time.monotonic()):
            pass
        return self.process.wait(SECONDS)

    def _receive(self, seconds: float) -> bool:
        """Take in what the program writes; False at its end or when nothing came in time."""
        readable, _, _ = select.select([self._master], [], [], max(seconds, 0))
        try:
            received = os.read(self._master, 65536) if readable else b""
        except OSError:  # how Linux tells that the other side is closed
            return False
        self._raw += received
        return bool(received)


@contextmanager
def terminal(*words: str, environment: Mapping[str, str], columns: int = 100, rows: int = 40) -> Iterator[Terminal]:
    """Run `zantara WORDS` in a terminal of this size."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "zantara", *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        # The terminal's own process group: Ctrl-C reaches the program as a signal, as it does in a shell.
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        env={**os.environ, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", **environment},
    )
    os.close(slave)
    try:
        yield Terminal(master, process)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        os.close(master)
