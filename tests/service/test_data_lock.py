"""A data folder has one owner at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.data_lock import DataFolderInUse, data_lock

HOLD = """
import pathlib, sys
from service.data_lock import data_lock
with data_lock(pathlib.Path(sys.argv[1])):
    input()
"""


def test_a_folder_is_refused_while_another_has_it_and_free_afterwards(tmp_path: Path) -> None:
    folder = tmp_path / "made on demand"
    with data_lock(folder), pytest.raises(DataFolderInUse, match=f"{folder} is in use by process {os.getpid()}"):
        data_lock(folder).__enter__()
    with data_lock(folder):
        assert (folder / "lock").read_text() == f"{os.getpid()}\n"


def test_a_process_that_is_killed_lets_go(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE)
    try:
        while not (tmp_path / "lock").exists() or not (tmp_path / "lock").read_text():
            assert holder.poll() is None
        with pytest.raises(DataFolderInUse, match=f"in use by process {holder.pid}"), data_lock(tmp_path):
            pass
    finally:
        holder.kill()
        holder.communicate()

    with data_lock(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
