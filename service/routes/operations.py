"""For operators: is it alive, is it ready, its figures, and its plugins again."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from handlers.registry import RegistryError
from service.problems import ProblemError
from service.routes.bodies import problems
from service.routes.identity import DEFAULT_TENANT
from service.routes.state import Composed

router = APIRouter(tags=["operations"])


@router.get("/livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "not ready"}})
async def readyz(service: Composed) -> JSONResponse:
    """Whether the service can take turns: each store with its state."""
    components = (await service.health.check()).components
    checks = {part.name: "ok" if part.healthy else f"unavailable ({part.detail})" for part in components}
    # A model server that is away fails the turns that need it, not the service.
    ready = all(part.healthy for part in components if part.name != "models")
    return JSONResponse({"status": "ok" if ready else "unavailable", "checks": checks}, 200 if ready else 503)


@router.get("/health", responses={503: {"description": "not ready"}})
async def health(service: Composed) -> JSONResponse:
    """The same as `/readyz`, under the name that load balancers look for."""
    return await readyz(service)


@router.get("/metrics", response_class=Response)
async def metrics(service: Composed) -> Response:
    """Prometheus text format."""
    return Response(generate_latest(service.metrics.registry), media_type=CONTENT_TYPE_LATEST)


@router.post("/v1/admin/reload", responses=problems(422))
async def reload(service: Composed) -> dict[str, int]:
    """Load the plugins again. With a fault in them the present ones stay; running turns are undisturbed either way."""
    try:
        return {"handlers": await service.reload()}
    except RegistryError as error:
        faults = [vars_of(fault) for fault in error.faults]
        raise ProblemError(422, "the plugins have faults; the present ones stay", faults=faults) from error


@router.post("/v1/admin/demo/reset", responses=problems(409))
async def reset_demo(service: Composed) -> dict[str, int]:
    """Restore the demo tenant: its records, knowledge base and files. Conversations stay."""
    return {"removed": await service.reset_demo(DEFAULT_TENANT)}


def vars_of(fault: object) -> dict[str, str]:
    return {name: getattr(fault, name) for name in ("file", "handler", "problem", "fix")}
