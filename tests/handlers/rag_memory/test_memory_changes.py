"""Memory after the storing: recalled, listed, corrected, forgotten for good, summed up."""

import datetime as dt

import pytest

from handlers.backends.local import demo
from handlers.backends.local.clients import LocalClients
from handlers.backends.local.database import Database
from handlers.backends.local.memories import COLLECTION, LocalMemories
from handlers.backends.local.vectors import VectorStore
from handlers.errors import Ambiguous, NotFound
from handlers.ports import Said
from handlers.rag_memory.memory import store
from handlers.rag_memory.memory_change import forget, update
from handlers.rag_memory.memory_digest import TAG, summarize
from handlers.rag_memory.memory_recall import list_memories, profile, retrieve
from scout.encoder import OnnxEncoder
from tests.handlers.rag_memory.conftest import ToldConversations
from tests.support.contexts import NOW, context


@pytest.mark.parametrize(
    ("query", "subject", "content"),
    [
        ("allergies", "Anna", "Anna is allergic to nuts"),
        ("how to reach him", "budi", "Pak Budi lebih suka dihubungi lewat WhatsApp daripada email"),
        ("come preferisce pagare", "Luca Bianchi", "Luca preferisce pagare in contanti alla firma"),
        ("wifi password", None, "the office wifi password changes every month on the first"),
    ],
)
def test_the_fact_that_was_meant_comes_first(
    remembering: LocalMemories, query: str, subject: str | None, content: str
) -> None:
    assert retrieve(context(remembering), query, subject).facts[0].content == content


def test_nothing_is_recalled_about_whom_nothing_is_known(remembering: LocalMemories) -> None:
    with pytest.raises(NotFound, match="about Gunawan"):
        retrieve(context(remembering), "favourite airline", "Gunawan")


def test_a_list_has_everything_about_a_subject_the_newest_first(remembering: LocalMemories) -> None:
    facts = list_memories(context(remembering), "ibu Anna").facts

    assert [fact.memory_id for fact in facts] == ["mem-13", "mem-1"]
    assert len(list_memories(context(remembering)).facts) == 18


def test_memories_of_another_tenant_are_not_listed(remembering: LocalMemories) -> None:
    assert remembering.about("java", None, 100) == []
    assert remembering.find("java", "mem-1") is None


def test_a_corrected_fact_is_found_by_its_new_words_and_keeps_its_id_and_subject(remembering: LocalMemories) -> None:
    changed = update(context(remembering), "memory 1", "Anna is allergic to shellfish, not nuts")

    assert (changed.before, changed.memory_id) == ("Anna is allergic to nuts", "mem-1")
    [fact] = retrieve(context(remembering), "shellfish", "Anna", 1).facts
    assert (fact.content, fact.subject, fact.tags) == (
        "Anna is allergic to shellfish, not nuts",
        "Anna Kowalska",
        ["allergy"],
    )


@pytest.mark.parametrize("said", ["mem-5", "MEM 5", "memory #5", "5", "ingatan 5"])
def test_a_forgotten_fact_is_gone_from_the_store_and_from_every_search(
    remembering: LocalMemories, vectors: VectorStore, said: str
) -> None:
    forgotten = forget(context(remembering), said)

    assert forgotten.content == "Luca preferisce pagare in contanti alla firma"
    assert vectors.matching(COLLECTION, "bali", {"number": "mem-5"}) == []
    assert vectors.count(COLLECTION, "bali") == 17
    for query in ("contanti", "come paga Luca", "Luca preferisce pagare in contanti alla firma"):
        assert all(fact.memory_id != "mem-5" for fact in remembering.recall("bali", query, None, 50))
    assert all(fact.memory_id != "mem-5" for fact in remembering.about("bali", "Luca", 50))


def test_a_memory_that_is_not_there_is_neither_corrected_nor_forgotten(remembering: LocalMemories) -> None:
    with pytest.raises(NotFound, match="no memory 'mem-991'"):
        forget(context(remembering), "mem-991")
    with pytest.raises(NotFound, match="no memory 'the one about Luca'"):
        update(context(remembering), "the one about Luca", "Luca pays by card")


def test_the_number_of_a_forgotten_fact_is_not_given_again(memories: LocalMemories) -> None:
    forget(context(memories), store(context(memories), "Dewi likes tea").memory_id)

    assert store(context(memories), "Sofia likes coffee").memory_id == "mem-2"


def test_a_profile_has_the_record_and_what_was_remembered(remembering: LocalMemories, sqlite: Database) -> None:
    demo.seed(sqlite, "bali", NOW)

    known = profile(context(remembering), "anna kowalska", clients=LocalClients(sqlite))

    assert (known.name, known.nationality, known.client_number) == ("Anna Kowalska", "Poland", "CL-0012")
    assert known.facts == ["Anna wants a reminder two months before her KITAS expires", "Anna is allergic to nuts"]


def test_a_profile_of_two_people_is_asked_about(remembering: LocalMemories, sqlite: Database) -> None:
    demo.seed(sqlite, "bali", NOW)

    with pytest.raises(Ambiguous, match="2 clients fit 'Maria'"):
        profile(context(remembering), "Maria", clients=LocalClients(sqlite))


def test_there_is_no_profile_of_a_stranger(remembering: LocalMemories, sqlite: Database) -> None:
    with pytest.raises(NotFound, match="Nothing is known about Zorro"):
        profile(context(remembering), "Zorro", clients=LocalClients(sqlite))


def told(*texts: tuple[bool, str]) -> ToldConversations:
    at = NOW - dt.timedelta(hours=1)
    return ToldConversations(*(Said("c-1", f"t-{n}", person, text, at) for n, (person, text) in enumerate(texts)))


def test_what_the_person_told_is_kept_and_questions_and_answers_are_not(
    memories: LocalMemories, encoder: OnnxEncoder
) -> None:
    conversation = told(
        (True, "My husband and I move to Canggu in March. Can you find a school?"),
        (False, "There are three schools in Canggu. You owe us one million euros."),
        (True, "ok"),
        (True, "Our son Leo is six years old and speaks no Indonesian."),
    )

    digest = summarize(context(memories, key="k"), conversations=conversation, encoder=encoder)

    assert [fact.content for fact in digest.facts] == [
        "My husband and I move to Canggu in March.",
        "Our son Leo is six years old and speaks no Indonesian.",
    ]
    assert (digest.kept, digest.messages) == (2, 3)
    assert all(fact.tags == [TAG] and fact.said_by == "ayu" for fact in memories.about("bali", None, 10))


def test_a_repeated_summary_keeps_nothing_twice(memories: LocalMemories, encoder: OnnxEncoder) -> None:
    conversation = told((True, "Our son Leo is six years old."))
    for key in ("k", "k", "another"):
        summarize(context(memories, key=key), conversations=conversation, encoder=encoder)

    assert len(memories.about("bali", None, 10)) == 1


def test_a_focus_decides_what_is_worth_keeping(memories: LocalMemories, encoder: OnnxEncoder) -> None:
    weather = [(True, f"The weather in week {n} was rather rainy here.") for n in range(8)]
    conversation = told(*weather, (True, "The lease of the villa ends on 3 May."))

    digest = summarize(context(memories), "lease of the villa", conversations=conversation, encoder=encoder)

    assert "The lease of the villa ends on 3 May." in [fact.content for fact in digest.facts]


def test_of_a_conversation_without_facts_nothing_is_kept(memories: LocalMemories, encoder: OnnxEncoder) -> None:
    digest = summarize(context(memories), conversations=told((True, "what time is it?")), encoder=encoder)

    assert (digest.kept, digest.facts) == (0, [])
