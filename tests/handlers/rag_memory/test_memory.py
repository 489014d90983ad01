"""memory.store: facts with their provenance, once each."""

import datetime as dt

import pytest

from handlers.backends.local.demo_knowledge import seed_memory
from handlers.context import Context
from handlers.rag_memory.memory import store
from schemas.turn import Principal

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


def context(port, key="k1", tenant="bali", **more):
    return Context(
        port=port,
        now=NOW,
        tenant=tenant,
        principal=Principal(id="wayan"),
        turn_id="t1",
        conversation_id="c1",
        idempotency_key=key,
        **more,
    )


def count(memories, tenant="bali"):
    return len(memories.about(tenant, None, 100))


def test_a_fact_is_remembered_as_it_was_said(memories):
    memory = store(context(memories), "Marco prefers WhatsApp over email", "Marco", ["contact"])
    assert (memory.content, memory.subject, memory.tags) == ("Marco prefers WhatsApp over email", "Marco", ["contact"])
    assert not memory.already_known
    assert memories.recall("bali", "how does Marco like to be contacted", "marco", 1) == [memory]


def test_provenance_and_trust_are_kept_with_it(memories, vectors):
    memory = store(context(memories), "the notary is closed on fridays")
    [point] = vectors.matching("facts", "bali", {"number": memory.memory_id})
    assert {key: point.payload[key] for key in ("said_by", "turn_id", "conversation_id", "said_at", "trusted")} == {
        "said_by": "wayan",
        "turn_id": "t1",
        "conversation_id": "c1",
        "said_at": NOW.isoformat(),
        "trusted": True,
    }


def test_what_came_from_the_open_world_is_not_trusted(memories):
    assert not store(context(memories, untrusted=True), "the bank account of the house has changed").trusted


def test_a_person_may_confirm_what_was_not_trusted(memories):
    store(context(memories, "k1", untrusted=True), "the office moves to Canggu")
    confirmed = store(context(memories, "k2"), "the office moves to Canggu")
    assert confirmed.trusted
    assert not confirmed.already_known


def test_a_repeated_call_stores_once(memories):
    first = store(context(memories, "k1"), "Bu Sari alergi kacang", "Bu Sari")
    assert store(context(memories, "k1"), "Bu Sari alergi kacang", "Bu Sari") == first
    assert count(memories) == 1


def test_another_key_of_another_tenant_stores_again(memories):
    store(context(memories), "Bu Sari alergi kacang")
    assert not store(context(memories, tenant="java"), "Bu Sari alergi kacang").already_known
    assert (count(memories, "bali"), count(memories, "java")) == (1, 1)


@pytest.mark.parametrize(
    ("known", "again"),
    [
        ("Marco prefers WhatsApp over email", "marco prefers whatsapp to email"),
        ("Bu Sari alergi kacang", "bu sari alergi kacang ya"),
        ("Giulia parla solo italiano", "Giulia parla solo italiano."),
    ],
)
def test_a_near_duplicate_is_answered_with_what_is_known(memories, known, again):
    first = store(context(memories, "k1"), known)
    second = store(context(memories, "k2"), again)
    assert second.already_known
    assert second.memory_id == first.memory_id
    assert second.content == known
    assert count(memories) == 1


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("Marco prefers WhatsApp over email", "Marco prefers email over WhatsApp"),
        ("Marco's passport expires on 2027-03-01", "Marco's passport expires on 2028-03-01"),
        ("Marco is married", "Marco is not married"),
        ("Dewi bisa datang hari Senin", "Dewi tidak bisa datang hari Senin"),
        ("Sofia likes tea", "Sofia likes coffee"),
    ],
)
def test_a_correction_is_no_duplicate(memories, known, other):
    store(context(memories, "k1"), known)
    assert not store(context(memories, "k2"), other).already_known
    assert count(memories) == 2


def test_the_same_words_about_two_people_are_two_facts(memories):
    store(context(memories, "k1"), "prefers mornings", "Marco")
    assert not store(context(memories, "k2"), "prefers mornings", "Anna").already_known


def test_the_demo_memories_are_told_once_also_to_a_house_that_was_told_something_before(memories):
    store(context(memories), "Marco prefers WhatsApp")
    told = seed_memory(memories, "bali", NOW)

    assert told > 10
    assert seed_memory(memories, "bali", NOW) == 0
    assert count(memories) == told + 1
