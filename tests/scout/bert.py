"""A BERT encoder's forward pass in plain numpy: what the exported graph is compared with."""

from math import erf, sqrt

import numpy as np
from safetensors.numpy import load_file

gauss = np.vectorize(lambda x: 0.5 * (1 + erf(x / sqrt(2))))


class Bert:
    """all-MiniLM-L6-v2 in fp32, one text at a time."""

    def __init__(self, safetensors):
        self.weights = load_file(safetensors)

    def embed(self, ids):
        w = self.weights
        hidden = w["embeddings.word_embeddings.weight"][ids]
        hidden = hidden + w["embeddings.position_embeddings.weight"][: len(ids)]
        hidden = self.normalise("embeddings.LayerNorm", hidden + w["embeddings.token_type_embeddings.weight"][0])
        for index in range(6):
            hidden = self.layer(f"encoder.layer.{index}", hidden)
        mean = hidden.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def layer(self, name, hidden):
        attended = self.dense(f"{name}.attention.output.dense", self.attend(f"{name}.attention.self", hidden))
        hidden = self.normalise(f"{name}.attention.output.LayerNorm", hidden + attended)
        inner = self.dense(f"{name}.intermediate.dense", hidden)
        inner = self.dense(f"{name}.output.dense", inner * gauss(inner))
        return self.normalise(f"{name}.output.LayerNorm", hidden + inner)

    def attend(self, name, hidden):
        query, key, value = (
            self.dense(f"{name}.{part}", hidden).reshape(len(hidden), 12, 32).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        scores = np.exp(query @ key.swapaxes(1, 2) / sqrt(32))
        mixed = scores / scores.sum(axis=-1, keepdims=True) @ value
        return mixed.swapaxes(0, 1).reshape(len(hidden), 384)

    def dense(self, name, value):
        return value @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def normalise(self, name, value):
        centred = value - value.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
