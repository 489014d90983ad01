"""A service at the wire that plans what a test scripts: `GET /v1/handlers` and `POST /v1/plan`, nothing else."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class PlanServer(ThreadingHTTPServer):
    """plans: message -> document; one that is missing is a 500. most_at_once: requests that were under way together."""

    daemon_threads = True

    def __init__(self, plans: Mapping[str, Any], effects: Mapping[str, str], seconds: float) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.plans = plans
        self.handlers = [{"name": name, "effect": effect} for name, effect in effects.items()]
        self.seconds = seconds
        self.requests: list[dict[str, Any]] = []
        self.keys: set[str | None] = set()
        self.under_way = self.most_at_once = 0
        self.counting = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def count(self, change: int) -> None:
        with self.counting:
            self.under_way += change
            self.most_at_once = max(self.most_at_once, self.under_way)


class Answering(BaseHTTPRequestHandler):
    server: PlanServer

    def do_GET(self) -> None:
        if self.path == "/v1/handlers":
            self.reply(200, self.server.handlers)
        else:
            self.reply(404, {"detail": "nothing here"})

    def do_POST(self) -> None:
        self.server.count(+1)
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(asked)
        self.server.keys.add(self.headers["authorization"])
        time.sleep(self.server.seconds)
        self.server.count(-1)
        if asked["message"] in self.server.plans:
            self.reply(200, self.server.plans[asked["message"]])
        else:
            self.reply(500, {"detail": "the planner has fallen over"})

    def reply(self, status: int, document: Any) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests say nothing of requests."""


@contextmanager
def plan_server(
    plans: Mapping[str, Any], effects: Mapping[str, str] | None = None, seconds: float = 0.0
) -> Iterator[PlanServer]:
    """A server on a free port. seconds: how long it thinks about each plan."""
    with PlanServer(plans, effects or {}, seconds) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)
