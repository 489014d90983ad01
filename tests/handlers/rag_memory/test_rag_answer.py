"""rag.answer: sentences of the house's articles, cited; none where nothing fits."""

import pytest

from handlers.backends.local.knowledge import LocalKnowledge
from handlers.errors import NotFound
from handlers.rag_memory.rag import Document
from handlers.rag_memory.rag_answer import LEFT_OUT, answer
from scout.encoder import OnnxEncoder
from tests.support.contexts import NOW, context


@pytest.mark.parametrize(
    ("question", "title", "told"),
    [
        ("how long can I overstay before I get deported?", "Overstaying a visa", "sixty-first day"),
        ("VOA bisa diperpanjang berapa kali?", "Perpanjangan visa on arrival (VOA)", "satu kali"),
        ("perché è meglio evitare un prestanome?", "Prestanome: perché evitarlo", "dichiara nulli"),
        ("when does a foreigner become a tax resident?", "When a foreigner becomes a tax resident", "183 days"),
    ],
)
def test_a_question_is_answered_in_the_words_of_the_article(
    house: LocalKnowledge, encoder: OnnxEncoder, question: str, title: str, told: str
) -> None:
    found = answer(context(house), question, encoder=encoder)

    assert found.citations[0].title == title
    assert told in found.answer
    assert found.trusted


def test_every_sentence_stands_in_the_cited_passage(house: LocalKnowledge, encoder: OnnxEncoder) -> None:
    found = answer(context(house), "what is the fine for overstaying a visa?", encoder=encoder)

    passages = {one.passage_id: one.text for one in house.search("bali", "fine for overstaying a visa", None, 20)}
    for citation, quoted in zip(found.citations, found.answer.split("\n\n"), strict=True):
        assert quoted.endswith(f" [{citation.number}]")
        for piece in quoted.removesuffix(f" [{citation.number}]").split(f" {LEFT_OUT} "):
            assert piece in " ".join(passages[citation.passage_id].split())


@pytest.mark.parametrize(
    "question",
    [
        "who won the world cup?",
        "what is the capital of France?",
        "come si cucina la carbonara?",
        "quanto costa una moto usata?",
        "harga tiket konser berapa?",
    ],
)
def test_what_the_house_does_not_know_is_not_made_up(
    house: LocalKnowledge, encoder: OnnxEncoder, question: str
) -> None:
    with pytest.raises(NotFound, match="has no answer"):
        answer(context(house), question, encoder=encoder)


def test_an_answer_out_of_a_web_page_is_not_trusted(knowledge: LocalKnowledge, encoder: OnnxEncoder) -> None:
    page = Document(
        title="Surf permits",
        collection="notes",
        language="en",
        source="blog.example.com",
        date=NOW.date(),
        text="A surf permit costs nothing. It is given at the beach.",
        trusted=False,
    )
    knowledge.add("bali", page)

    found = answer(context(knowledge), "what does a surf permit cost?", encoder=encoder)

    assert not found.trusted
    assert [citation.trusted for citation in found.citations] == [False]
