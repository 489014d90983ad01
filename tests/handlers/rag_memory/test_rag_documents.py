"""The documents of the knowledge base: added, refused as duplicates, removed for good, compared."""

import pytest

from handlers.assistance.web import Page
from handlers.backends.local.database import Database
from handlers.backends.local.feedback import LocalFeedback
from handlers.backends.local.knowledge import COLLECTION, LocalKnowledge
from handlers.backends.local.vectors import VectorStore
from handlers.errors import InvalidRequest, NotFound
from handlers.rag_memory.rag import search
from handlers.rag_memory.rag_documents import collections, delete, similar
from handlers.rag_memory.rag_feedback import feedback
from handlers.rag_memory.rag_ingest import ingest, ingest_url
from tests.support.contexts import context

TEXT = "The immigration office in Jimbaran opens at eight. Come before half past seven for a number."


class OnePage:
    """A web of a single page."""

    def __init__(self, text: str, title: str | None = "Opening hours") -> None:
        self._page = Page("https://imigrasi.example.com/hours", title, text, truncated=False)

    async def fetch(self, url: str) -> Page:
        return self._page


def test_an_added_text_is_found_and_tells_where_it_comes_from(knowledge: LocalKnowledge) -> None:
    made = ingest(context(knowledge), TEXT, "Queue in Jimbaran", "visas", knowledge=knowledge)

    assert (made.document_id, made.collection, made.passages, made.replaced) == ("doc-1001", "visas", 1, False)
    [passage] = search(context(knowledge), "when does immigration open?").passages
    assert (passage.title, passage.passage_id, passage.source.name) == ("Queue in Jimbaran", "doc-1001-1", "ayu")
    assert passage.trusted


def test_a_text_without_a_title_is_called_by_its_beginning(knowledge: LocalKnowledge) -> None:
    made = ingest(context(knowledge), f"# Opening hours\n\n{TEXT}", knowledge=knowledge)

    assert (made.title, made.collection) == ("Opening hours", "notes")


def test_a_collection_is_met_in_any_case(house: LocalKnowledge) -> None:
    assert ingest(context(house), TEXT, "Queue", "VISAS", knowledge=house).collection == "visas"


@pytest.mark.parametrize("again", [TEXT, TEXT.upper(), TEXT.replace("eight", "eight o'clock")])
def test_nearly_the_same_text_is_refused_with_the_one_that_is_there(knowledge: LocalKnowledge, again: str) -> None:
    ingest(context(knowledge), TEXT, "Queue in Jimbaran", knowledge=knowledge)

    with pytest.raises(InvalidRequest, match=r"Queue in Jimbaran \(doc-1001, notes\)"):
        ingest(context(knowledge), again, "Another title", knowledge=knowledge)
    assert knowledge.counted("bali") == {"notes": 1}


def test_a_text_that_says_something_else_is_no_duplicate(knowledge: LocalKnowledge) -> None:
    ingest(context(knowledge), TEXT, "Jimbaran", knowledge=knowledge)
    ingest(
        context(knowledge), "The tax office in Renon opens at nine and gives no numbers.", "Renon", knowledge=knowledge
    )

    assert knowledge.counted("bali") == {"notes": 2}


def test_a_text_with_another_figure_is_no_duplicate(knowledge: LocalKnowledge) -> None:
    for price in (100, 150):
        text = f"A parking permit in Canggu costs {price} thousand rupiah."
        ingest(context(knowledge), text, f"Permit at {price}", knowledge=knowledge)

    assert knowledge.counted("bali") == {"notes": 2}


def test_a_new_edition_takes_the_place_of_the_old_one(knowledge: LocalKnowledge) -> None:
    first = ingest(context(knowledge), TEXT, "Queue", knowledge=knowledge)
    second = ingest(context(knowledge), "No more queues: book online.", "Queue", knowledge=knowledge)

    assert second.document_id == first.document_id
    assert second.replaced
    assert [passage.text for passage in knowledge.search("bali", "queue", None, 5)] == ["No more queues: book online."]


async def test_a_web_page_is_kept_as_untrusted_with_its_address(
    knowledge: LocalKnowledge, vectors: VectorStore
) -> None:
    url = "https://imigrasi.example.com/hours"
    made = await ingest_url(context(OnePage(TEXT)), url, "visas", knowledge=knowledge, documents=knowledge)

    assert (made.title, made.trusted) == ("Opening hours", False)
    assert (made.source.name, made.source.url) == ("imigrasi.example.com", url)
    [point] = vectors.matching(COLLECTION, "bali", {"number": made.document_id})
    assert (point.payload["added_by"], point.payload["trusted"]) == ("ayu", False)


async def test_a_page_without_text_is_refused(knowledge: LocalKnowledge) -> None:
    with pytest.raises(InvalidRequest, match="no text that could be read"):
        await ingest_url(context(OnePage(" ")), "https://x.example.com", knowledge=knowledge, documents=knowledge)


def test_a_removed_document_is_gone_from_the_store_and_from_every_search(
    house: LocalKnowledge, vectors: VectorStore, sqlite: Database
) -> None:
    feedback(context(LocalFeedback(sqlite, vectors)), "doc-1027-1", True)
    removed = delete(context(house), "doc-1027", knowledge=house)

    assert (removed.title, removed.passages) == ("Overstaying a visa", 1)
    assert vectors.matching(COLLECTION, "bali", {"number": "doc-1027"}) == []
    for query in ("fine for overstaying", "Overstaying a visa", "IDR 1,000,000 a day", "deported"):
        assert all(passage.document_id != "doc-1027" for passage in house.search("bali", query, None, 20))
    with pytest.raises(NotFound, match="doc-1027"):
        delete(context(house), "doc-1027", knowledge=house)


def test_a_number_is_not_given_again_after_a_removal(knowledge: LocalKnowledge) -> None:
    first = ingest(context(knowledge), TEXT, "Queue", knowledge=knowledge)
    delete(context(knowledge), first.document_id, knowledge=knowledge)

    assert ingest(context(knowledge), TEXT, "Queue", knowledge=knowledge).document_id == "doc-1002"


def test_a_document_is_only_removed_from_the_collection_that_was_named(house: LocalKnowledge) -> None:
    with pytest.raises(NotFound):
        delete(context(house), "doc-1027", "tax", knowledge=house)
    assert house.find("bali", "doc-1027", None)


@pytest.mark.parametrize("said", ["doc-1027", "DOC-1027", "document 1027", "1027", "overstaying a VISA"])
def test_a_document_is_called_by_its_number_or_its_title(house: LocalKnowledge, said: str) -> None:
    assert [document.title for document in house.find("bali", said, None)] == ["Overstaying a visa"]


def test_another_tenant_finds_and_removes_nothing(house: LocalKnowledge) -> None:
    house.remove("java", "doc-1027")

    assert house.find("java", "doc-1027", None) == []
    assert house.find("bali", "doc-1027", None) != []


def test_the_knowledge_bases_are_counted(house: LocalKnowledge) -> None:
    counted = collections(context(house), knowledge=house)

    sizes = {one.name: one.documents for one in counted.collections}
    assert sizes == {"archive": 6, "companies": 8, "hockey": 3, "tax": 8, "visas": 9}
    assert counted.documents == 34


def test_similar_documents_are_on_the_subject_and_never_the_document_itself(house: LocalKnowledge) -> None:
    found = similar(context(house), "doc-1029", 3)

    assert found.document == "KITAS per pensionati"
    assert len(found.documents) == 3
    assert "KITAS per investitori" in [document.title for document in found.documents]
    assert "doc-1029" not in [document.document_id for document in found.documents]
    scores = [document.score for document in found.documents]
    assert scores == sorted(scores, reverse=True)


def test_what_people_say_of_a_passage_is_kept_and_moves_it(
    knowledge: LocalKnowledge, vectors: VectorStore, sqlite: Database
) -> None:
    for title in ("First", "Second"):
        ingest(context(knowledge), f"{title}: surfing lessons are given at the beach.", title, knowledge=knowledge)
    log = LocalFeedback(sqlite, vectors)
    before = [passage.title for passage in knowledge.search("bali", "surfing lessons", None, 2)]
    last = knowledge.search("bali", "surfing lessons", None, 2)[1]

    said = feedback(context(log), last.passage_id.upper(), True, "clear")
    after = [passage.title for passage in knowledge.search("bali", "surfing lessons", None, 2)]

    assert (said.title, said.found_helpful, said.found_unhelpful, said.comment) == (last.title, 1, 0, "clear")
    assert after == before[::-1]


def test_a_person_has_one_verdict_on_a_passage(house: LocalKnowledge, vectors: VectorStore, sqlite: Database) -> None:
    log = LocalFeedback(sqlite, vectors)
    feedback(context(log), "doc-1027-1", True)
    changed = feedback(context(log), "doc-1027-1", False)

    assert (changed.found_helpful, changed.found_unhelpful) == (0, 1)


def test_a_verdict_on_a_passage_that_is_not_there_is_refused(vectors: VectorStore, sqlite: Database) -> None:
    with pytest.raises(NotFound, match="no passage 'doc-1-1'"):
        feedback(context(LocalFeedback(sqlite, vectors)), "doc-1-1", True)
