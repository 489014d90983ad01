"""One process at a time may use a data folder: SQLite, Qdrant and the turns to recover belong to it alone."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

LOCK = "lock"


class DataFolderInUse(Exception):
    """Another process has the folder."""

    def __init__(self, folder: Path, process: str) -> None:
        holder = f"process {process}" if process else "another process"
        super().__init__(
            f"the data folder {folder.absolute()} is in use by {holder}; "
            "talk to that service, stop it, or name another folder: ZANTARA_DATA_DIR=./elsewhere"
        )


@contextmanager
def data_lock(folder: Path) -> Generator[None]:
    """Hold the folder until the end. The system lets go of it when the process dies. Raises DataFolderInUse."""
    folder.mkdir(parents=True, exist_ok=True)
    # A file descriptor of its own: it must stay open, and unread bytes of an earlier holder must not be lost.
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderInUse(folder, os.read(descriptor, 20).decode().strip()) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
