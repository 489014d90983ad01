"""The shipped file: what is read is what was written, to within its 8 and 16 bits."""

import numpy as np
import pytest

from scout.mini import weights


@pytest.fixture
def written(tmp_path):
    random = np.random.default_rng(3)
    values = {
        "tower.encoder.layer.0.output.dense.weight": random.normal(size=(8, 128)).astype(np.float32),
        "tower.encoder.layer.0.output.dense.bias": random.normal(size=8).astype(np.float32),
        "segment.weight": random.normal(size=(4, 8)).astype(np.float32),
    }
    path = tmp_path / "w.safetensors"
    weights.write(values, path, {"made": "here"})
    return values, path


def test_the_tower_and_the_heads_come_back_apart(written):
    values, path = written
    read = weights.read(path)
    assert set(read.layers) == {"encoder.layer.0.output.dense.weight", "encoder.layer.0.output.dense.bias"}
    assert set(read.heads) == {"segment.weight"}
    np.testing.assert_allclose(read.heads["segment.weight"], values["segment.weight"], atol=2e-3)


def test_a_matrix_of_the_tower_is_off_by_half_a_level_at_most(written):
    values, path = written
    name = "encoder.layer.0.output.dense.weight"
    exact, restored = values[f"tower.{name}"], weights.read(path).layers[name]
    level = np.abs(exact.reshape(8, 2, 64)).max(axis=-1, keepdims=True) / 127
    assert (np.abs(exact - restored).reshape(8, 2, 64) <= 0.51 * level).all()


def test_writing_what_was_read_changes_nothing(written, tmp_path):
    _, path = written
    read = weights.read(path)
    again = tmp_path / "again.safetensors"
    weights.write({f"tower.{n}": v for n, v in read.layers.items()} | dict(read.heads), again, {"made": "here"})
    for name, value in weights.read(again).layers.items():
        np.testing.assert_array_equal(value, read.layers[name])


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        weights.read(tmp_path / "none.safetensors")
