"""pydantic-ai: an agent with the tools. `python -m benchmarks.peers.pydantic_ai`."""

from collections.abc import Awaitable, Callable
from importlib.metadata import version

from pydantic_ai import Agent, Tool
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from benchmarks.peers.tools import run, tools
from benchmarks.workload import SYSTEM


def start(server: str, definitions: int) -> Callable[[str], Awaitable[str]]:
    model = OpenAIChatModel("scripted", provider=OpenAIProvider(base_url=server, api_key="none"))
    agent = Agent(model, tools=[Tool(function) for function in tools(definitions)], instructions=SYSTEM)

    async def answer(message: str) -> str:
        return (await agent.run(message)).output

    return answer


if __name__ == "__main__":
    run("pydantic-ai", version("pydantic-ai-slim"), start)
