"""The real servers that tests run against: is there a program, and a PostgreSQL of this run's own."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

INSTALL = "install it as root with scripts/install_test_servers.sh (apt-get install redis-server postgresql)"


def program(name: str) -> Path:
    """Where a server's program is. Without it the test fails; with ZANTARA_TEST_SERVICES=optional it is skipped."""
    # Debian keeps PostgreSQL's programs off the path, in a folder per version.
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or next(iter(reversed(kept)), None)
    if found is not None and Path(found).exists():
        return Path(found)
    message = f"this test needs {name}, which is not installed: {INSTALL}"
    if os.environ.get("ZANTARA_TEST_SERVICES") == "optional":
        pytest.skip(message)
    pytest.fail(message, pytrace=False)


class PostgresServer:
    """PostgreSQL on a free port of this machine. Nothing in it outlives the run, so it never waits for the disk."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._log = folder / "log"
        # PostgreSQL refuses to run as root.
        self._user = _unprivileged_user() if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._run(
            program("initdb"),
            *("--pgdata", str(self._data), "--username", "zantara", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        ).wait()
        settings = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "unix_socket_directories=")
        self._process = self._run(
            program("postgres"),
            *("-D", str(self._data), "-h", "127.0.0.1", "-p", str(self._port)),
            *(part for setting in settings for part in ("-c", setting)),
        )
        self._wait_until_ready()

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)  # at once: there is nothing to keep
            self._process.wait()
            self._process = None

    def url(self, database: str) -> str:
        return f"postgresql://zantara@127.0.0.1:{self._port}/{database}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The name of a fresh database, a copy of `template`."""
        name = f"test_{uuid.uuid4().hex}"
        self._command("CREATE DATABASE {} TEMPLATE {}", name, template)
        try:
            yield name
        finally:
            self._command("DROP DATABASE {} WITH (FORCE)", name)

    def _command(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _run(self, command: Path, *arguments: str) -> subprocess.Popen[bytes]:
        user, group = (self._user.pw_uid, self._user.pw_gid) if self._user else (None, None)
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [command, *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                user=user,
                group=group,
                extra_groups=None if user is None else [],
            )

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not start on port {self._port}:\n{self._log.read_text()}")


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    # Not below pytest's folder, which root keeps to itself.
    with tempfile.TemporaryDirectory(prefix="zantara-postgres-") as folder:
        server = PostgresServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _unprivileged_user() -> pwd.struct_passwd:
    names = {user.pw_name for user in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")
