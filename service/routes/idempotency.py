"""`Idempotency-Key`: the same body gives the same turn for 24 hours, whatever the network did."""

import datetime as dt
from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from schemas.turn import TurnStatus
from service.composition import Service
from service.engine.turns import new_id
from service.problems import ProblemError
from service.routes.identity import Identity

BEGINNING = dt.timedelta(seconds=10)
"""Longer than a turn takes from its key to its first durable event."""

Key = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$")] | None


async def claim_turn(service: Service, who: Identity, key: Key, body: BaseModel) -> tuple[str, bool]:
    """The turn that a request stands for, and whether it is a new one.

    Raises ProblemError 409 while the first request runs, here or in another process, and 422 when the body is not the
    one that used the key before. Raises TurnRefused when what it made was erased.
    """
    turn_id = new_id("turn")
    if key is None:
        return turn_id, True
    digest = sha256(body.model_dump_json().encode()).hexdigest()
    earlier = await service.turns.claim(who.owner, key, digest, turn_id)
    if earlier is None:
        return turn_id, True
    if earlier.body_digest != digest:
        raise ProblemError(422, "this Idempotency-Key was used with another body; use a new key for a new request")
    if not earlier.began and service.turns.journal.clock() - earlier.claimed_at > BEGINNING:
        return earlier.turn_id, True  # the service stopped between the two: nothing has happened under this key
    if not earlier.began or (await service.turns.get(who.tenant, earlier.turn_id)).status is TurnStatus.RUNNING:
        detail = "the first request with this Idempotency-Key is still running; follow its turn"
        raise ProblemError(409, detail, turn_id=earlier.turn_id)
    return earlier.turn_id, False
