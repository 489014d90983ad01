"""A plugin folder for the command line's tests: parameters of every type, and calls that wait, last and fail."""

import asyncio
from typing import Annotated, Any

from zantara import Context, NotFound, Value, handler


class Planted(Value):
    tree: str
    count: int
    height: float | None
    watered: bool
    neighbours: list[str]
    label: dict[str, Any] | None


class Done(Value):
    text: str


@handler("garden.plant", effect="write", examples=[("plant two palms", {"tree": "palm", "count": 2})])
def plant(
    ctx: Context,
    tree: Annotated[str, "kind of tree"],
    count: Annotated[int, "how many"] = 1,
    height: Annotated[float | None, "height in metres"] = None,
    watered: Annotated[bool, "whether to water at once"] = False,
    neighbours: Annotated[list[str] | None, "what stands beside it"] = None,
    label: Annotated[dict[str, Any] | None, "what the label says"] = None,
) -> Planted:
    """Plant trees in the garden."""
    return Planted(tree=tree, count=count, height=height, watered=watered, neighbours=neighbours or [], label=label)


@handler("garden.grow", effect="read", examples=[("watch it grow for 30 s", {"seconds": 30})])
async def grow(ctx: Context, seconds: Annotated[float, "how long to watch"]) -> Done:
    """Watch the garden grow."""
    await asyncio.sleep(seconds)
    return Done(text="grown")


@handler("garden.fell", effect="destroy", examples=[("fell the old mango", {"tree": "mango"})])
def fell(ctx: Context, tree: Annotated[str, "which tree"]) -> Done:
    """Fell a tree for good."""
    return Done(text=f"{tree} is felled")


@handler("garden.find", effect="read", examples=[("where is the oak?", {"tree": "oak"})])
def find(ctx: Context, tree: Annotated[str, "which tree"]) -> Done:
    """Find a tree in the garden."""
    raise NotFound(f"there is no {tree} in the garden")
