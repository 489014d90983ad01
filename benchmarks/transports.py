"""CPU of a model step over different connections: `python -m benchmarks.transports --server URL`."""

import argparse
import asyncio
import datetime as dt
import time

import httpx
import uvloop
from httpx_aiohttp import AiohttpTransport

from benchmarks.engine import persona, registry
from benchmarks.workload import CALLED, HANDLERS, message
from schemas.prompt import Prompt
from service.models.openai import OpenAIModel

STEPS = 400
LIMITS = httpx.Limits(max_connections=1_000, keepalive_expiry=4)


class WholeClient(httpx.AsyncBaseTransport):
    """An httpx.AsyncClient on a transport, with all that it looks after."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.client = httpx.AsyncClient(transport=transport, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.client.send(request, stream=True)

    async def aclose(self) -> None:
        await self.client.aclose()


async def measure(name: str, transport: httpx.AsyncBaseTransport, server: str) -> None:
    model = OpenAIModel("scripted", server, "scripted", transport=transport)
    definitions = {name: handler.definition for name, handler in registry().items()}
    for names in (list(definitions), [f"catalogue.lookup_{number:03d}" for number in CALLED]):
        prompt = Prompt(
            message=message(8),
            persona=persona(HANDLERS),
            now=dt.datetime.now(dt.UTC),
            timezone="UTC",
            language="en",
            definitions=tuple(definitions[name] for name in names),
        )

        async def steps(count: int, prompt: Prompt = prompt) -> None:
            for _ in range(count):
                async for _ in model.step(prompt):
                    pass

        await steps(20)
        used = time.process_time()
        await steps(STEPS)
        sequential = (time.process_time() - used) / STEPS * 1000
        await asyncio.gather(*(steps(1) for _ in range(64)))
        used = time.process_time()
        await asyncio.gather(*(steps(STEPS // 64) for _ in range(64)))
        at_once = (time.process_time() - used) / (STEPS // 64 * 64) * 1000
        print(f"{name:16} {len(names):4} definitions  {sequential:.3f} ms CPU a step  {at_once:.3f} ms at 64 at once")
    await model.aclose()


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True, help="where `python -m benchmarks.model_server` listens, with /v1")
    server = parser.parse_args().server
    own, aiohttp = httpx.AsyncHTTPTransport, AiohttpTransport
    await measure("client, httpx", WholeClient(own(limits=LIMITS, trust_env=False)), server)
    await measure("client, aiohttp", WholeClient(aiohttp(limits=LIMITS, trust_env=False)), server)
    await measure("httpx", own(limits=LIMITS, trust_env=False), server)
    await measure("aiohttp", aiohttp(limits=LIMITS, trust_env=False), server)


if __name__ == "__main__":
    uvloop.run(main())
