"""Fixed ranges for the activations of a network whose weights are in 8 bits: what ``export.py`` and ``meaning.py`` end with.

Why fixed: with ranges taken from the rows at hand, what is said of a sentence hangs on its neighbours, and rows have to be
read one at a time. Why 7 bits: processors without VNNI multiply 8-bit numbers in pairs whose sum must fit in 16 bits. Beyond
127 · 127 · 2 it is cut off without a word, and the network talks nonsense.

A few channels are far wider than the others. Either every channel is divided by its width, and the weights multiplied by it
(cf. Xiao et al. 2023, SmoothQuant), or what the widest hold beyond the range is multiplied apart in 32 bits (cf. Dettmers et
al. 2022, LLM.int8). The first costs less; the second is taken where it is clearly nearer to the product in 32 bits.
"""

from collections.abc import Mapping, Sequence
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
"""The widest channels of an activation, whose excess is multiplied in 32 bits."""
SHARES = (0.65, 0.8, 1.0)
"""How much of a channel's width goes over to the weights, of what is tried."""
CLEARLY = 0.6
"""Excess is counted where its squared error is below so much of what evening out leaves."""
CUTS = (0.0, 1e-5, 1e-4, 3e-4, 1e-3, 2e-3)
"""Shares of values beyond the range at either end that are tried; the one with the least squared error is taken."""


class Range(NamedTuple):
    """What 7 bits hold of an activation."""

    low: float
    high: float
    even: np.ndarray
    """What each channel is divided by: 1 throughout where excess is counted."""
    wide: np.ndarray
    """The channels whose excess is counted; none where they are evened out."""


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


def measure_ranges(
    model: onnx.ModelProto, feeds: Sequence[dict[str, np.ndarray]], exact: Mapping[str, np.ndarray], *, seed: int = 0
) -> dict[str, Range]:
    """What 7 bits should hold of each activation, chosen on what the network computes of ``feeds``; ``exact``: ``list_weights``."""
    session = _open(undo(model))
    weights = _weights_by_source(model, exact)
    generator = np.random.default_rng(seed)
    samples: dict[str, list[np.ndarray]] = {name: [] for name in weights}
    largest: dict[str, np.ndarray] = {}
    for feed in feeds:
        for name, values in zip(weights, session.run(list(weights), feed), strict=True):
            tokens = values.reshape(-1, values.shape[-1])
            top = np.abs(tokens).max(axis=0)
            largest[name] = np.maximum(largest.get(name, top), top)
            samples[name].append(tokens[generator.choice(len(tokens), min(len(tokens), 1 + SAMPLED // len(feeds)), replace=False)])
    return {name: _choose_range(np.concatenate(samples[name]), largest[name], weights[name]) for name in weights}


def list_weights(whole: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Name of the codes in 8 bits → the weights in 32 bits, of the network before ``onnxruntime.quantization`` rounded them."""
    return {f"{name}_quantized": array for name, array in _read_arrays(whole.graph).items() if array.ndim == 2}


def _weights_by_source(model: onnx.ModelProto, exact: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Activation → the weights of all products made from it, side by side."""
    found: dict[str, list[np.ndarray]] = {}
    for each in list_products(model.graph):
        found.setdefault(each.source, []).append(exact[each.codes])
    return {source: np.concatenate(parts, axis=1) for source, parts in found.items()}


def _choose_range(tokens: np.ndarray, largest: np.ndarray, weights: np.ndarray) -> Range:
    """The range with the least squared error of the products; excess only where it is clearly nearer."""
    nothing, ones = np.zeros(0, dtype=np.int64), np.ones(len(largest), dtype=np.float32)
    evened = [Range(low, high, even, nothing) for even in _list_evens(largest, weights) for low, high in _list_ends(tokens / even)]
    wide = np.sort(np.argsort(largest)[-CHANNELS:])
    counted = [Range(low, high, ones, wide) for low, high in _list_ends(np.delete(tokens, wide, axis=1))]
    (even_error, even), (error, excess) = (
        min(((_squared_error(tokens, weights, each), each) for each in tried), key=lambda pair: pair[0]) for tried in (evened, counted)
    )
    return excess if error < CLEARLY * even_error else even


def _list_evens(largest: np.ndarray, weights: np.ndarray) -> list[np.ndarray]:
    """Widths to divide the channels by, for each of SHARES, their geometric mean 1."""
    across = np.abs(weights).max(axis=1)
    logs = [share * np.log(np.maximum(largest, 1e-4)) - (1 - share) * np.log(np.maximum(across, 1e-4)) for share in SHARES]
    return [np.exp(each - each.mean()).astype(np.float32) for each in logs]


def _list_ends(values: np.ndarray) -> list[tuple[float, float]]:
    """(low, high) for each of CUTS."""
    return [(min(0.0, float(np.quantile(values, cut))), max(0.0, float(np.quantile(values, 1 - cut)))) for cut in CUTS]


def _squared_error(tokens: np.ndarray, weights: np.ndarray, tried: Range) -> float:
    """Of the products, as they will be computed, against those in 32 bits."""
    scale, zero = choose_scale(tried.low, tried.high)
    values = tokens / tried.even
    held = (np.clip(np.round(values / scale) + zero, 0, TOP) - zero) * scale
    codes, scales = quantise_weights(weights * tried.even[:, None])
    found = held.astype(np.float32) @ (codes * scales)
    if tried.wide.size:
        ends = -zero * scale, (TOP - zero) * scale
        found += (values - np.clip(values, *ends))[:, tried.wide] @ weights[tried.wide]
    return float(((found - tokens @ weights) ** 2).mean())


def quantise_weights(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(codes, scales): 8 bits a weight, one scale an output."""
    scales = (np.maximum(np.abs(weights).max(axis=0), 1e-9) / TOP).astype(np.float32)
    return np.round(weights / scales).astype(np.int8), scales


def choose_scale(low: float, high: float) -> tuple[np.float32, int]:
    """(scale, number that stands for 0) with ``low`` at 0 and ``high`` at TOP."""
    scale = np.float32(max(high - low, 1e-6) / TOP)
    return scale, round(-low / float(scale))


def fix_ranges(model: onnx.ModelProto, ranges: dict[str, Range], exact: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    """The network with every activation in 7 bits of a range that does not change."""
    fixed = onnx.ModelProto()
    fixed.CopyFrom(model)
    products, arrays = list_products(fixed.graph), _read_arrays(fixed.graph)
    by_output = {each.output: each for each in products}
    biases = _find_biases(fixed.graph, by_output, arrays)
    gone = {output for each in products for node in each.nodes for output in node.output} | {added for added, _ in biases.values()}
    nodes: list[onnx.NodeProto] = []
    made: set[str] = set()
    for node in fixed.graph.node:
        product = by_output.get(node.output[0])
        if product:
            found = ranges[product.source]
            if product.source not in made:
                nodes += _quantise(fixed.graph, product.source, found)
                made.add(product.source)
            nodes += _multiply(fixed.graph, product, exact[product.codes], found, *biases.get(product.output, (product.output, "")))
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


def _find_biases(graph: onnx.GraphProto, products: dict[str, Product], arrays: dict[str, np.ndarray]) -> dict[str, tuple[str, str]]:
    """Product → (sum, bias) where nothing but a bias is added to it; not where a step follows that onnxruntime joins with the bias."""
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    found = {}
    for output in products:
        (only, *more) = users[output]
        bias = next((name for name in only.input if name in arrays and arrays[name].ndim == 1), "")
        if only.op_type == "Add" and bias and not more and not any(each.op_type == "Div" for each in users[only.output[0]]):
            found[output] = (only.output[0], bias)
    return found


def _quantise(graph: onnx.GraphProto, source: str, found: Range) -> list[onnx.NodeProto]:
    """The activation in 7 bits, evened out or with what of its widest channels lies beyond them."""
    scale, zero = choose_scale(found.low, found.high)
    ends = (np.float32(-zero * scale), np.float32((TOP - zero) * scale))
    for name, value in (("scale", scale), ("zero", np.uint8(zero)), ("low", ends[0]), ("high", ends[1])):
        graph.initializer.append(numpy_helper.from_array(np.array(value), f"{source} {name}"))
    if found.wide.size:
        graph.initializer.append(numpy_helper.from_array(found.wide, f"{source} wide"))
        before, given = [], source
        after = [
            helper.make_node("Sub", [source, f"{source} within"], [f"{source} beyond"]),
            helper.make_node("Gather", [f"{source} beyond", f"{source} wide"], [f"{source} excess"], axis=-1),
        ]
    else:
        graph.initializer.append(numpy_helper.from_array((1 / found.even).astype(np.float32), f"{source} even"))
        before, given, after = [helper.make_node("Mul", [source, f"{source} even"], [f"{source} evened"])], f"{source} evened", []
    return [
        *before,
        helper.make_node("Clip", [given, f"{source} low", f"{source} high"], [f"{source} within"]),
        helper.make_node("QuantizeLinear", [f"{source} within", f"{source} scale", f"{source} zero"], [f"{source} in 7 bits"]),
        *after,
    ]


def _multiply(graph: onnx.GraphProto, product: Product, weights: np.ndarray, found: Range, output: str, bias: str) -> list[onnx.NodeProto]:
    """The product of the codes, with its bias, plus that of the excess."""
    codes, scales = product.codes, product.scales
    if not found.wide.size:
        codes, scales = f"{product.codes} evened", f"{product.codes} evened scales"
        for name, array in zip((codes, scales), quantise_weights(weights * found.even[:, None]), strict=True):
            graph.initializer.append(numpy_helper.from_array(array, name))
    source = product.source
    inputs = [f"{source} in 7 bits", codes, f"{source} scale", scales, f"{source} zero", *(["", bias] if bias else [])]
    first = f"{output} of codes" if found.wide.size else output
    nodes = [helper.make_node("MatMulIntegerToFloat", inputs, [first], name=product.name, domain="com.microsoft")]
    if found.wide.size:
        graph.initializer.append(numpy_helper.from_array(weights[found.wide], f"{product.codes} wide"))
        nodes += [
            helper.make_node("MatMul", [f"{source} excess", f"{product.codes} wide"], [f"{output} of excess"]),
            helper.make_node("Add", [first, f"{output} of excess"], [output]),
        ]
    return nodes


def _read_arrays(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    return {each.name: numpy_helper.to_array(each) for each in graph.initializer}


def _open(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
