"""language.detect, and the detection that the turn engine uses for a person's own messages."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.assistance.detection import SAMPLE, detect, identify
from handlers.assistance.language import detect_language
from handlers.errors import InvalidRequest
from handlers.handler import DECLARATION

CHATS = {
    "en": ["hey whats up", "how do i extend my visa", "can u send maria the invoice", "kitas price pls", "ok thanks"],
    "id": ["halo kak", "oke sip", "jumat libur ga", "udah bayar belum", "harga kitas brp?", "mau bikin PT PMA"],
    "it": ["ciao come va", "quanto costa il kitas", "venerdì è festa?", "chi segue la pratica Rossi", "grazie mille"],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in CHATS.items() for text in texts])
def test_tells_the_languages_of_the_house_in_chats(language, text):
    assert detect(text).code == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Guten Morgen, wie geht es dir?"),
        ("fr", "Bonjour, je voudrais un rendez-vous"),
        ("nl", "Wat kost het visum?"),
        ("es", "¿Cuánto cuesta la visa?"),
        ("ru", "Сколько стоит виза?"),
        ("uk", "Доброго ранку, скільки коштує віза?"),
        ("ja", "ビザはいくらですか"),
        ("ko", "비자 비용은 얼마예요?"),
        ("zh", "签证多少钱"),
        ("ar", "كم تكلفة التأشيرة؟"),
        ("th", "วีซ่าราคาเท่าไหร่"),
        ("vi", "Xin chào, giá visa bao nhiêu?"),
    ],
)
def test_identifies_languages_that_the_house_does_not_speak(language, text):
    assert identify(text).code == language


def test_codes_and_addresses_say_nothing_about_the_language():
    assert detect("kirim ke noah.fischer@mail.de ya, kode INV-2210").code == "id"


def test_confidence_is_a_probability():
    sure = detect("quanto costa il visto per mia moglie?")
    assert 0.95 < sure.confidence <= 1
    assert sure.confidence > detect("visa kitas").confidence


@pytest.mark.parametrize("text", ["", "   ", "12345", "👍👍", "INV-2210"])
def test_a_text_without_words_has_no_confidence(text):
    assert detect(text).confidence == 0


def test_a_message_takes_less_than_a_millisecond():
    detect("warm up, halo, ciao")
    messages = [text for texts in CHATS.values() for text in texts] * 20
    started = time.perf_counter()
    for message in messages:
        detect(message)
    assert (time.perf_counter() - started) / len(messages) < 0.001


def test_a_long_text_is_judged_by_its_beginning():
    beginning = "selamat pagi, saya mau tanya soal visa. "
    assert detect(beginning * 1000) == detect((beginning * 1000)[:SAMPLE])


def test_threads_may_detect_at_once():
    texts = [text for texts in CHATS.values() for text in texts] * 10
    with ThreadPoolExecutor(8) as pool:
        found = [detected.code for detected in pool.map(detect, texts)]
    assert found == [detect(text).code for text in texts]


@pytest.mark.parametrize(("language", "name"), [("en", "German"), ("id", "Jerman"), ("it", "tedesco")])
def test_the_language_is_named_in_the_language_of_the_person(speaking, language, name):
    found = detect_language(speaking(language), "Guten Morgen, wie geht es dir?")
    assert (found.name, found.code) == (name, "de")


def test_nothing_to_tell_a_language_by_is_refused(english):
    with pytest.raises(InvalidRequest, match="'12345' has no words"):
        detect_language(english, "12345")


@pytest.mark.parametrize("example", getattr(detect_language, DECLARATION).examples, ids=lambda e: e.text)
def test_every_example_is_identified(english, example):
    assert detect_language(english, **example.args).code in {"de", "fr", "nl", "pt", "id"}
