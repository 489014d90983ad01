"""`/v1/files`: scans and exports in and out."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, UploadFile
from fastapi.responses import FileResponse

from handlers.backends.local.files import FileRefused
from schemas.chat import StoredFile
from service.engine.turns import new_id
from service.problems import ProblemError
from service.routes.bodies import problems
from service.routes.identity import Who
from service.routes.state import Composed

router = APIRouter(prefix="/v1/files", tags=["files"])

CHUNK_BYTES = 2**16

FileId = Annotated[str, Path(pattern=r"^[\w.-]{1,80}$")]


@router.post("", status_code=201, responses=problems(400, 413, 415, 422))
async def upload(file: UploadFile, service: Composed, who: Who) -> StoredFile:
    """Keep a file. Its type is told by its content; an executable is refused."""
    try:
        return await service.files.keep(who.tenant, new_id("file"), file.filename or "unnamed", _chunks(file))
    except FileRefused as error:
        raise ProblemError(error.status, error.detail) from error


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK_BYTES):
        yield chunk


@router.get("/{file_id}", response_class=FileResponse, responses=problems(404, 422))
async def download(file_id: FileId, service: Composed, who: Who) -> FileResponse:
    """The file as it was kept. Browsers are told to save it, never to show it."""
    found = await service.files.find(who.tenant, file_id)
    if found is None:
        raise ProblemError(404, f"there is no file {file_id!r}")
    stored, path = found
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return FileResponse(path, media_type=stored.type, filename=stored.name, headers=headers)
