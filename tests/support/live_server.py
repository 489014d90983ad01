"""The real service, as people start it: `zantara serve` in a process of its own, on a port of its own.

with live_server(folder, plugins=PLUGINS) as server:
    with server.client() as client:
        turn = client.post("/v1/chat", json={"message": "what is 6 times 7?"}).json()
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 30.0


@dataclass
class LiveServer:
    """A service that is ready."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path
    log: Path

    def client(self, **how: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30, **how)

    def socket(self, **how: Any) -> ClientConnection:
        """An open WebSocket to it."""
        how = {"subprotocols": ["zantara.v1"], "proxy": None, **how}
        return connect(self.url.replace("http", "ws", 1) + "/v1/ws", **how)

    def logged(self) -> list[dict[str, Any]]:
        """Its log so far."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines() if line]

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)


@contextmanager
def live_server(
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    plugins: Path | None = None,
    routes: Mapping[str, Mapping[str, Any]] | None = None,
    encoder: Path | None = None,
) -> Iterator[LiveServer]:
    """Start the service with its data in `folder`, wait until it is ready, and stop it in the end.

    routes: models on servers, as in the routes file. encoder: the folder that services share the encoder's graph in.
    """
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    if encoder is not None:
        _share_encoder(encoder, data / "cache")
    settings = {"ZANTARA_DATA_DIR": str(data), **(environment or {})}
    if plugins is not None:
        settings["ZANTARA_PLUGINS"] = str(plugins)
    if routes is not None:
        settings["ZANTARA_ROUTES"] = str(write_routes(folder / "routes.yaml", routes))
    log = folder / "log.jsonl"
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "zantara", "serve", "--port", "0"],
            cwd=ROOT,
            env={**_plain_environment(), **settings},
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    try:
        url = _announced(process, log)
        _wait_until_ready(url)
        if encoder is not None:
            _keep_encoder(data / "cache", encoder)
        yield LiveServer(url, process, folder, log)
    finally:
        _stop(process)


def write_routes(path: Path, models: Mapping[str, Mapping[str, Any]]) -> Path:
    """A routes file; the embedded model stays the one that answers when a request names none."""
    path.write_text(yaml.safe_dump({"models": {name: dict(route) for name, route in models.items()}}), encoding="utf-8")
    return path


def _plain_environment() -> dict[str, str]:
    """The environment without settings of the service that the developer may have."""
    ours = ("ZANTARA_", "DATABASE_URL", "REDIS_URL", "QDRANT_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _announced(process: subprocess.Popen[bytes], log: Path) -> str:
    """The address that the service prints once it listens."""
    assert process.stdout is not None
    readable, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline().decode() if readable else ""
    if "http" not in line:
        process.kill()
        raise RuntimeError(f"the service did not start:\n{line}{log.read_text(encoding='utf-8')[-4000:]}")
    return line.split()[-1]


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while httpx.get(f"{url}/readyz").status_code != 200:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{url}/readyz was not ok within {START_SECONDS:g} s")
        time.sleep(0.05)


def _share_encoder(kept: Path, cache: Path) -> None:
    """Building the encoder's graph takes seconds; it depends on nothing that a test changes."""
    cache.mkdir(parents=True, exist_ok=True)
    for graph in kept.glob("*.onnx"):
        shutil.copy(graph, cache)


def _keep_encoder(cache: Path, kept: Path) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    for graph in cache.glob("*.onnx"):
        if not (kept / graph.name).exists():
            shutil.copy(graph, kept)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert process.stdout is not None
    process.stdout.close()
