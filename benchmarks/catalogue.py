"""The catalogue as handlers: as many reads of three typed parameters as are wanted, made at run time."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated

from benchmarks.workload import LIMIT, QUERY, TAGS, description, subject
from zantara import Context, Value, handler


class Found(Value):
    """How many records were found in which catalogue."""

    catalogue: str
    found: int


def handlers(module: str, numbers: Iterable[int]) -> dict[str, Callable[..., Awaitable[Found]]]:
    """Handlers `catalogue.lookup_003` ... as attributes for the plugin `module`."""
    made = [lookup(number) for number in numbers]
    for function in made:
        function.__module__ = module  # the registry takes a handler from the module that defines it
    return {function.__name__: function for function in made}


def lookup(number: int) -> Callable[..., Awaitable[Found]]:
    async def function(
        ctx: Context,
        query: Annotated[str, QUERY.format(subject=subject(number))],
        limit: Annotated[int, LIMIT],
        tags: Annotated[list[str] | None, TAGS] = None,
    ) -> Found:
        return Found(catalogue=subject(number), found=limit)

    function.__name__ = f"lookup_{number:03d}"
    function.__doc__ = description(number)
    return handler(f"catalogue.{function.__name__}", effect="read")(function)
