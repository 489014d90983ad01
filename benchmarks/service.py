"""A whole service over HTTP: `python -m benchmarks.service --server URL` starts `zantara serve` and measures it."""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import httpx
import psutil
import uvloop
import yaml
from httpx_aiohttp import AiohttpTransport

from benchmarks.measure import Amount, Turn, measure
from benchmarks.workload import ANSWER, CALLED, HANDLERS, SYSTEM, message
from handlers.registry import load

SERVE = (str(Path(sys.executable).with_name("zantara")), "serve")
READY_S = 60
PLUGIN = """from benchmarks.catalogue import handlers

globals().update(handlers(__name__, {numbers}))
"""


def catalogue_numbers() -> list[int]:
    """Those that fill up our own handlers to `HANDLERS`; the ones that are called are always there."""
    room = max(HANDLERS - len(load(entry_points=False)), len(CALLED))
    others = [number for number in range(HANDLERS) if number not in CALLED]
    return sorted([*CALLED, *others[: room - len(CALLED)]])


def prepare(folder: Path, server: str) -> None:
    """Plugin, routes and personas of the service that is measured."""
    for name in ("plugins", "personas", "data"):
        (folder / name).mkdir()
    (folder / "plugins" / "catalogue.py").write_text(PLUGIN.format(numbers=catalogue_numbers()))
    model = {"base_url": server, "model": "scripted", "confidence": 1.0}
    (folder / "routes.yaml").write_text(yaml.safe_dump({"models": {"scripted": model}, "primary": "scripted"}))
    shipped = yaml.safe_load(files("scout.personas").joinpath("zantara.yaml").read_text(encoding="utf-8"))
    called = [f"catalogue.lookup_{number:03d}" for number in CALLED]
    for definitions, patterns in ((HANDLERS, ["*"]), (len(CALLED), called)):
        name = f"bench{definitions}"
        persona = shipped | {"name": name, "prompt": SYSTEM, "handlers": patterns}
        (folder / "personas" / f"{name}.yaml").write_text(yaml.safe_dump(persona, allow_unicode=True))


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The URL and the process of a service that is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "PYTHONPATH": os.getcwd(),
        "ZANTARA_PORT": str(port),
        "ZANTARA_DATA_DIR": str(folder / "data"),
        "ZANTARA_PLUGINS": str(folder / "plugins"),
        "ZANTARA_PERSONAS": str(folder / "personas"),
        "ZANTARA_ROUTES": str(folder / "routes.yaml"),
        "ZANTARA_DEMO": "false",
    }
    with (
        (folder / "log").open("w+b") as log,
        subprocess.Popen(SERVE, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            if not ready(url, process):
                raise RuntimeError(f"the service did not start:\n{(folder / 'log').read_text()[-4000:]}")
            yield url, psutil.Process(process.pid)
        finally:
            process.terminate()


def ready(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", trust_env=False).is_success:
                return True
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    return False


def turn_over(client: httpx.AsyncClient, definitions: int) -> Turn:
    async def turn(calls: int) -> None:
        body = {"message": message(calls), "persona": f"bench{definitions}", "locale": "en"}
        ended = (await client.post("/v1/chat", json=body)).raise_for_status().json()
        done = sum(call["status"] == "done" for call in ended["calls"])
        if ended["status"] != "completed" or ended["answer"] != ANSWER or done != calls:
            raise RuntimeError(f"a turn with {calls} calls ended as {ended}")

    return turn


async def run(url: str, process: psutil.Process, definitions: int, amount: Amount) -> dict:
    def cpu() -> float:
        times = process.cpu_times()
        return times.user + times.system

    transport = AiohttpTransport(limits=httpx.Limits(max_connections=200), trust_env=False)
    async with httpx.AsyncClient(base_url=url, transport=transport, timeout=60, trust_env=False) as client:
        return await measure(turn_over(client, definitions), cpu, amount)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--definitions", type=int, default=HANDLERS)
    parser.add_argument("--sequential", type=int, default=200)
    parser.add_argument("--concurrent", type=int, default=640)
    asked = parser.parse_args()
    amount = Amount(asked.sequential, asked.concurrent)
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name), asked.server)
        with serving(Path(name)) as (url, process):
            figures = uvloop.run(run(url, process, asked.definitions, amount))
    print(json.dumps({"subject": "zantara over HTTP", "definitions": asked.definitions, "calls": figures}))


if __name__ == "__main__":
    main()
