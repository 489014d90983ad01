"""`@backend`: declares that a class implements a port. The composition root chooses and builds one per port."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

BACKEND = "__zantara_backends__"


@dataclass(frozen=True, slots=True)
class BackendDeclaration:
    """vendor: whose service it speaks to (`local` for the twins and our own records). simulated: a twin of a vendor.
    honours_keys: does a thing once per idempotency key, so that a `write` may be repeated.
    """

    port: type
    implementation: type
    vendor: str
    simulated: bool
    honours_keys: bool


def backend(
    port: type, *, vendor: str = "local", simulated: bool = False, honours_keys: bool = False
) -> Callable[[type[T]], type[T]]:
    """Declare a class the `vendor` backend of `port`. May be stacked for a class that implements several ports.

    The class's constructor parameters are resources of the service (`Database`, `Encoder` ...), found by annotation.
    """

    def declare(implementation: type[T]) -> type[T]:
        declared = BackendDeclaration(port, implementation, vendor, simulated, honours_keys)
        # Read from the class itself, so that a subclass does not inherit its parent's ports.
        earlier: tuple[BackendDeclaration, ...] = implementation.__dict__.get(BACKEND, ())
        setattr(implementation, BACKEND, (*earlier, declared))
        return implementation

    return declare
