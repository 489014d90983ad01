"""What the examples of a handler hand to its function."""

from collections.abc import Callable
from typing import Any

from handlers.definitions import Compiler
from handlers.handler import DECLARATION


def spoken(handler: Callable[..., Any]) -> list[dict[str, Any]]:
    """The arguments of each example, parsed as the runtime parses them."""
    compiled = Compiler(getattr(handler, DECLARATION), foreign=False).compile()
    assert compiled is not None
    return [compiled.parse(example.args) for example in compiled.definition.examples]
