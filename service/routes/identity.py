"""Who asks. Until keys are configured the service listens on loopback only, and whoever reaches it is the operator."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from schemas.turn import Principal

DEFAULT_TENANT = "default"


@dataclass(frozen=True, slots=True)
class Identity:
    """The tenant whose data a request may touch, and who acts."""

    tenant: str
    principal: Principal

    @property
    def owner(self) -> str:
        """To whom an idempotency key belongs."""
        return f"{self.tenant}/{self.principal.id}"


OPERATOR = Identity(DEFAULT_TENANT, Principal(id="operator", kind="staff", scopes=("*",)))


def identify() -> Identity:
    return OPERATOR


Who = Annotated[Identity, Depends(identify)]
