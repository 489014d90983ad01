"""rag.search: passages by meaning, cited, of one's own tenant."""

import datetime as dt

import pytest

from handlers.backends.local.demo_knowledge import demo_articles, seed
from handlers.backends.local.knowledge import PASSAGE_CHARACTERS, passages
from handlers.context import Context
from handlers.errors import NotFound
from handlers.rag_memory.rag import Document, search
from schemas.turn import Principal

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def demo(knowledge):
    seed(knowledge, "demo")
    return knowledge


def context(port, tenant="demo"):
    return Context(port=port, now=NOW, tenant=tenant, principal=Principal(id="wayan"))


def article(title="Surfing with a visa", text="A tourist may surf.", collection="visas", date=dt.date(2026, 1, 2)):
    return Document(title, collection, "en", "house notes", date, text)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("how much is the fine for overstaying?", "Overstaying a visa"),
        ("minimum capital of a PT PMA", "PT PMA in outline"),
        ("berapa denda telat lapor SPT", "Batas waktu SPT Tahunan"),
        ("perpanjangan VOA bisa berapa kali", "Perpanjangan visa on arrival (VOA)"),
        ("visto per pensionati, che requisiti ci sono?", "KITAS per pensionati"),
        ("tasse sull'affitto di una villa", "Imposta sugli affitti di immobili"),
    ],
)
def test_the_article_on_the_subject_comes_first(demo, query, title):
    assert search(context(demo), query).passages[0].title == title


def test_a_passage_is_cited_with_source_and_date(demo):
    best = search(context(demo), "fine for overstaying", limit=1).passages[0]
    assert "IDR 1,000,000" in best.text
    assert best.source.name == "Bali Zero, house notes"
    assert best.source.date == dt.date(2026, 5, 4)
    assert 0 < best.score <= 1


def test_a_collection_narrows_the_search(demo):
    found = search(context(demo), "KITAS", collection="Companies", limit=5)
    assert {passage.collection for passage in found.passages} == {"companies"}


def test_an_unknown_collection_is_told_with_those_there_are(demo):
    with pytest.raises(NotFound, match="no knowledge base 'recipes'") as error:
        search(context(demo), "KITAS", collection="recipes")
    assert error.value.options == ("archive", "companies", "hockey", "tax", "visas")


def test_no_more_passages_than_asked_for(demo):
    assert len(search(context(demo), "stay permit", limit=2).passages) == 2


def test_what_the_house_knows_nothing_about_is_not_made_up(demo):
    with pytest.raises(NotFound, match="other words"):
        search(context(demo), "zebra crossing photography tips")


def test_another_tenant_finds_nothing(demo):
    with pytest.raises(NotFound):
        search(context(demo, tenant="java"), "fine for overstaying")


def test_a_new_edition_replaces_the_old_one(knowledge):
    long = "\n\n".join(f"Paragraph {n} on surfing. " + "Waves are high. " * 40 for n in range(4))
    knowledge.add("demo", article(text=long))
    assert knowledge.collections("demo") == {"visas": 4}
    knowledge.add("demo", article(text="Surfing needs no permit.", date=dt.date(2026, 2, 3)))
    found = search(context(knowledge), "surfing").passages
    assert [(passage.text, passage.source.date) for passage in found] == [
        ("Surfing needs no permit.", dt.date(2026, 2, 3))
    ]


def test_the_same_title_of_two_tenants_is_two_documents(knowledge):
    knowledge.add("bali", article())
    knowledge.add("java", article())
    assert knowledge.collections("bali") == knowledge.collections("java") == {"visas": 1}


def test_a_word_that_is_written_finds_what_the_encoder_does_not_know(knowledge):
    for number in range(60):
        knowledge.add("demo", article(f"Note {number}", f"The office bought {number} chairs and a lamp."))
    knowledge.add("demo", article("Codes", "Form XQ77 goes to the harbour master."))
    assert search(context(knowledge), "XQ77", limit=1).passages[0].title == "Codes"


def test_a_long_paragraph_is_cut_between_its_sentences():
    text = " ".join(f"Sentence number {n} is about surfing." for n in range(60))
    pieces = list(passages(text))
    assert all(len(piece) <= PASSAGE_CHARACTERS and piece.endswith(".") for piece in pieces)
    assert " ".join(pieces) == text


def test_passages_keep_every_paragraph_whole():
    paragraphs = [f"{n} " + "x" * 300 for n in range(7)]
    pieces = list(passages("\n\n".join(paragraphs)))
    assert "\n\n".join(pieces).split("\n\n") == paragraphs
    assert all(len(piece) <= PASSAGE_CHARACTERS for piece in pieces)


def test_the_demo_knowledge_base_is_seeded_once(knowledge):
    assert seed(knowledge, "demo") == 34
    before = knowledge.collections("demo")
    assert seed(knowledge, "demo") == 0
    assert knowledge.collections("demo") == before


def test_a_text_that_came_before_the_demo_knowledge_base_keeps_nothing_out(knowledge):
    knowledge.add("demo", article(collection="notes"))

    assert seed(knowledge, "demo") == 34


def test_the_demo_articles_cover_four_subjects_and_three_languages():
    articles = list(demo_articles())
    assert {a.collection for a in articles} == {"visas", "companies", "tax", "hockey", "archive"}
    assert {a.language for a in articles} == {"en", "id", "it"}
    assert len({a.title for a in articles}) == len(articles)
