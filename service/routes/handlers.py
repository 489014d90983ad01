"""`/v1/handlers`: what there is, and calling one by name."""

from math import ceil
from typing import Annotated

from fastapi import APIRouter, Header, Path, Response

from schemas.chat import HandlerView, InvokeRequest, InvokeResponse
from schemas.tools import CallError, CallStatus, ToolDefinition
from schemas.turn import Call
from service.problems import ProblemError
from service.routes.bodies import StrictRoute, document, problems
from service.routes.idempotency import Key, claim_turn
from service.routes.identity import Who
from service.routes.state import Composed

router = APIRouter(prefix="/v1/handlers", tags=["handlers"], route_class=StrictRoute)

Name = Annotated[str, Path(pattern=r"^[a-z0-9_.]{1,128}$", examples=["calculator.evaluate"])]

STATUS_OF_ERROR = {
    "invalid_request": 422,
    "ambiguous": 409,
    "not_found": 404,
    "denied": 403,
    "rate_limited": 429,
    "unavailable": 503,
    "timeout": 504,
    "in_doubt": 504,
    "cancelled": 409,
    "dependency": 422,
    "internal": 500,
}


@router.get("")
async def index(service: Composed) -> list[HandlerView]:
    """Every handler's definition."""
    return [_view(handler.definition) for handler in service.turns.plugins.registry.values()]


@router.get("/{name}", responses=problems(404, 422))
async def show(name: Name, service: Composed) -> HandlerView:
    """One handler's definition."""
    return _view(service.handler(name).definition)


@router.post(
    "/{name}/invoke",
    response_model=InvokeResponse,
    responses=problems(400, 403, 404, 409, 413, 415, 422, 429, 500, 503, 504),
)
async def invoke(
    name: Name, body: InvokeRequest, service: Composed, who: Who, idempotency_key: Annotated[Key, Header()] = None
) -> Response:
    """Call one handler. It is journaled like any turn: durable before it acts, and never done twice under one key."""
    handler = service.handler(name)
    turn_id, fresh = await claim_turn(
        service, who, idempotency_key, InvokeRequest(args={"handler": name, "args": body.args})
    )
    if fresh:
        service.turns.begin_call(service.call_opening(who.tenant, who.principal), turn_id, handler.name, body.args)
    turn = await service.turns.outcome(who.tenant, turn_id)
    return _answer(turn.calls[0], turn_id)


def _answer(call: Call, turn_id: str) -> Response:
    if call.status is CallStatus.DONE:
        duration = call.duration_ms or 0.0
        return document(InvokeResponse(result=call.result, simulated=call.simulated, duration_ms=duration))
    error = call.error or CallError(code="internal", message=f"the call is {call.status}")
    headers = {"Retry-After": str(ceil(error.retry_after_s))} if error.retry_after_s else None
    members = {"options": error.options} if error.options else {}
    raise ProblemError(
        STATUS_OF_ERROR[error.code], error.message, headers=headers, code=error.code, turn_id=turn_id, **members
    )


def _view(tool: ToolDefinition) -> HandlerView:
    return HandlerView(**{name: getattr(tool, name) for name in HandlerView.model_fields})
