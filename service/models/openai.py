"""Any server that speaks OpenAI's chat completions (vLLM, llama.cpp, a vendor), in their plain form."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import httpx
import orjson
from httpx_aiohttp import AiohttpTransport

from schemas.plan import Plan, PlannedCall, Route
from schemas.prompt import Prompt, TextDelta
from schemas.turn import Usage
from service.engine.ports import ModelError
from service.models.openai_request import Toolset, Toolsets, arguments_of, body, question
from service.models.openai_stream import Assembly, WrittenCall, chunks, error_text

CONNECT_S = 5.0
CONNECTIONS = 1_000
IDLE_S = 4.0
"""Connections are given up before uvicorn, behind which most such servers run, closes them after 5 s."""
ERROR_BYTES = 4_096


class OpenAIModel:
    """A model on a server of its own.

    name: what routes and journals call it. base_url: with the version, `http://127.0.0.1:8001/v1`. timeout: seconds
    of silence after which the server is given up. assumed_confidence: `Plan.confidence`, as such a server reports
    none; None leaves it open, and then writes and sends ask the person.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        model: str,
        *,
        api_key: str | None = None,
        timeout: float = 60.0,
        assumed_confidence: float | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = name
        self._model = model
        self._api_key = api_key
        self._timeout = timeout
        self._route = Route(model=name, confidence=assumed_confidence, reason=f"{name} planned it")
        self._url = httpx.URL(base_url.rstrip("/") + "/chat/completions")
        self._server = f"{self._url.host}:{self._url.port or self._url.scheme}"
        self._toolsets = Toolsets()
        limits = httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=IDLE_S)
        # A third of the CPU of an httpx.AsyncClient on its own connections (`benchmarks/transports.py`): cookies,
        # redirects and authentication, which a client looks after, are of no use here.
        self._transport = transport or AiohttpTransport(limits=limits, trust_env=False)
        self._headers = {"content-type": "application/json"}
        if api_key:
            self._headers["authorization"] = f"Bearer {api_key}"
        self._extensions = {"timeout": httpx.Timeout(timeout, connect=CONNECT_S).as_dict()}

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def step(self, prompt: Prompt) -> AsyncIterator[TextDelta | Plan | Usage]:
        """Stream one step: the text as it comes, then the plan if there is one, then the usage. Raises ModelError."""
        tools = self._toolsets.of(prompt.definitions)
        assembly = Assembly()
        async with self._answer(body(self._model, prompt, tools)) as pieces:
            async for chunk in chunks(pieces):
                if text := assembly.take(chunk):
                    yield TextDelta(text)
        if assembly.calls:
            yield self._plan(assembly.calls, tools, sum(len(step.plan.calls) for step in prompt.steps))
        if assembly.usage is not None:
            yield assembly.usage

    async def complete(self, text: str, image: bytes | None = None) -> str:
        """The answer to one message, whole, without tools. Raises ModelError."""
        assembly = Assembly()
        async with self._answer(question(self._model, text, image)) as pieces:
            return "".join([assembly.take(chunk) async for chunk in chunks(pieces)])

    def _plan(self, written: dict[int, WrittenCall], tools: Toolset, earlier: int) -> Plan:
        """Calls are numbered through the turn: servers give ids that are long, repeated, or empty."""
        calls = tuple(
            PlannedCall(
                id=f"c{number}",
                handler=tools.names.get(call.name, call.name),
                args=arguments_of("".join(call.arguments)),
            )
            for number, (_, call) in enumerate(sorted(written.items()), start=earlier + 1)
        )
        return Plan(calls=calls, confidence=self._route.confidence, route=self._route)

    @asynccontextmanager
    async def _answer(self, content: bytes) -> AsyncGenerator[AsyncIterator[bytes]]:
        """The bytes of a successful answer. Whatever goes wrong on the way is a ModelError with a message to show."""
        try:
            response = await self._send(content)
            try:
                if not response.is_success:
                    raise ModelError(await self._refusal(response))
                yield response.aiter_raw()
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            raise ModelError(self._failure(error)) from error

    async def _send(self, content: bytes) -> httpx.Response:
        """Ask once more where the server hung up without a word: a kept connection may have been closed meanwhile."""
        try:
            return await self._post(content)
        except httpx.HTTPError as error:
            hung_up = isinstance(error.__cause__, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError)
            if not hung_up or isinstance(error.__cause__, aiohttp.ClientConnectorError):
                raise
            return await self._post(content)

    async def _post(self, content: bytes) -> httpx.Response:
        request = httpx.Request("POST", self._url, headers=self._headers, content=content, extensions=self._extensions)
        return await self._transport.handle_async_request(request)

    async def _refusal(self, response: httpx.Response) -> str:
        """What a 4xx or 5xx says, without our key and not at any length."""
        said = b""
        async for piece in response.aiter_raw():
            said += piece
            if len(said) >= ERROR_BYTES:
                break
        try:
            text = error_text(orjson.loads(said))
        except orjson.JSONDecodeError:
            text = error_text(said[:ERROR_BYTES].decode(errors="replace"))
        if self._api_key:
            text = text.replace(self._api_key, "***")
        return f"the model server at {self._server} answered {response.status_code}: {text or 'nothing'}"

    def _failure(self, error: httpx.HTTPError) -> str:
        # The transport shows a dropped connection as a timeout; its cause tells the two apart.
        cause = error.__cause__
        if isinstance(cause, TimeoutError) or (cause is None and isinstance(error, httpx.TimeoutException)):
            return f"the model server at {self._server} was silent for {self._timeout:g} s"
        if isinstance(cause, aiohttp.ClientConnectorError) or isinstance(error, httpx.ConnectError):
            return f"the model server at {self._server} cannot be reached; is it running?"
        return f"the model server at {self._server} broke the connection"
