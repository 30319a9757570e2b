"""The network that is trained: an encoder, two learned marks, a head for stance and one for frames (torch; not used at run time)."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from analysis.annotate.encoder import OTHER, arrange_tokens

FRAMES = ("diplomacy", "military", "scepticism", "security_guarantees", "human_cost",
          "economy", "responsibility", "territory", "nuclear_safety", "strategy")  # fmt: skip
NAMES = {
    "mpnet": dict(start="<s>", end="</s>", pad="<pad>", open="[unused1]", close="[unused2]"),
    "bert": dict(start="[CLS]", end="[SEP]", pad="[PAD]", open="[unused1]", close="[unused2]"),
}


class Vocabulary:
    """The tokeniser of a base model and the numbers of its special tokens."""

    def __init__(self, base: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.kind = json.loads((base / "config.json").read_text())["model_type"]
        self.special = {key: self.tokenizer.token_to_id(token) for key, token in NAMES[self.kind].items()}

    def ids(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def plain(self, text: str) -> list[int]:
        return [self.special["start"], *self.ids(text)[:108], self.special["end"]]

    def marked(self, row: dict, *, hide: bool = True) -> list[int]:
        hidden = [(tuple(span), OTHER) for span in row.get("others", ())] if hide else []
        return arrange_tokens(self.ids, self.special, row["sentence"], (row["from"], row["to"]), hidden)


HEAD = 64
"""Numbers of one attention head, in every base model that is used."""


def keep_heads(attention: nn.Module, heads: torch.Tensor) -> None:
    """Leave room for so many heads in the attention of a layer (mpnet); ``heads`` are their numbers in the base model."""
    width, size = len(heads) * HEAD, attention.o.out_features
    for name in "qkv":
        setattr(attention, name, nn.Linear(size, width))
    attention.o = nn.Linear(width, size)
    attention.num_attention_heads, attention.all_head_size = len(heads), width
    fresh = not hasattr(attention, "heads")
    attention.register_buffer("heads", heads.clone())
    if fresh:  # what each head adds by distance is worked out for all layers at once
        attention.register_forward_pre_hook(lambda module, given: (*given[:3], given[3].index_select(1, module.heads), *given[4:]))


def keep_neurons(layer: nn.Module, number: int) -> None:
    """Leave room for so many neurons between the two products of a layer."""
    size = layer.output.dense.out_features
    layer.intermediate.dense, layer.output.dense = nn.Linear(size, number), nn.Linear(number, size)


class Network(nn.Module):
    """Stance head on the marked token and the mean of all, frame head on the mean."""

    def __init__(self, base: Path, vocabulary: Vocabulary) -> None:
        super().__init__()
        options = dict(add_pooling_layer=False, attn_implementation="eager") if vocabulary.kind == "bert" else dict(add_pooling_layer=False)
        self.b = AutoModel.from_pretrained(str(base), **options)
        self.special = vocabulary.special
        self.kind = vocabulary.kind
        width = self.b.config.hidden_size
        self.mk = nn.Parameter(torch.zeros(2, width))
        self.head = nn.Linear(2 * width, 3)
        self.frames = nn.Linear(width, len(FRAMES))
        self.dp = nn.Dropout(0.1)
        self.b.embeddings.word_embeddings.weight.requires_grad = False

    def take(self, state: dict[str, torch.Tensor]) -> None:
        """Load a checkpoint; where it was cut down by ``shrink.py``, the layers are cut to its measure first."""
        for number, layer in enumerate(self.b.encoder.layer):
            prefix = f"b.encoder.layer.{number}."
            neurons = state[f"{prefix}intermediate.dense.weight"].shape[0]
            if neurons != layer.intermediate.dense.out_features:
                keep_neurons(layer, neurons)
            heads = state.get(f"{prefix}attention.attn.heads")
            if heads is not None:
                keep_heads(layer.attention.attn, heads)
        lacking = self.load_state_dict(state, strict=False)
        if lacking.missing_keys or lacking.unexpected_keys:
            raise SystemExit(f"not the same network: {lacking}")

    def forward(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        first, mean = self.pool(*self.embed(tokens))
        return self.head(self.dp(torch.cat([first, mean], -1))), self.frames(self.dp(mean))

    def embed(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        opening, closing = ((tokens == self.special[key]).float()[..., None] for key in ("open", "close"))
        words = self.b.embeddings.word_embeddings(tokens) + opening * self.mk[0] + closing * self.mk[1]
        return words, (tokens != self.special["pad"]).long(), opening[..., 0]

    def pool(self, words: torch.Tensor, mask: torch.Tensor, mark: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        if self.kind == "mpnet":
            positions = torch.cumsum(mask, 1) * mask + self.special["pad"]
            hidden = self.b(inputs_embeds=words, attention_mask=mask, position_ids=positions).last_hidden_state.float()
        else:
            hidden = self.b(inputs_embeds=words, attention_mask=mask).last_hidden_state.float()
        shares = mask.float() / mask.float().sum(1, keepdim=True)
        # as products, for a sum over the tokens would be rounded otherwise for one sentence than for several read together
        return torch.bmm(mark[:, None], hidden)[:, 0], torch.bmm(shares[:, None], hidden)[:, 0]


def pad_rows(rows: list[list[int]], pad: int) -> torch.Tensor:
    longest = -(-max(map(len, rows)) // 8) * 8
    tokens = torch.full((len(rows), longest), pad, dtype=torch.long)
    for index, row in enumerate(rows):
        tokens[index, : len(row)] = torch.tensor(row)
    return tokens


def predict(network: Network, rows: list[list[int]], *, logits: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """(stance, frames) of every row: probabilities, or logits."""
    network.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    stance, frames = np.zeros((len(rows), 3)), np.zeros((len(rows), len(FRAMES)))
    with torch.no_grad():
        for begin in range(0, len(order), 32):
            chosen = order[begin : begin + 32]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                first, second = network(pad_rows([rows[i] for i in chosen], network.special["pad"]))
            stance[chosen] = (first.float() if logits else first.float().softmax(-1)).numpy()
            frames[chosen] = (second.float() if logits else second.float().sigmoid()).numpy()
    return stance, frames


def macro_f1(truth: Iterable[int], found: Iterable[int]) -> float:
    """Mean F1 of the three labels, in %."""
    y, p = np.asarray(truth), np.asarray(found)
    return float(100 * np.mean([2 * ((y == c) & (p == c)).sum() / max(1, (y == c).sum() + (p == c).sum()) for c in (-1, 0, 1)]))
