"""`/v1/turns`: a turn as it stands, its events, the person's yes or no, and the end of it."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from schemas.chat import ApprovalRequest, TurnSummary
from schemas.turn import Turn
from service.engine.calls import Decision
from service.problems import ProblemError
from service.routes import sse
from service.routes.bodies import StrictRoute, document, problems
from service.routes.identity import Who
from service.routes.state import Composed

router = APIRouter(prefix="/v1/turns", tags=["turns"], route_class=StrictRoute)

TurnId = Annotated[str, Path(pattern=r"^[\w.:-]{1,80}$")]


@router.get("", responses=problems(422))
async def recent(service: Composed, who: Who, limit: Annotated[int, Query(ge=1, le=200)] = 20) -> list[TurnSummary]:
    """The newest turns."""
    return await service.archive.turns(who.tenant, limit)


@router.get("/{turn_id}", response_model=Turn, responses=problems(404, 422))
async def get(turn_id: TurnId, service: Composed, who: Who) -> Response:
    """The turn as it stands."""
    return document(await service.turns.get(who.tenant, turn_id))


@router.get("/{turn_id}/events", response_class=Response, responses={**sse.DESCRIBED, **problems(400, 404, 422)})
async def events(
    turn_id: TurnId, service: Composed, who: Who, last_event_id: Annotated[str | None, Header()] = None
) -> Response:
    """The turn's events behind `Last-Event-ID`, following until it ends."""
    return sse.stream(await service.turns.follow(who.tenant, turn_id, after=_number(last_event_id)))


def _number(last_event_id: str | None) -> int:
    if last_event_id is None:
        return 0
    if not (last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) < 10):
        raise ProblemError(400, f"Last-Event-ID is {last_event_id!r}; send the number of the last event you have")
    return int(last_event_id)


@router.post("/{turn_id}/approvals", response_model=Turn, responses=problems(400, 404, 409, 410, 413, 415, 422, 503))
async def approve(turn_id: TurnId, body: ApprovalRequest, service: Composed, who: Who) -> Response:
    """Say yes or no to a call that waits; the turn goes on."""
    decision = Decision(body.call_id, body.decision, who.principal.id, body.reason)
    return document(await service.turns.decide(who.tenant, turn_id, decision))


@router.post("/{turn_id}/cancel", response_model=Turn, responses=problems(404, 409, 422, 503))
async def cancel(turn_id: TurnId, service: Composed, who: Who) -> Response:
    """Stop a turn. A call under way that is no read comes to its end first."""
    return document(await service.turns.cancel(who.tenant, turn_id))
