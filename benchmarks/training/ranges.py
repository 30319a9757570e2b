"""Fixed ranges for the activations of a network whose weights are in 8 bits: what ``export.py`` and ``meaning.py`` end with.

Why fixed: with ranges taken from the rows at hand, what is said of a sentence hangs on its neighbours, and rows have to be
read one at a time. Why 7 bits: processors without VNNI multiply 8-bit numbers in pairs whose sum must fit in 16 bits. Beyond
127 · 127 · 2 it is cut off without a word, and the network talks nonsense.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

TOP = 127
"""The largest number an activation may be given."""
SAMPLED = 900
"""Tokens that the range of an activation is chosen on."""
CHANNELS = 16
"""The widest channels of an activation: what lies beyond the range is multiplied in 32 bits (cf. Dettmers et al. 2022, LLM.int8)."""
CUTS = (0.0, 1e-5, 1e-4, 3e-4, 1e-3, 2e-3)
"""Shares of values beyond the range at either end that are tried; the one with the least squared error is taken."""


class Range(NamedTuple):
    """What 7 bits hold of an activation."""

    low: float
    high: float
    wide: np.ndarray
    """The channels whose excess is counted."""


class Product(NamedTuple):
    """One product in 8 bits, as ``onnxruntime.quantization`` writes it, and the nodes that make it up."""

    source: str
    """The activation in 32 bits."""
    codes: str
    scales: str
    output: str
    name: str
    nodes: tuple[onnx.NodeProto, ...]


def list_products(graph: onnx.GraphProto) -> list[Product]:
    """Every MatMulInteger with what leads to it and from it."""
    makers = {output: node for node in graph.node for output in node.output}
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    found = []
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            quantiser = makers[node.input[0]]
            (cast,) = users[node.output[0]]
            (scaled,) = users[cast.output[0]]
            scales = makers[next(name for name in scaled.input if name != cast.output[0])]
            weights = next(name for name in scales.input if name != quantiser.output[1])
            nodes = (quantiser, node, cast, scaled, scales)
            found.append(Product(quantiser.input[0], node.input[1], weights, scaled.output[0], node.name, nodes))
    return found


def undo(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same network with every product in 32 bits, its weights as the 8-bit ones say, the products' inputs among its outputs."""
    whole = onnx.ModelProto()
    whole.CopyFrom(model)
    products, arrays = list_products(whole.graph), _read_arrays(whole.graph)
    by_output = {each.output: each for each in products}
    gone = {output for each in products for node in each.nodes for output in node.output}
    nodes = []
    for node in whole.graph.node:
        product = by_output.get(node.output[0])
        if product:
            weights = arrays[product.codes].astype(np.float32) * arrays[product.scales]
            whole.graph.initializer.append(numpy_helper.from_array(weights, f"{product.codes} in 32 bits"))
            nodes.append(helper.make_node("MatMul", [product.source, f"{product.codes} in 32 bits"], [product.output]))
        elif node.output[0] not in gone:
            nodes.append(node)
    del whole.graph.node[:]
    whole.graph.node.extend(nodes)
    shown = dict.fromkeys(each.source for each in products)
    whole.graph.output.extend(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in shown)
    return whole


def measure_ranges(model: onnx.ModelProto, feeds: Sequence[dict[str, np.ndarray]], *, seed: int = 0) -> dict[str, Range]:
    """What 7 bits should hold of each activation, chosen on what the network computes of ``feeds``."""
    session = _open(undo(model))
    names = list(dict.fromkeys(each.source for each in list_products(model.graph)))
    generator = np.random.default_rng(seed)
    samples: dict[str, list[np.ndarray]] = {name: [] for name in names}
    largest: dict[str, np.ndarray] = {}
    for feed in feeds:
        for name, values in zip(names, session.run(names, feed), strict=True):
            tokens = values.reshape(-1, values.shape[-1])
            top = np.abs(tokens).max(axis=0)
            largest[name] = np.maximum(largest.get(name, top), top)
            samples[name].append(tokens[generator.choice(len(tokens), min(len(tokens), 1 + SAMPLED // len(feeds)), replace=False)])
    return {name: _choose_range(np.concatenate(samples[name]), largest[name]) for name in names}


def _choose_range(tokens: np.ndarray, largest: np.ndarray) -> Range:
    wide = np.sort(np.argsort(largest)[-CHANNELS:])
    values = np.delete(tokens, wide, axis=1).ravel()
    tried = [(min(0.0, float(np.quantile(values, cut))), max(0.0, float(np.quantile(values, 1 - cut)))) for cut in CUTS]
    return Range(*min(tried, key=lambda pair: _squared_error(values, *pair)), wide)


def _squared_error(values: np.ndarray, low: float, high: float) -> float:
    scale, zero = choose_scale(low, high)
    codes = np.clip(np.round(values / scale) + zero, 0, TOP)
    return float(((values - (codes - zero) * scale) ** 2).mean())


def choose_scale(low: float, high: float) -> tuple[np.float32, int]:
    """(scale, number that stands for 0) with ``low`` at 0 and ``high`` at TOP."""
    scale = np.float32(max(high - low, 1e-6) / TOP)
    return scale, round(-low / float(scale))


def fix_ranges(model: onnx.ModelProto, ranges: dict[str, Range]) -> onnx.ModelProto:
    """The network with every activation in 7 bits of a range that does not change."""
    fixed = onnx.ModelProto()
    fixed.CopyFrom(model)
    products, arrays = list_products(fixed.graph), _read_arrays(fixed.graph)
    by_output = {each.output: each for each in products}
    gone = {output for each in products for node in each.nodes for output in node.output}
    nodes: list[onnx.NodeProto] = []
    made: set[str] = set()
    for node in fixed.graph.node:
        product = by_output.get(node.output[0])
        if product:
            if product.source not in made:
                nodes += _quantise(fixed.graph, product.source, ranges[product.source])
                made.add(product.source)
            nodes += _multiply(fixed.graph, product, arrays, ranges[product.source].wide)
        elif node.output[0] not in gone:
            nodes.append(node)
    del fixed.graph.node[:]
    fixed.graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [each for each in fixed.graph.initializer if each.name in used]
    del fixed.graph.initializer[:]
    fixed.graph.initializer.extend(kept)
    if "com.microsoft" not in {each.domain for each in fixed.opset_import}:
        fixed.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return fixed


def _quantise(graph: onnx.GraphProto, source: str, found: Range) -> list[onnx.NodeProto]:
    """The activation in 7 bits, and what of its widest channels lies beyond them."""
    scale, zero = choose_scale(found.low, found.high)
    ends = (np.float32(-zero * scale), np.float32((TOP - zero) * scale))
    for name, value in (("scale", scale), ("zero", np.uint8(zero)), ("low", ends[0]), ("high", ends[1]), ("wide", found.wide)):
        graph.initializer.append(numpy_helper.from_array(np.array(value), f"{source} {name}"))
    return [
        helper.make_node("Clip", [source, f"{source} low", f"{source} high"], [f"{source} within"]),
        helper.make_node("QuantizeLinear", [f"{source} within", f"{source} scale", f"{source} zero"], [f"{source} in 7 bits"]),
        helper.make_node("Sub", [source, f"{source} within"], [f"{source} beyond"]),
        helper.make_node("Gather", [f"{source} beyond", f"{source} wide"], [f"{source} excess"], axis=-1),
    ]


def _multiply(graph: onnx.GraphProto, product: Product, arrays: dict[str, np.ndarray], wide: np.ndarray) -> list[onnx.NodeProto]:
    """The product of the codes plus that of the excess."""
    weights = arrays[product.codes][wide].astype(np.float32) * arrays[product.scales]
    graph.initializer.append(numpy_helper.from_array(weights, f"{product.codes} wide"))
    source, output = product.source, product.output
    inputs = [f"{source} in 7 bits", product.codes, f"{source} scale", product.scales, f"{source} zero"]
    return [
        helper.make_node("MatMulIntegerToFloat", inputs, [f"{output} of codes"], name=product.name, domain="com.microsoft"),
        helper.make_node("MatMul", [f"{source} excess", f"{product.codes} wide"], [f"{output} of excess"]),
        helper.make_node("Add", [f"{output} of codes", f"{output} of excess"], [output]),
    ]


def _read_arrays(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    return {each.name: numpy_helper.to_array(each) for each in graph.initializer}


def _open(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
