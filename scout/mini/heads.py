"""Scout Mini's heads in numpy: what `finetune/mini/network.py` learned, computed for one message at a time.

Shapes: t tokens, s segments, n handlers, q parameters, v values; tower 384 wide.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from handlers.ports import Vectors

CHANNELS = 4
BEGINS, ENDS, INSIDE, POINTS = range(CHANNELS)
"""Of a token for a parameter: it begins what says it, ends it, is inside of it, is inside words that point at an
earlier result."""

LEAST = -1.0
"""Cosine of a handler without examples to its nearest example."""


class Heads:
    """Immutable, thread-safe. `weights` are named as in the trained network."""

    def __init__(self, weights: Mapping[str, Vectors]) -> None:
        self._weights = weights
        others = _unit(weights["others"])
        scale = np.exp(weights["scale"])
        self._others = others * scale.sum()
        self._card_scale, self._example_scale = scale
        self.scale = float(scale.sum())

    @property
    def route_width(self) -> int:
        return self._others.shape[1]

    def begins(self, tokens: Vectors) -> Vectors:
        """(t,): log-odds that a token begins another wish."""
        return self._linear("boundary.2", _gelu(self._linear("boundary.0", tokens)))[:, 0]

    def routed(self, segments: Vectors) -> Vectors:
        """(s, 384) -> (s, 256): where segments lie among the cards. A segment is the mean of its tokens."""
        return _unit(self._linear("segment", segments))

    def cards(self, embeddings: Vectors) -> Vectors:
        """(n, 384) -> (n, 256)."""
        return _unit(self._residual("card", embeddings))

    def handler_logits(self, routed: Vectors, cards: Vectors, nearest_example: Vectors) -> Vectors:
        """(s, n + 2): every handler, nothing to do, and the wish before once more. nearest_example (s, n): cosines."""
        logits: Vectors = self._card_scale * (routed @ cards.T) + self._example_scale * nearest_example
        return np.concatenate([logits, routed @ self._others.T + self._weights["bias"]], axis=1)

    def asked(self, embeddings: Vectors) -> Vectors:
        """(q, 768) -> (q, 4, 128): parameters as tokens are compared with them."""
        hidden = _gelu(self._linear("parameter.0", embeddings))
        return self._linear("parameter.3", hidden).reshape(len(embeddings), CHANNELS, -1)

    def said(self, tokens: Vectors) -> Vectors:
        """(t, 4, 128)."""
        return self._linear("token", tokens).reshape(len(tokens), CHANNELS, -1)

    def span_logits(self, said: Vectors, asked: Vectors) -> Vectors:
        """(q, t, 4): log-odds of the channels for each parameter and token."""
        scores = np.einsum("tcd,qcd->qtc", said, asked, optimize=True)
        return scores / said.shape[-1] ** 0.5 + self._weights["channel_bias"]

    def implied_parameter(self, embeddings: Vectors) -> Vectors:
        """(q, 768) -> (q, 128)."""
        return self._linear("implied_parameter", embeddings)

    def implied(self, segment: Vectors, parameters: Vectors) -> Vectors:
        """(q,): log-odds that a parameter comes from an earlier call though no word says so. segment (384,)."""
        said = self._linear("implied", segment)
        return parameters @ said / len(said) ** 0.5 + self._weights["implied_bias"]

    def values(self, embeddings: Vectors) -> Vectors:
        """(v, 384) -> (v, 128): allowed values, as spans are compared with them."""
        return _unit(self._residual("value", embeddings))

    def value_logits(self, span: Vectors, values: Vectors) -> Vectors:
        """(v,). span (384,) is the mean of the tokens that say the value."""
        return np.exp(self._weights["value_scale"]) * (values @ _unit(self._linear("value_span", span)))

    def _linear(self, name: str, value: Vectors) -> Vectors:
        return value @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    def _residual(self, name: str, value: Vectors) -> Vectors:
        bent = self._linear(f"{name}.bent.3", _gelu(self._linear(f"{name}.bent.0", value)))
        return self._linear(f"{name}.straight", value) + bent


def _unit(value: Vectors) -> Vectors:
    return value / np.maximum(np.linalg.norm(value, axis=-1, keepdims=True), 1e-12)


def _gelu(value: Vectors) -> Vectors:
    """The tanh form, as in training."""
    return 0.5 * value * (1 + np.tanh(np.float32(0.7978845608) * (value + 0.044715 * value**3)))


def nearest(routed: Vectors, examples: Vectors, starts: NDArray[np.int64], counts: NDArray[np.int64]) -> Vectors:
    """(s, n): cosine of each segment to the nearest example of each handler, -1 without one.

    The examples of handler i are the rows `starts[i] : starts[i] + counts[i]`.
    """
    found = np.full((len(routed), len(starts)), LEAST, np.float32)
    some = counts > 0
    if some.any():
        found[:, some] = np.maximum.reduceat(routed @ examples.T, starts[some], axis=1)
    return found
