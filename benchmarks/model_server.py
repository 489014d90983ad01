"""A model server that answers at once: `python -m benchmarks.model_server` prints its port and serves.

A message with `BENCH-8-` is answered with eight calls, a request that carries results with a short text; streamed or
whole, as asked. Answers are made once and written as bytes, so that the server never is what is measured.
"""

import asyncio
import json
import re
from functools import lru_cache
from typing import Any, cast

import uvloop

from benchmarks.workload import ANSWER, CALLED, arguments, wire_name

ASKED = re.compile(rb"BENCH-(\d+)-")
RESULTS = re.compile(rb'"role": ?"tool"')
STREAM = re.compile(rb'"stream": ?true')
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)

BASE = {"id": "chatcmpl-1", "created": 1_700_000_000, "model": "scripted"}
USAGE = {"prompt_tokens": 1000, "completion_tokens": 20, "total_tokens": 1020}


@lru_cache
def response(calls: int, stream: bool) -> bytes:
    """The HTTP response that asks for so many calls; the answer for none."""
    written = [
        {
            "id": f"call_{position}",
            "type": "function",
            "function": {"name": wire_name(CALLED[position]), "arguments": json.dumps(arguments(position))},
        }
        for position in range(calls)
    ]
    finish = "tool_calls" if calls else "stop"
    text = None if calls else ANSWER
    if not stream:
        message = {"role": "assistant", "content": text} | ({"tool_calls": written} if calls else {})
        choice = {"index": 0, "message": message, "finish_reason": finish}
        whole = {**BASE, "object": "chat.completion", "choices": [choice], "usage": USAGE}
        return http(json.dumps(whole).encode(), b"application/json")
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": text}]
    deltas += [{"tool_calls": [{"index": index, **call}]} for index, call in enumerate(written)]
    events = [chunk([{"index": 0, "delta": delta, "finish_reason": None}]) for delta in deltas]
    events += [chunk([{"index": 0, "delta": {}, "finish_reason": finish}]), chunk([], usage=USAGE), b"[DONE]"]
    return http(b"".join(b"data: " + event + b"\n\n" for event in events), b"text/event-stream")


def chunk(choices: list[dict[str, Any]], **more: Any) -> bytes:
    return json.dumps({**BASE, "object": "chat.completion.chunk", "choices": choices, **more}).encode()


def http(body: bytes, kind: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\ncontent-length: %d\r\nconnection: keep-alive\r\n\r\n"
    return head % (kind, len(body)) + body


class Connection(asyncio.Protocol):
    """One client; requests follow one another."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one, without saying so
        self.received = bytearray()

    def data_received(self, data: bytes) -> None:
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.received, 0, end)
            if length is None:
                self.transport.close()  # a client that sends in chunks; none of the subjects does
                return
            size = end + 4 + int(length[1])
            if len(self.received) < size:
                return
            self.answer(bytes(self.received[end + 4 : size]))
            del self.received[:size]

    def answer(self, request: bytes) -> None:
        asked = ASKED.search(request)
        calls = 0 if asked is None or RESULTS.search(request) else int(asked[1])
        self.transport.write(response(calls, STREAM.search(request) is not None))


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
