"""What a next message says about the turn before it."""

import pytest

from training_data_gen.reactions import reaction


@pytest.mark.parametrize(
    "message",
    [
        "no, I meant the E33G",
        "No not that one",
        "that's wrong, it was 10 days",
        "I said Budi, not Made",
        "try again please",
        "not her, the other Maria",
        "actually make it Tuesday",
        "bukan itu, yang satunya",
        "salah kak, besok maksudnya",
        "maksud saya hari Senin",
        "coba lagi dong",
        "no, intendevo domani",
        "non quello, l'altro",
        "sbagliato, sono 30 giorni",
        "anzi, facciamo alle 11",
        "riprova",
    ],
)
def test_corrections(message: str) -> None:
    assert reaction(message) == "corrects"


@pytest.mark.parametrize(
    "message",
    ["thanks!", "ok great, thank you", "perfect", "makasih ya", "oke sip, terima kasih", "grazie mille", "Ottimo"],
)
def test_thanks(message: str) -> None:
    assert reaction(message) == "thanks"


@pytest.mark.parametrize(
    "message",
    [
        "and how much is the fine?",
        "no problem, send it to Budi too",
        "note: call Maria",
        "nothing else today",
        "kirim juga ke Made",
        "e quanto costa?",
        "notify the team",
        "what about Tuesday",
        "",
    ],
)
def test_other_messages_say_nothing_of_it(message: str) -> None:
    assert reaction(message) is None
