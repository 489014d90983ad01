"""LangGraph: a graph of model and tool node with the tools bound once. `python -m benchmarks.peers.langgraph`."""

from collections.abc import Awaitable, Callable
from importlib.metadata import version

from langchain_core.messages import SystemMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode, tools_condition

from benchmarks.peers.tools import run, tools
from benchmarks.workload import SYSTEM


def start(server: str, definitions: int) -> Callable[[str], Awaitable[str]]:
    model = ChatOpenAI(model="scripted", base_url=server, api_key="none", use_responses_api=False)
    bound = [tool(function, parse_docstring=True) for function in tools(definitions)]
    asked = model.bind_tools(bound)
    system = SystemMessage(SYSTEM)

    async def ask(state: MessagesState) -> dict:
        return {"messages": [await asked.ainvoke([system, *state["messages"]])]}

    graph = StateGraph(MessagesState)
    graph.add_node("model", ask)
    graph.add_node("tools", ToolNode(bound))
    graph.add_edge(START, "model")
    graph.add_conditional_edges("model", tools_condition)
    graph.add_edge("tools", "model")
    agent = graph.compile()

    async def answer(message: str) -> str:
        state = await agent.ainvoke({"messages": [{"role": "user", "content": message}]})
        return state["messages"][-1].content

    return answer


if __name__ == "__main__":
    run("langgraph", version("langgraph"), start)
