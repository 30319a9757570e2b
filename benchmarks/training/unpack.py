"""A shipped model back as a checkpoint that training can go on from: unpack.py BASE SHIPPED OUT.pt"""

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from network import Network, Vocabulary
from onnx import numpy_helper


def unpack_network(shipped: Path) -> dict[str, torch.Tensor]:
    """The network's weights in 32 bits: 8-bit ones times their scales."""
    graph = onnx.load(str(shipped / "network.onnx")).graph
    arrays = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found = {}
    for name, array in arrays.items():
        if name.startswith("network."):
            found[name.removeprefix("network.")] = array
    for node in graph.node:
        if node.op_type == "Identity" and node.input[0] in arrays and node.output[0].startswith("network."):  # what is equal is stored once
            found[node.output[0].removeprefix("network.")] = arrays[node.input[0]]
        if node.op_type == "MatMulIntegerToFloat":
            source, codes, _, scales, *_ = node.input
            module = node.name.removeprefix("/").rpartition("/")[0].replace("/", ".")
            evened = arrays.get(source.replace(" in 7 bits", " even"), np.ones(1, dtype=np.float32))
            found[f"{module}.weight"] = (arrays[codes].astype(np.float32) * arrays[scales] * evened[:, None]).T
    for head in ("head", "frames"):  # not in 8 bits, but written as products too
        found[f"{head}.weight"] = found[f"{head}.weight"].T
    words = np.load(shipped / "words.npz")
    found["b.embeddings.word_embeddings.weight"] = words["codes"].astype(np.float32) * words["scales"].astype(np.float32)[:, None]
    return {name: torch.tensor(np.ascontiguousarray(array)) for name, array in found.items()} | {"mk": torch.tensor(words["marks"])}


def main(base: Path, shipped: Path, out: Path) -> None:
    state = unpack_network(shipped)
    Network(base, Vocabulary(base)).take(state)
    torch.save(state, out)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
