"""Every example of every handler, on the twins and the demo tenant: what people may say works."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from handlers.assistance.detection import HOUSE, detect
from handlers.definitions import Handler
from handlers.registry import load
from schemas.tools import CallStatus, Effect
from service.app import compose
from service.composition import Service
from service.engine.dispatch import Caller, Execution
from service.engine.turns import Opening, new_id
from service.routes.identity import OPERATOR
from service.settings import Settings
from tests.support.contexts import NOW

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAST = 3
"""Examples of a handler: one in each language of the house."""

VENDOR_NEEDED = {"translate.text", "image.describe", "web.search"}
"""What nobody does offline: without a model or vendor the honest outcome says so."""

NETWORK_NEEDED = {"web.fetch", "rag.ingest_url"}
"""What reads pages of the web, which tests do not reach."""

REGISTRY = load(entry_points=False)
CONVERSATION = "conv_examples"
PRINCIPAL = OPERATOR.principal
"""Whose the demo's reminders are."""
READERS, WRITERS = "readers", "writers"
"""The tenants of all reads, and of all that is added or sent. What is destroyed is looked for again by the next
example, so each of those gets a tenant of its own, as on the demo's first day."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The service, embedded, without HTTP, and a conversation in it that calls can be about."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), demo=True)
    async with AsyncExitStack() as closing:
        service = await compose(settings, closing)
        for tenant in (READERS, WRITERS):
            await seed(service, tenant)
            await talk(service, tenant)
        yield service


async def seed(service: Service, tenant: str) -> None:
    """The demo's data for a tenant of the test's own."""
    assert service.demo is not None
    registry = service.turns.plugins.registry
    for background in (False, True):
        await asyncio.to_thread(service.demo.seed, registry, tenant, NOW, background=background)


async def talk(service: Service, tenant: str) -> None:
    """A turn of a conversation that calls may be about."""
    message = "how much is the fine for 10 days overstay?"
    opening = Opening(message, CONVERSATION, "zantara", None, NOW, "Asia/Makassar", "en", PRINCIPAL, tenant)
    turn_id = new_id("turn")
    service.turns.begin(opening, turn_id)
    async for _ in await service.turns.follow(tenant, turn_id, 0):
        pass


async def call(service: Service, handler: Handler, tenant: str, text: str, args: dict[str, object]) -> Execution:
    caller = Caller(
        now=NOW,
        tenant=tenant,
        principal=PRINCIPAL,
        language=detect(text).code,
        persona="zantara",
        conversation_id=CONVERSATION,
        turn_id="turn_examples",
        call_id="c1",
        idempotency_key=f"{tenant}/{text}",
    )
    return await service.turns.plugins.dispatcher.execute(handler, args, caller)


def honest(handler: Handler, execution: Execution) -> bool:
    """Whether a failure is that of a house without vendors and without a network."""
    offline = handler.name in VENDOR_NEEDED | NETWORK_NEEDED
    return offline and execution.error is not None and execution.error.code == "unavailable"


@pytest.mark.parametrize("name", list(REGISTRY))
async def test_every_example_works(service: Service, name: str) -> None:
    handler = service.turns.plugins.registry[name]
    wrong = []
    for number, example in enumerate(handler.definition.examples):
        tenant = READERS if handler.effect == Effect.READ else WRITERS
        if handler.effect == Effect.DESTROY:
            tenant = f"{name}-{number}"
            await seed(service, tenant)
        execution = await call(service, handler, tenant, example.text, dict(example.args))
        if execution.status == CallStatus.DONE:
            handler.result.model_validate(execution.result)
        elif not honest(handler, execution):
            wrong.append(f"{example.text!r}: {execution.error}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", list(REGISTRY))
async def test_every_handler_has_examples_in_every_language_of_the_house(name: str) -> None:
    examples = REGISTRY[name].definition.examples
    spoken = {detect(example.text).code for example in examples}

    assert len(examples) >= LEAST
    assert spoken == set(HOUSE), f"nothing is in {', '.join(set(HOUSE) - spoken)}"
