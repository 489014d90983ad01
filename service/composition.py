"""The composed service: what routes reach, and the few things that need several of its parts."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from handlers.backends.local.files import FileStore
from handlers.definitions import Handler
from handlers.registry import Registry, load
from schemas.chat import ChatRequest, OpenAITool, PlanRequest
from schemas.messages import Message
from schemas.persona import Persona
from schemas.plan import Plan, Route
from schemas.prompt import Prompt
from schemas.tools import Effect, ToolDefinition
from schemas.turn import Principal
from service.archive import Archive
from service.demo import DemoTenant
from service.engine.journal_store import DIRECT
from service.engine.ports import Bus, Model
from service.engine.turn import Plugins
from service.engine.turns import Opening, TurnRefused, Turns
from service.health import ServiceHealth
from service.models.routes import Models
from service.settings import Settings
from service.telemetry import Metrics

DEFAULT_PERSONA = "zantara"
DEFAULT_TIMEZONE = "Asia/Makassar"


@dataclass
class Service:
    """One running service. Built by `app.py` alone."""

    settings: Settings
    turns: Turns
    models: Models
    archive: Archive
    files: FileStore
    demo: DemoTenant | None
    metrics: Metrics
    bus: Bus
    build_plugins: Callable[[Registry], Plugins]
    detect_language: Callable[[str], str]
    health: ServiceHealth

    @property
    def personas(self) -> Mapping[str, Persona]:
        return self.turns.personas

    def opening(self, body: ChatRequest, tenant: str, principal: Principal) -> Opening:
        """A chat request with its defaults filled in. Raises TurnRefused for a name that cannot be used."""
        if body.conversation_id == DIRECT:
            raise TurnRefused("invalid", f"the conversation {DIRECT!r} holds the calls made by name; use another id")
        self._persona(body.persona)
        self._model(body.model)
        return Opening(
            message=body.message,
            conversation_id=body.conversation_id,
            persona=body.persona or DEFAULT_PERSONA,
            model=body.model,
            now=body.now or dt.datetime.now(dt.UTC),
            timezone=body.timezone or DEFAULT_TIMEZONE,
            language=self._language(body.message, body.locale),
            principal=principal,
            tenant=tenant,
        )

    def call_opening(self, tenant: str, principal: Principal) -> Opening:
        """What a call by name runs in."""
        now = dt.datetime.now(dt.UTC)
        return Opening("", None, DEFAULT_PERSONA, None, now, DEFAULT_TIMEZONE, "en", principal, tenant)

    async def plan(self, body: PlanRequest, tenant: str) -> Plan:
        """Plan and run nothing. Raises TurnRefused, ModelError."""
        persona = self._persona(body.persona)
        zone = ZoneInfo(body.timezone or DEFAULT_TIMEZONE)
        past = await self._history(body, tenant)
        prompt = Prompt(
            message=body.message,
            persona=persona,
            now=(body.now or dt.datetime.now(dt.UTC)).astimezone(zone),
            timezone=zone.key,
            language=self._language(body.message, None),
            definitions=self._definitions(body.tools, persona),
            history=past,
        )
        model = self._model(body.model)
        async for piece in model.step(prompt):
            if isinstance(piece, Plan):
                return piece
        return Plan(route=Route(model=model.name, reason="the model answered without a call"))

    async def _history(self, body: PlanRequest, tenant: str) -> tuple[Message, ...]:
        if body.messages is not None:
            return tuple(Message(role=message.role, content=message.content) for message in body.messages)
        if body.conversation_id is None:
            return ()
        turns = await self.archive.conversation(tenant, body.conversation_id)
        pairs = ((("user", turn.message), ("assistant", turn.answer or "")) for turn in turns)
        return tuple(Message.model_validate({"role": r, "content": c}) for pair in pairs for r, c in pair)

    def _definitions(self, tools: list[OpenAITool] | None, persona: Persona) -> tuple[ToolDefinition, ...]:
        if tools is None:
            return self.turns.plugins.definitions(persona)
        return tuple(_definition(tool) for tool in tools)

    def _persona(self, name: str | None) -> Persona:
        wanted = name or DEFAULT_PERSONA
        if wanted not in self.personas:
            raise TurnRefused("invalid", f"there is no persona {wanted!r}; there are {', '.join(self.personas)}")
        return self.personas[wanted]

    def _model(self, name: str | None) -> Model:
        try:
            return self.models.choose(name)
        except LookupError as error:
            raise TurnRefused("invalid", str(error)) from error

    def _language(self, message: str, locale: str | None) -> str:
        spoken = locale[:2].lower() if locale else self.detect_language(message)
        return spoken if spoken in ("en", "id", "it") else "en"

    def handler(self, name: str) -> Handler:
        """Raises TurnRefused for a name that is not registered."""
        found = self.turns.plugins.registry.get(name)
        if found is None:
            raise TurnRefused("unknown", f"there is no handler {name!r}; GET /v1/handlers lists them")
        return found

    async def reload(self) -> int:
        """Load the plugins again; returns how many handlers there are. Raises RegistryError, and keeps the old ones."""
        plugins = str(self.settings.plugins) if self.settings.plugins else None
        registry = await asyncio.to_thread(load, plugins)
        self.turns.plugins = self.build_plugins(registry)
        self.metrics.effects({name: handler.effect for name, handler in registry.items()})
        return len(registry)

    async def reset_demo(self, tenant: str) -> int:
        """Restore the demo tenant; returns how many rows were removed. Raises TurnRefused where there is none."""
        if self.demo is None:
            raise TurnRefused(
                "conflict", "this service has no demo tenant; start it with ZANTARA_DEMO=true to have one"
            )
        registry = self.turns.plugins.registry
        return await asyncio.to_thread(self.demo.reset, registry, tenant, office_time())

    async def erase(self, tenant: str, conversation_id: str) -> int:
        """Cancel what waits in a conversation, and erase what was said. Raises TurnRefused while a turn of it runs."""
        for turn_id in await self.archive.waiting(tenant, conversation_id):
            await self.turns.cancel(tenant, turn_id)
        return await self.archive.erase(tenant, conversation_id)


def office_time() -> dt.datetime:
    """Now, on the clock of the office: the demo's meetings are at nine there, and its invoices of the day there."""
    return dt.datetime.now(ZoneInfo(DEFAULT_TIMEZONE))


def _definition(tool: OpenAITool) -> ToolDefinition:
    """A caller's own tool, as the planner reads definitions. What it does is not known, so it counts as a send."""
    function = tool.function
    return ToolDefinition(
        name=function.name,
        wire_name=function.name,
        effect=Effect.SEND,
        domain="caller",
        description=function.description or function.name,
        parameters={"properties": {}, **function.parameters.model_dump(by_alias=True, exclude_unset=True)},
        result={"type": "object"},
        scope="caller:send",
        timeout_s=0,
    )
