"""Near duplicates: the estimate of similarity, and which of two stays."""

import random

import numpy as np
import pytest

from training_data_gen.near_duplicates import PERMUTATIONS, Signatures, Signer, later_duplicates, normalised

SYLLABLES = [f"{a}{b}" for a in "bdfgjklmnprst" for b in "aeiou"]
WORDS = ["".join(random.Random(number).sample(SYLLABLES, 3)) for number in range(1000)]


def text(rng: random.Random, words: int = 60) -> str:
    return " ".join(rng.choices(WORDS, k=words)) + f" {rng.getrandbits(64)}"


def signatures(*texts: str) -> Signatures:
    signer = Signer()
    return np.stack([signer.signature(normalised(one)) for one in texts])


def later(*texts: str, threshold: float = 0.8) -> list[bool]:
    return later_duplicates(signatures(*texts), np.ones(len(texts), np.bool_), threshold).tolist()


def jaccard(one: str, other: str) -> float:
    a, b = ({text[at : at + 3] for at in range(len(text) - 2)} for text in (normalised(one), normalised(other)))
    return len(a & b) / len(a | b)


def test_signatures_estimate_the_jaccard_similarity_of_character_triples() -> None:
    rng = random.Random(3)
    errors: list[float] = []
    for share in np.linspace(0.05, 0.95, 40):
        words = text(rng, 100).split()
        other = [word if rng.random() < share else rng.choice(WORDS)[::-1] for word in words]
        first, second = signatures(" ".join(words), " ".join(other))
        errors.append(float((first == second).mean()) - jaccard(" ".join(words), " ".join(other)))

    assert abs(np.mean(errors)) < 0.02
    assert np.std(errors) < 0.06


def test_capitals_and_spaces_make_no_difference() -> None:
    assert np.array_equal(*signatures("Price  of\nE23", "price of e23"))


@pytest.mark.parametrize("short", ["", "a", "ab", "😀"])
def test_texts_shorter_than_a_shingle_are_like_themselves_alone(short: str) -> None:
    assert later(short, short, "something else") == [False, True, False]


def test_the_later_one_goes_also_where_it_is_only_like_one_that_goes() -> None:
    base = text(random.Random(5), 120).split()
    first, second, third = (" ".join(base[: len(base) - cut]) for cut in (0, 16, 32))
    assert later(first, second) == later(second, third) == [False, True]
    assert later(first, third) == [False, False]

    assert later(first, second, third) == [False, True, True]


def test_rows_that_are_not_asked_about_are_not_told_but_compared_with() -> None:
    one, two = text(random.Random(1)), text(random.Random(2))
    rows = signatures(one, one, two, one)

    assert later_duplicates(rows, np.array([True, False, True, True])).tolist() == [False, False, False, True]


def test_what_differs_stays() -> None:
    rng = random.Random(9)

    assert not any(later(*(text(rng) for _ in range(400))))


def test_nearly_all_copies_with_a_slip_are_found() -> None:
    rng = random.Random(11)
    texts = [text(rng) for _ in range(300)]
    slips = [f"{one[:40]}x{one[41:]}" for one in texts]

    found = later(*texts, *slips)

    assert not any(found[:300])
    assert sum(found[300:]) >= 297


def test_a_large_bucket_of_copies_is_one_text() -> None:
    assert sum(later(*[text(random.Random(1))] * 2000)) == 1999


def test_no_rows_have_no_duplicates() -> None:
    assert later_duplicates(np.empty((0, PERMUTATIONS), np.uint32), np.empty(0, np.bool_)).tolist() == []
