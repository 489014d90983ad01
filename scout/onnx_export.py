"""Builds the encoder's ONNX graph from BERT weights, in 8 bits. Runs once per set of weights."""

# onnx and safetensors ship no complete types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from scout.encoder import MAX_TOKENS

HEADS = 12
EPSILON = 1e-12

BLOCK = 64
"""Weights and activations that share a scale in an 8-bit product. 32 is no nearer to fp32 that matters, and slower."""

CONTRIB = "com.microsoft"
OPSETS = (helper.make_opsetid("", 20), helper.make_opsetid(CONTRIB, 1))

Precision = Literal["int8", "fp32"]
Output = Literal["embeddings", "tokens"]
Array = NDArray[np.float32]
Weights = Mapping[str, Array]


def export(weights: Weights, target: Path, output: Output = "embeddings", precision: Precision = "int8") -> None:
    """Write the graph to `target`: `ids (n, length) int64 -> embeddings (n, 384)`, or `-> tokens (n, length, 384)`,
    float32; texts of equal length.

    In int8, products take weights and activations in blocks with a scale each (`MatMulNBits`). A scale per column and
    one for all activations, as dynamic quantisation has them, is twice as fast and errs ten times as much: cosine to
    fp32 at least 0.977 against 0.997.
    """
    onnx.save(build(weights, output, precision), target)


def build(weights: Weights, output: Output, precision: Precision) -> onnx.ModelProto:
    """A BERT encoder; its embeddings are the mean of its tokens, with L2 norm."""
    graph = _Graph(precision)
    hidden = _embed(graph, weights)
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    for index in range(layers):
        hidden = _layer(graph, weights, f"encoder.layer.{index}", hidden)
    width = weights["embeddings.position_embeddings.weight"].shape[1]
    if output == "tokens":
        graph.append("Identity", [hidden], ["tokens"])
        return graph.model("tokens", ["n", "length", width])
    # The sum over the tokens points where their mean does, and the norm leaves only the direction.
    total = graph.add("ReduceSum", hidden, graph.constant(np.array([1])), keepdims=0)
    graph.append("LpNormalization", [total], ["embeddings"], axis=-1, p=2)
    return graph.model("embeddings", ["n", width])


class _Graph:
    """Nodes in the order of computation, and their constants."""

    def __init__(self, precision: Precision) -> None:
        self.precision = precision
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def constant(self, value: NDArray[Any]) -> str:
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Append a node with one output and return its name."""
        return self.append(operator, inputs, [f"value_{len(self._nodes)}"], **attributes)[0]

    def split(self, value: str, parts: int) -> list[str]:
        names = [f"value_{len(self._nodes)}_{part}" for part in range(parts)]
        return self.append("Split", [value], names, axis=-1, num_outputs=parts)

    def append(self, operator: str, inputs: Any, outputs: list[str], **attributes: Any) -> list[str]:
        self._nodes.append(helper.make_node(operator, inputs, outputs, **attributes))
        return outputs

    def model(self, output: Output, shape: Sequence[str | int]) -> onnx.ModelProto:
        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "length"])
        result = helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)
        graph = helper.make_graph(self._nodes, "encoder", [ids], [result], self._constants)
        return helper.make_model(graph, opset_imports=OPSETS, ir_version=9)


def _embed(graph: _Graph, weights: Weights) -> str:
    words = _rows(graph, weights["embeddings.word_embeddings.weight"])
    # Every text is one segment, so the segment's embedding is a part of the position's.
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    positions = graph.constant(weights["embeddings.position_embeddings.weight"][:MAX_TOKENS] + segment)
    length = graph.add("Shape", "ids", start=1, end=2)
    used = graph.add("Slice", positions, graph.constant(np.array([0])), length)
    return _normalise(graph, weights, "embeddings.LayerNorm", graph.add("Add", words, used))


def _rows(graph: _Graph, table: Array) -> str:
    """The table's rows for the ids; in int8 with a scale per row."""
    if graph.precision == "fp32":
        return graph.add("Gather", graph.constant(table), "ids")
    scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), EPSILON) / 127
    rows = graph.add("Gather", graph.constant(np.round(table / scales).astype(np.int8)), "ids")
    factors = graph.add("Gather", graph.constant(scales), "ids")
    return graph.add("Mul", graph.add("Cast", rows, to=TensorProto.FLOAT), factors)


def _layer(graph: _Graph, weights: Weights, name: str, hidden: str) -> str:
    # One product gives query, key and value.
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    kernel = np.concatenate([weights[f"{part}.weight"] for part in parts])
    bias = np.concatenate([weights[f"{part}.bias"] for part in parts])
    query, key, value = graph.split(_product(graph, kernel, bias, hidden), 3)
    attended = graph.add("MultiHeadAttention", query, key, value, domain=CONTRIB, num_heads=HEADS)
    attended = _dense(graph, weights, f"{name}.attention.output.dense", attended)
    hidden = _normalise(graph, weights, f"{name}.attention.output.LayerNorm", graph.add("Add", hidden, attended))
    inner = graph.add("Gelu", _dense(graph, weights, f"{name}.intermediate.dense", hidden))
    inner = _dense(graph, weights, f"{name}.output.dense", inner)
    return _normalise(graph, weights, f"{name}.output.LayerNorm", graph.add("Add", hidden, inner))


def _dense(graph: _Graph, weights: Weights, name: str, value: str) -> str:
    return _product(graph, weights[f"{name}.weight"], weights[f"{name}.bias"], value)


def _product(graph: _Graph, kernel: Array, bias: Array, value: str) -> str:
    """`value @ kernel.T + bias`, with `kernel` of shape (outputs, inputs)."""
    if graph.precision == "fp32":
        return graph.add("Add", graph.add("MatMul", value, graph.constant(kernel.T)), graph.constant(bias))
    outputs, inputs = kernel.shape
    blocks = kernel.reshape(outputs, inputs // BLOCK, BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=-1), EPSILON) / 127
    # The operator reads unsigned weights around 128.
    levels = (np.round(blocks / scales[..., None]) + 128).astype(np.uint8)
    operands = (graph.constant(levels), graph.constant(scales), "", "", graph.constant(bias))
    sizes = {"K": inputs, "N": outputs, "bits": 8, "block_size": BLOCK}
    # Accuracy level 4: activations in 8 bits too.
    return graph.add("MatMulNBits", value, *operands, domain=CONTRIB, accuracy_level=4, **sizes)


def _normalise(graph: _Graph, weights: Weights, name: str, value: str) -> str:
    scale, bias = graph.constant(weights[f"{name}.weight"]), graph.constant(weights[f"{name}.bias"])
    return graph.add("LayerNormalization", value, scale, bias, axis=-1, epsilon=EPSILON)
