"""text.summarize: the telling sentences of a text, word for word."""

import pytest

from handlers.assistance.summary import split_sentences
from handlers.assistance.text import summarize
from handlers.errors import InvalidRequest
from scout.encoder import OnnxEncoder
from tests.support.contexts import context

PERMIT = {
    "en": """The office will be closed on Friday for a ceremony. Visa applications that arrive by Thursday noon
are still handled this week. Applications that arrive later are handled from Monday on. There will be snacks.
The visa counter opens again on Monday at nine. Parking is free as always.""",
    "id": """Kantor tutup hari Jumat karena upacara. Berkas visa yang masuk sebelum Kamis siang tetap diproses
minggu ini. Berkas visa yang masuk sesudahnya diproses mulai Senin. Ada camilan. Loket visa buka lagi Senin jam
sembilan. Parkir gratis seperti biasa.""",
    "it": """L'ufficio chiude venerdì per una cerimonia. Le domande di visto arrivate entro giovedì a mezzogiorno
si trattano ancora questa settimana. Le domande di visto arrivate dopo si trattano da lunedì. Ci sono spuntini.
Lo sportello visti riapre lunedì alle nove. Il parcheggio è gratuito come sempre.""",
}

TRIFLES = ("snacks", "Parking", "camilan", "Parkir", "spuntini", "parcheggio")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return OnnxEncoder(tmp_path_factory.mktemp("encoder"))


@pytest.mark.parametrize("language", PERMIT)
def test_a_summary_is_made_of_the_texts_own_sentences_in_their_order(encoder, language):
    found = summarize(context(encoder, language=language), PERMIT[language], 2)
    kept = split_sentences(found.summary)
    pieces = split_sentences(PERMIT[language])
    assert [piece for piece in pieces if piece in kept] == kept
    assert (found.sentences, found.of_sentences) == (2, 6)


@pytest.mark.parametrize("language", PERMIT)
def test_the_matter_goes_before_trifles(encoder, language):
    found = summarize(context(encoder, language=language), PERMIT[language])
    assert any(matter in found.summary for matter in ("arrive by Thursday", "sebelum Kamis", "entro giovedì"))
    assert not any(
        trifle in found.summary for trifle in ("snacks", "Parking", "camilan", "Parkir", "spuntini", "parcheggio")
    )


def test_a_short_text_is_given_back_as_it_is(encoder):
    found = summarize(context(encoder), "We meet at ten. Bring the deed.")
    assert (found.summary, found.sentences) == ("We meet at ten. Bring the deed.", 2)


def test_a_repeated_sentence_is_not_taken_twice(encoder):
    said = "The villa has four bedrooms and a pool. " * 3 + "The yearly rent is paid in advance in March."
    assert summarize(context(encoder), said, 2).summary.count("four bedrooms") == 1


@pytest.mark.parametrize("text", ["", "   ", "...", "?!"])
def test_nothing_cannot_be_summarised(encoder, text):
    with pytest.raises(InvalidRequest):
        summarize(context(encoder), text)


@pytest.mark.parametrize("sentences", [0, 21])
def test_a_summary_has_bounds(encoder, sentences):
    with pytest.raises(InvalidRequest, match="1 to 20"):
        summarize(context(encoder), PERMIT["en"], sentences)


def test_a_book_is_refused_before_it_is_read(encoder):
    with pytest.raises(InvalidRequest, match="401 sentences"):
        summarize(context(encoder), "One more sentence. " * 401)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dr. Smith came. He left.", 2),
        ("Il Sig. Rossi ha firmato. Il dott. Bianchi no.", 2),
        ("Kantor di Jl. Raya No. 12 tutup! Besok buka?", 2),
        ("It costs Rp. 5.000.000 on 3.5.2026. Fine.", 2),
        ("A heading\n\nThe text begins. It ends", 3),
        ("- one thing\n- another thing", 2),
    ],
)
def test_sentences_end_where_a_reader_sees_it(text, count):
    assert len(split_sentences(text)) == count
