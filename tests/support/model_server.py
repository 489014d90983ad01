"""A scripted model server at the wire: OpenAI chat completions, streamed, with every fault that a server can have.

with model_server() as server:
    server.say(calls=[("visa_overstay_fine", {"days": 3})])
    server.say("That is 3,000,000 IDR.")
    ...  # point a model at server.url
    assert server.requests[0]["messages"][-1]["content"] == "how much for 3 days?"
"""

import asyncio
import contextlib
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Request = Mapping[str, Any]
USAGE = {"prompt_tokens": 1000, "completion_tokens": 20, "total_tokens": 1020}


@dataclass(frozen=True)
class Reply:
    """What the server answers. Texts and arguments come in pieces of `piece` characters.

    calls: (wire name, arguments); arguments that are a text are sent as they are, JSON or not.
    delay: seconds before the first byte. pause: seconds between events. cut: hang up after so many events.
    status and body: an answer that is no stream. events: these `data:` lines instead of those of text and calls.
    """

    text: str = ""
    calls: Sequence[tuple[str, Mapping[str, Any] | str]] = ()
    delay: float = 0.0
    pause: float = 0.0
    cut: int | None = None
    status: int = 200
    body: bytes | None = None
    events: Sequence[bytes] | None = None
    piece: int = 1_000


Rule = Callable[[Request], Reply | None]


class ModelServer:
    """Rules are asked first, in order; then the scripted replies are used up. Nothing left is a 500."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.connections = 0
        self._replies: deque[Reply] = deque()
        self._rules: list[Rule] = []

    def say(self, text: str = "", **how: Any) -> None:
        """Script the next reply; `how` as in `Reply`."""
        self._replies.append(Reply(text, **how))

    def rule(self, rule: Rule) -> None:
        """Let a function of the request answer, where it does not return None."""
        self._rules.append(rule)

    def forget(self) -> None:
        """Drop the script and what was asked so far."""
        self._replies.clear()
        self._rules.clear()
        self.requests.clear()
        self.headers.clear()

    def reply_to(self, request: Request) -> Reply:
        for rule in self._rules:
            if (reply := rule(request)) is not None:
                return reply
        if self._replies:
            return self._replies.popleft()
        return Reply(status=500, body=b'{"error": {"message": "the script has no reply left"}}')

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
                if head.startswith("GET "):  # a probe asks for the list of models
                    await answer(writer, Reply(body=b'{"object": "list", "data": []}'))
                    continue
                request = json.loads(await reader.readexactly(int(headers["content-length"])))
                self.headers.append(headers)
                self.requests.append(request)
                if not await answer(writer, self.reply_to(request)):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has hung up
        finally:
            writer.close()


async def answer(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    """Write one reply; False when the connection is to be closed."""
    await asyncio.sleep(reply.delay)
    if reply.body is not None:
        head = f"HTTP/1.1 {reply.status} Scripted\r\ncontent-type: application/json\r\n"
        writer.write(head.encode() + f"content-length: {len(reply.body)}\r\n\r\n".encode() + reply.body)
        await writer.drain()
        return True
    if reply.cut is not None and reply.cut < 0:
        return False
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
    for number, data in enumerate(reply.events if reply.events is not None else lines(reply)):
        if number == reply.cut:
            return False
        event = b"data: " + data + b"\n\n"
        writer.write(b"%x\r\n%b\r\n" % (len(event), event))
        if reply.pause:
            await writer.drain()
            await asyncio.sleep(reply.pause)
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return True


def lines(reply: Reply) -> Iterator[bytes]:
    """The `data:` lines of a reply, as OpenAI's own server sends them."""
    yield chunk({"role": "assistant", "content": None if reply.calls else ""})
    for text in pieces(reply.text, reply.piece):
        yield chunk({"content": text})
    for index, (name, args) in enumerate(reply.calls):
        first = {"index": index, "id": f"call_{index}", "type": "function", "function": {"name": name, "arguments": ""}}
        yield chunk({"tool_calls": [first]})
        written = args if isinstance(args, str) else json.dumps(args)
        for text in pieces(written, reply.piece):
            yield chunk({"tool_calls": [{"index": index, "function": {"arguments": text}}]})
    yield chunk({}, "tool_calls" if reply.calls else "stop")
    yield json.dumps({"object": "chat.completion.chunk", "choices": [], "usage": USAGE}).encode()
    yield b"[DONE]"


def chunk(delta: Mapping[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return json.dumps({"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice]}).encode()


def pieces(text: str, size: int) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """A server on a free port of this machine, in a thread of its own, so that a blocked test does not stop it."""
    server = ModelServer()
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    stop = asyncio.Event()

    async def run() -> None:
        # Streams are not waited for: a script may leave one hanging.
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
        ready.set()
        await stop.wait()
        listening.close()
        hanging = asyncio.all_tasks() - {asyncio.current_task()}
        for task in hanging:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*hanging, return_exceptions=True)

    def serve() -> None:
        with contextlib.closing(loop):
            loop.run_until_complete(run())

    thread = threading.Thread(target=serve, name="model server", daemon=True)
    thread.start()
    assert ready.wait(10), "the model server did not start"
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
