"""The shortlist: the nearest handlers first, in a stable order, and nothing encoded twice."""

import re
import time
from hashlib import sha256

import numpy as np
import pytest

from schemas.tools import Effect, Example, ToolDefinition
from scout.encoder import OnnxEncoder
from scout.shortlist import Shortlist


class WordEncoder:
    """Adds up a random vector per word: texts that share words are near. Remembers what it was asked."""

    def __init__(self, salt=""):
        self.salt = salt
        self.seen = []

    def encode(self, texts):
        self.seen += texts
        return np.stack([self.vector(text) for text in texts]) if texts else np.empty((0, 384), np.float32)

    def vector(self, text):
        total = sum(self.word(word) for word in re.findall(r"\w+", text.lower()))
        return (total / np.linalg.norm(total)).astype(np.float32)

    def word(self, word):
        seed = int.from_bytes(sha256((self.salt + word).encode()).digest()[:8])
        return np.random.default_rng(seed).standard_normal(384)


def definition(name, description, *examples):
    return ToolDefinition(
        name=name,
        wire_name=name.replace(".", "_"),
        effect=Effect.READ,
        domain="test",
        description=description,
        parameters={"properties": {}},
        result={},
        examples=tuple(Example(text=text, args={}) for text in examples),
        scope="test:read",
        timeout_s=1,
    )


TIDE = definition("surf.tide", "Height of the tide at a beach", "is it low tide in Canggu", "tinggi air di Uluwatu")
FINE = definition("visa.fine", "Fine for staying too long", "how much for ten days of overstay")
BARE = definition("system.status", "Health of the services")


def names(scored):
    return [item.definition.name for item in scored]


def test_the_nearest_handler_comes_first():
    assert names(Shortlist(WordEncoder(), [FINE, TIDE, BARE]).rank("low tide at the beach?", 3))[0] == "surf.tide"


def test_it_says_which_example_was_nearest():
    best = Shortlist(WordEncoder(), [FINE, TIDE]).rank("is it low tide in Sanur", 1)[0]
    assert best.example.text == "is it low tide in Canggu"
    assert best.score == best.example_score


def test_the_card_counts_as_well_as_the_examples():
    best = Shortlist(WordEncoder(), [FINE, TIDE]).rank("height of the tide at a beach", 1)[0]
    assert best.score == pytest.approx(1, abs=1e-5)
    assert best.example_score < 1


def test_a_handler_without_examples_is_found_by_its_card():
    best = Shortlist(WordEncoder(), [FINE, TIDE, BARE]).rank("health of the services", 1)[0]
    assert (best.definition, best.example, best.example_score) == (BARE, None, -1.0)


def test_equals_keep_the_order_of_the_definitions():
    twins = [definition(f"twin.n{i}", "Exactly the same words") for i in range(50)]
    assert names(Shortlist(WordEncoder(), twins).rank("the same", 50)) == [twin.name for twin in twins]


def test_no_definitions_no_candidates():
    assert Shortlist(WordEncoder(), []).rank("anything", 5) == []


def test_a_restart_encodes_only_the_probe(tmp_path):
    first = Shortlist(WordEncoder(), [FINE, TIDE], tmp_path)
    again = WordEncoder()
    second = Shortlist(again, [FINE, TIDE], tmp_path)
    assert len(again.seen) == 1
    assert first.rank("tide", 2) == second.rank("tide", 2)


def test_a_new_handler_is_all_that_is_encoded(tmp_path):
    Shortlist(WordEncoder(), [FINE, TIDE], tmp_path)
    again = WordEncoder()
    Shortlist(again, [FINE, TIDE, BARE], tmp_path)
    assert again.seen[1:] == ["Health of the services"]


def test_another_encoder_does_not_read_the_vectors_of_the_first(tmp_path):
    Shortlist(WordEncoder(), [FINE, TIDE], tmp_path)
    other = WordEncoder(salt="other")
    shortlist = Shortlist(other, [FINE, TIDE], tmp_path)
    assert len(other.seen) == 1 + 5
    assert names(shortlist.rank("low tide", 1)) == ["surf.tide"]


def test_a_broken_cache_is_made_anew(tmp_path):
    first = Shortlist(WordEncoder(), [FINE, TIDE], tmp_path)
    (tmp_path / "embeddings.npz").write_bytes(b"PK\x03\x04 cut short")
    assert Shortlist(WordEncoder(), [FINE, TIDE], tmp_path).rank("tide", 2) == first.rank("tide", 2)


def test_definitions_of_a_request_leave_nothing_on_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Shortlist(WordEncoder(), [TIDE]).rank("tide", 1)
    assert not list(tmp_path.iterdir())


def test_ten_thousand_handlers_are_ranked_in_milliseconds():
    class Random:
        def encode(self, texts):
            vectors = np.random.default_rng(1).standard_normal((len(texts), 384), np.float32)
            return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    many = [definition(f"many.n{i}", f"Handler {i}", "one", "two", "three") for i in range(10_000)]
    shortlist = Shortlist(Random(), many)
    message = Random().encode(["message"])[0]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        assert len(shortlist.nearest(message, 8)) == 8
        times.append(time.perf_counter() - start)
    assert min(times) < 0.1


def test_the_real_encoder_tells_handlers_apart(tmp_path):
    shortlist = Shortlist(OnnxEncoder(tmp_path), [TIDE, FINE, BARE], tmp_path)
    assert names(shortlist.rank("what do I pay if I overstayed two weeks", 1)) == ["visa.fine"]
    assert names(shortlist.rank("are your servers healthy?", 1)) == ["system.status"]
