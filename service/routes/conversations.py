"""`/v1/conversations`: what was said, as a person may take it along or have it erased."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from schemas.chat import ConversationSummary, ConversationView
from service.problems import ProblemError
from service.routes.bodies import document, problems
from service.routes.identity import Who
from service.routes.state import Composed

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])

ConversationId = Annotated[str, Path(pattern=r"^[\w.:-]{1,80}$")]


@router.get("", responses=problems(422))
async def index(
    service: Composed, who: Who, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[ConversationSummary]:
    """The conversations, the newest first."""
    return await service.archive.conversations(who.tenant, limit)


@router.get("/{conversation_id}", response_model=ConversationView, responses=problems(404, 422))
async def show(conversation_id: ConversationId, service: Composed, who: Who) -> Response:
    """The turns of a conversation, the oldest first: also its export."""
    turns = await service.archive.conversation(who.tenant, conversation_id)
    if not turns:
        raise ProblemError(404, f"there is no conversation {conversation_id!r}")
    return document(ConversationView(conversation_id=conversation_id, turns=tuple(turns)))


@router.delete("/{conversation_id}", status_code=204, responses=problems(404, 409, 422))
async def erase(conversation_id: ConversationId, service: Composed, who: Who) -> Response:
    """Erase what was said. That something was said, and that nothing else was changed, stays provable."""
    if not await service.erase(who.tenant, conversation_id):
        raise ProblemError(404, f"there is no conversation {conversation_id!r}")
    return Response(status_code=204)
