"""The trained part that is shipped, held to its figures on messages that nothing learned from."""

import datetime as dt

import pytest

from finetune.evaluation.queries import Query, read_queries
from finetune.evaluation.scoring import exact, routed
from finetune.mini.ship import MESSAGES, SURE
from handlers.registry import Registry, load
from schemas.plan import Plan
from schemas.prompt import Prompt
from schemas.tools import Effect
from scout.encoder import OnnxEncoder
from scout.mini.network import Network
from scout.mini.planner import Planner
from scout.mini.weights import SHIPPED
from scout.personas import load_personas

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
GRAVE = (Effect.SEND, Effect.DESTROY)

Judged = list[tuple[Query, Plan]]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(entry_points=False)


@pytest.fixture(scope="module")
def judged(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("encoder")
    network = Network(OnnxEncoder(folder), folder)
    definitions = [handler.definition for handler in registry.values()]
    knowledge, planner, persona = network.knowledge(definitions), Planner(network), load_personas()["zantara"]
    return [
        (query, planner.plan(Prompt(query.query, persona, NOW, "Asia/Makassar", query.lang, definitions), knowledge))
        for query in read_queries(MESSAGES / "evaluation.jsonl")
    ]


def share(rights: list[bool]) -> float:
    return sum(rights) / len(rights)


def test_most_plans_are_right(judged: Judged) -> None:
    assert share([routed(plan, query) for query, plan in judged]) >= 0.84
    assert share([exact(plan, query) for query, plan in judged]) >= 0.71


@pytest.mark.parametrize("language", ["en", "id", "it"])
def test_no_language_falls_behind(judged: Judged, language: str) -> None:
    assert share([exact(plan, query) for query, plan in judged if query.lang == language]) >= 0.68


def test_what_is_sure_is_mostly_right(judged: Judged) -> None:
    sure = [exact(plan, query) for query, plan in judged if (plan.confidence or 0) >= SURE]
    assert len(sure) / len(judged) >= 0.5
    assert share(sure) >= 0.88


def test_no_sure_plan_sends_or_destroys_what_nobody_asked_for(judged: Judged, registry: Registry) -> None:
    grave = {name for name, each in registry.items() if each.effect in GRAVE}
    for query, plan in judged:
        if (plan.confidence or 0) >= SURE:
            assert {call.handler for call in plan.calls} & grave <= {call.handler for call in query.calls}, query.query


def test_it_is_small_enough_to_be_shipped() -> None:
    assert SHIPPED.stat().st_size <= 30_000_000
