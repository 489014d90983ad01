"""`POST /v1/chat` and `POST /v1/plan`: a message in, a turn or a plan out."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from schemas.chat import ChatRequest, PlanRequest, PlanResponse
from schemas.turn import Turn
from service.routes import sse
from service.routes.bodies import StrictRoute, document, problems
from service.routes.idempotency import Key, claim_turn
from service.routes.identity import Who
from service.routes.state import Composed

router = APIRouter(prefix="/v1", tags=["chat"], route_class=StrictRoute)


@router.post("/chat", response_model=Turn, responses={**sse.DESCRIBED, **problems(400, 404, 409, 413, 415, 422, 503)})
async def chat(
    body: ChatRequest, service: Composed, who: Who, idempotency_key: Annotated[Key, Header()] = None
) -> Response:
    """Run a turn. With `stream: true` the answer is the turn's events as they happen (text/event-stream)."""
    opening = service.opening(body, who.tenant, who.principal)
    turn_id, fresh = await claim_turn(service, who, idempotency_key, body)
    if fresh:
        service.turns.begin(opening, turn_id)
    if body.stream:
        return sse.stream(await service.turns.follow(who.tenant, turn_id, after=0))
    return document(await service.turns.outcome(who.tenant, turn_id))


@router.post("/plan", response_model=PlanResponse, responses=problems(400, 404, 413, 415, 422, 502, 503))
async def plan(body: PlanRequest, service: Composed, who: Who) -> Response:
    """Plan a message and run nothing. With `tools`, plan over those instead of the registry."""
    made = await service.plan(body, who.tenant)
    return document(PlanResponse(calls=made.calls, missing=made.missing, confidence=made.confidence, route=made.route))
