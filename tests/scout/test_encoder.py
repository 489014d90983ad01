"""The encoder: true to the weights it was made from, the same for the same text, quick to start again."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import onnxruntime as ort
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from scout.encoder import OnnxEncoder, shipped_weights
from scout.onnx_export import export
from tests.scout.bert import Bert

SENTENCES = [
    "how much is the fine for 10 days overstay?",
    "send a WhatsApp to Maria that her KITAS is ready",
    "is tomorrow a public holiday in Bali",
    "work out 15% of 2400 and add 800",
    "denda overstay 3 hari berapa ya",
    "tolong catat Bu Sari alergi kacang",
    "ingatkan saya besok jam 9 pagi soal perpanjangan visa",
    "cari klien namanya Budi Santoso dong",
    "quanto pago di multa per 5 giorni di overstay?",
    "mi serve l'elenco dei documenti per il visto da pensionato",
    "ricordami domani alle 15 di chiamare il notaio",
    "che cosa fa il codice KBLI 62010?",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("encoder")


@pytest.fixture(scope="module")
def encoder(folder):
    return OnnxEncoder(folder)


@pytest.fixture(scope="module")
def tokens():
    tokenizer = Tokenizer.from_file(str(shipped_weights().tokenizer))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    return [tokenizer.encode(text).ids for text in SENTENCES]


@pytest.fixture(scope="module")
def reference(tokens):
    network = Bert(shipped_weights().safetensors)
    return np.stack([network.embed(ids) for ids in tokens])


def test_eight_bits_stay_near_the_weights(encoder, reference):
    cosines = (encoder.encode(SENTENCES) * reference).sum(axis=1)
    assert cosines.min() >= 0.99


def test_the_unquantised_graph_is_the_network_itself(folder, tokens, reference):
    export(load_file(shipped_weights().safetensors), folder / "fp32.onnx", precision="fp32")
    session = ort.InferenceSession(folder / "fp32.onnx", providers=["CPUExecutionProvider"])
    vectors = np.concatenate([session.run(None, {"ids": np.array([ids])})[0] for ids in tokens])
    np.testing.assert_allclose(vectors, reference, atol=1e-5)


def test_eight_bits_find_the_same_neighbour(encoder, reference):
    vectors = encoder.encode(SENTENCES)
    assert (nearest(vectors) == nearest(reference)).mean() >= 0.9


def nearest(vectors):
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -1)
    return scores.argmax(axis=1)


def test_vectors_are_unit_vectors_of_384_floats(encoder):
    vectors = encoder.encode(SENTENCES)
    assert vectors.shape == (len(SENTENCES), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_nothing_gives_nothing(encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_an_empty_text_has_a_vector(encoder):
    assert np.isfinite(encoder.encode([""])).all()


def test_a_text_has_one_vector_whatever_it_comes_with(folder):
    alone, together = OnnxEncoder(folder), OnnxEncoder(folder)
    batch = together.encode([*SENTENCES, "word " * 200])
    for text, vector in zip(SENTENCES, batch, strict=False):
        np.testing.assert_array_equal(alone.encode([text])[0], vector)


def test_what_goes_beyond_256_tokens_is_not_read(encoder):
    long = "visa " * 254  # and two tokens that mark the ends
    np.testing.assert_array_equal(encoder.encode([long])[0], encoder.encode([long + "apple orchard"])[0])


def test_threads_get_what_one_gets(folder, encoder):
    expected = encoder.encode(SENTENCES)
    shared = OnnxEncoder(folder)
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(lambda _: shared.encode(SENTENCES), range(16)):
            np.testing.assert_array_equal(vectors, expected)


def test_a_second_start_builds_nothing(folder, encoder):
    graph = next(folder.glob("embeddings-*.onnx"))
    before = graph.stat().st_mtime_ns
    OnnxEncoder(folder)
    assert graph.stat().st_mtime_ns == before
    assert not list(folder.glob("*.tmp"))


def test_no_torch_is_loaded(folder, encoder):
    """In a process of its own: whatever else these tests load is not the encoder's doing."""
    program = (
        "import sys; from pathlib import Path; from scout.encoder import OnnxEncoder; "
        f"OnnxEncoder(Path({str(folder)!r})).encode(['a']); "
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
