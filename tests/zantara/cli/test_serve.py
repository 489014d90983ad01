"""`zantara serve` and `--local`: what a start says, what stops it, and how it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from service.data_lock import data_lock
from tests.support.live_server import LiveServer, live_server
from tests.support.turns import eventually
from tests.zantara.cli.conftest import PLUGINS
from tests.zantara.cli.terminal import CTRL_C, terminal


def zantara(*words: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, which ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "zantara", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def refused(environment: Mapping[str, str], *words: str) -> str:
    """What a service says that does not start: one error, no traceback."""
    ended = zantara("serve", *(words or ("--port", "0")), environment=environment)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.fixture
def data(tmp_path: Path) -> dict[str, str]:
    return {"ZANTARA_DATA_DIR": str(tmp_path / "data")}


def test_a_port_in_use_is_told_with_another(service: LiveServer, data: dict[str, str]) -> None:
    port = httpx.URL(service.url).port or 0

    said = refused(data, "--port", str(port))

    assert f"port {port} on 127.0.0.1 cannot be used: address already in use" in said
    assert f"--port {port + 1}" in said


def test_a_data_folder_in_use_is_refused_by_serve_and_by_local(service: LiveServer) -> None:
    environment = {"ZANTARA_DATA_DIR": str(service.folder / "data")}

    said = refused(environment)
    local = zantara("plan", "hello", "--local", environment=environment)

    expected = f"the data folder {service.folder / 'data'} is in use by process {service.process.pid}"
    assert expected in said
    assert local.returncode == 1
    assert expected in local.stderr


def test_a_host_that_others_could_reach_is_refused(data: dict[str, str]) -> None:
    said = refused(data, "--host", "0.0.0.0")

    assert "'0.0.0.0' is not a loopback address" in said
    assert "use 127.0.0.1" in said


def test_every_fault_of_a_plugin_is_told_with_its_fix(data: dict[str, str], tmp_path: Path) -> None:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "broken.py").write_text(
        "from zantara import Context, handler\n"
        "@handler('broken.one', effect='read', examples=[('one', {})])\n"
        "def one(ctx: Context, thing: str):\n"
        "    '''Break.'''\n"
    )

    said = refused({**data, "ZANTARA_PLUGINS": str(plugins)})

    assert "fault(s); the service does not start" in said
    assert "broken.py" in said
    assert "broken.one" in said
    assert "fix:" in said


def test_a_routes_file_that_cannot_be_used_is_told(data: dict[str, str], tmp_path: Path) -> None:
    routes = tmp_path / "routes.yaml"
    routes.write_text("primary: nowhere\n")

    said = refused({**data, "ZANTARA_ROUTES": str(routes)})

    assert f"{routes}: primary is 'nowhere', which is not configured; there are scout-mini" in said


def test_local_runs_the_service_in_process(data: dict[str, str]) -> None:
    ended = zantara("call", "visa.overstay_fine", "days=10", "--local", environment=data)

    assert ended.returncode == 0, ended.stderr
    assert "10,000,000 IDR" in ended.stdout


def test_a_stopped_service_ends_cleanly_and_lets_go_of_its_folder(service: LiveServer, tmp_path: Path) -> None:
    with live_server(tmp_path, encoder=service.folder / "data" / "cache") as live:
        live.process.send_signal(signal.SIGTERM)
        assert live.process.wait(30) == 0
        assert [line for line in live.logged() if line["level"] == "error"] == []
    with data_lock(live.folder / "data"):
        assert (live.folder / "data" / "zantara.db").exists()


def test_the_second_ctrl_c_stops_a_service_that_waits_for_a_turn(tmp_path: Path) -> None:
    with live_server(tmp_path, plugins=PLUGINS) as live, live.client() as client, ThreadPoolExecutor() as threads:
        call = threads.submit(client.post, "/v1/handlers/garden.grow/invoke", json={"args": {"seconds": 60}})
        eventually(lambda: any(line["event"] == "plan.made" for line in live.logged()))

        live.process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            live.process.wait(1)
        live.process.send_signal(signal.SIGINT)

        assert live.process.wait(5) == -signal.SIGINT
        assert isinstance(call.exception(), httpx.TransportError)


def test_on_a_terminal_it_says_what_to_try_next(data: dict[str, str]) -> None:
    with terminal("serve", "--port", "0", environment=data) as screen:
        screen.expect("Zantara serves on http://127.0.0.1:")
        port = screen.expect("\n").strip()
        screen.expect(f"ZANTARA_URL=http://127.0.0.1:{port} zantara chat")
        screen.expect(f"curl http://127.0.0.1:{port}/v1/chat")
        screen.expect(data["ZANTARA_DATA_DIR"])
        screen.expect("scout-mini")
        screen.type(CTRL_C)
        screen.expect("stopping; Ctrl-C again stops at once")
        assert screen.ends() == 0
