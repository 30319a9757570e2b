"""Teach the encoder which sentences state the same fact: facts.py BASE OUT.pt [--minutes 40] [--rate 3e-5] [--seed 0]

A step is one invented event of ``claims/taught``: every sentence of every article is read by itself, and every pair of sentences of
two articles is weighed by the same likenesses that ``annotate.sentence_pairs`` measures (cosine of the sentences, how well the words of
each are found in the other). Pairs that state a common fact are to lie above all others: sentences of one event and one topic
that state different facts are what the encoder has to learn to keep apart. In half of the steps neighbouring sentences
are joined, for real ones often hold several facts. Word vectors and the lower layers stay as they are. ``meaning.py``
exports OUT.pt; the events in ``claims`` itself are kept out.
"""

import argparse
import json
import math
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import AutoModel

from analysis.annotate.meaning import WORDS, load_tokenizer
from analysis.codebooks import load_codebook

KEPT_OUT = Path(__file__).parent / "claims"
TAUGHT = KEPT_OUT / "taught"
FROZEN = 6
"""Layers from below that are not trained: what they make of a sentence is worked out once."""
TOGETHER = 16
"""Sentences of about one length that are read at once."""
LONGEST = 450
"""Characters of two sentences that are joined."""
SIGNS = ". , “ ” \" ' ’ - – — ; : ? ! ( )"
LINKS = (". ", "; ", ", while ", ", and ", " – ")
OPENERS = frozenset(("The", "A", "An", "He", "She", "It", "They", "In", "On", "But"))
START = ((4.0, 10.0, 8.0), -15.0)
"""Weights of the three likenesses and constant, before the first step."""
LEAD = 0.5
"""How much of the loss is that a sentence's counterparts lie above all other sentences of their article."""
TAKEN = 0.75
"""How much of what was learned is taken: what is written lies so far from the weights before to those after (Wortsman et al. 2022,
"Robust fine-tuning"), for the events are invented and real articles are not."""
WARM, TOLD = 20, 600.0

Article = list[tuple[str, frozenset[str]]]
"""Sentences with their facts."""


class Lower(NamedTuple):
    """A sentence as the lower layers leave it."""

    tokens: list[int]
    states: torch.Tensor


def read_events(folder: Path) -> list[list[Article]]:
    """The invented events: articles of sentences with their facts."""
    events = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return [[[(row["text"], frozenset(row["facts"])) for row in article["sentences"]] for article in event["articles"]] for event in events]


def join_neighbours(article: Article, generator: random.Random) -> Article:
    """The article with about half of its sentences joined to their neighbour."""
    joined: Article = []
    rest = list(article)
    while rest:
        text, facts = rest.pop(0)
        if rest and generator.random() < 0.5 and len(text) + len(rest[0][0]) < LONGEST:
            (after, more), link = rest.pop(0), generator.choice(LINKS)
            if link != ". " and after.split()[0] in OPENERS:
                after = after[0].lower() + after[1:]
            text, facts = text.rstrip(".") + link + after, facts | more
        joined.append((text, facts))
    return joined


class Reader:
    """The encoder, in two halves: the lower one is asked once, the upper one is trained."""

    def __init__(self, base: Path) -> None:
        self.network = AutoModel.from_pretrained(str(base), add_pooling_layer=False).eval()
        self.network.requires_grad_(False)
        self.upper = self.network.encoder.layer[FROZEN:]
        self.upper.requires_grad_(True)
        self.tokenizer = load_tokenizer()
        words = np.load(WORDS)
        self.vectors = torch.tensor(words["codes"].astype(np.float32) * words["scales"].astype(np.float32)[:, None])
        told = {token for word in load_codebook("function_words")["words"] for token in self._encode(word)}
        self.silent = told | set(self._encode(SIGNS)) | {self.tokenizer.token_to_id(token) for token in ("<s>", "</s>")}
        self.lower: dict[str, Lower] = {}

    def _encode(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def prepare(self, texts: Iterable[str]) -> None:
        """Work out what the lower layers make of each text."""
        ordered = sorted(set(texts) - self.lower.keys(), key=len)
        with torch.no_grad():
            for start in range(0, len(ordered), TOGETHER):
                chosen = ordered[start : start + TOGETHER]
                rows = [self.tokenizer.encode(text).ids for text in chosen]
                mask = _mask(list(map(len, rows)))
                tokens = torch.full(mask.shape, self.network.config.pad_token_id)
                tokens[mask == 1] = torch.tensor([token for row in rows for token in row])
                positions = torch.cumsum(mask, 1) * mask + self.network.config.pad_token_id
                hidden = self.network.embeddings(inputs_embeds=self.vectors[tokens], position_ids=positions)
                hidden = self._pass(hidden, mask, self.network.encoder.layer[:FROZEN])
                for text, row, states in zip(chosen, rows, hidden, strict=True):
                    self.lower[text] = Lower(row, states[: len(row)].half())

    def read(self, texts: Sequence[str]) -> list[torch.Tensor]:
        """The last layer's vectors of every token of each text."""
        found: dict[int, torch.Tensor] = {}
        ordered = sorted(range(len(texts)), key=lambda k: len(self.lower[texts[k]].tokens))
        for start in range(0, len(ordered), TOGETHER):
            chosen = ordered[start : start + TOGETHER]
            lower = [self.lower[texts[k]].states.float() for k in chosen]
            hidden = self._pass(nn.utils.rnn.pad_sequence(lower, batch_first=True), _mask(list(map(len, lower))), self.upper)
            found.update((k, states[: len(rows)]) for k, states, rows in zip(chosen, hidden, lower, strict=True))
        return [found[k] for k in range(len(texts))]

    def _pass(self, hidden: torch.Tensor, mask: torch.Tensor, layers: nn.ModuleList) -> torch.Tensor:
        hiding, distances = (1 - mask[:, None, None].float()) * -1e9, self.network.encoder.compute_position_bias(hidden)
        for layer in layers:
            hidden = layer(hidden, hiding, None, distances)[0]
        return hidden

    def weigh(self, texts: Sequence[str]) -> list[torch.Tensor]:
        """A weight for every token of each text: the rarer in these texts, the higher; none for function words."""
        rows = [self.lower[text].tokens for text in texts]
        counts = Counter(token for row in rows for token in set(row))
        rarity = {token: 0.0 if token in self.silent else math.log((len(texts) + 1) / (count + 0.5)) for token, count in counts.items()}
        return [torch.tensor([rarity[token] for token in row]) for row in rows]


def _mask(lengths: Sequence[int]) -> torch.Tensor:
    return (torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]).long()


def measure_likeness(states: Sequence[torch.Tensor], weights: Sequence[torch.Tensor]) -> torch.Tensor:
    """(sentences × sentences × 3): cosine; how well the words of the one are found in the other, the better direction and the worse."""
    count, lengths = len(states), torch.tensor(list(map(len, states)))
    whole = F.normalize(torch.stack([each.mean(0) for each in states]), dim=-1)
    words = torch.cat([F.normalize(each, dim=-1) for each in states])
    places = torch.zeros(count, int(lengths.max()), dtype=torch.long)
    mask = _mask(lengths.tolist()).bool()
    places[mask] = torch.arange(len(words))
    best = (words @ words.T)[:, places.flatten()].view(len(words), count, -1).masked_fill(~mask[None], -1.0).amax(-1)
    weight, owner = torch.cat(list(weights)), torch.repeat_interleave(torch.arange(count), lengths)
    sums = torch.zeros(count, count).index_add(0, owner, best * weight[:, None])
    found = sums / torch.zeros(count).index_add(0, owner, weight).clamp_min(1e-6)[:, None]
    return torch.stack([whole @ whole.T, torch.maximum(found, found.T), torch.minimum(found, found.T)], dim=-1)


class Weigher(nn.Module):
    """The logit that two sentences state a common fact, from their likenesses."""

    def __init__(self) -> None:
        super().__init__()
        self.weights, self.constant = nn.Parameter(torch.tensor(START[0])), nn.Parameter(torch.tensor(START[1]))

    def forward(self, reader: Reader, event: list[Article]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits, truth, and the number of the article of each sentence."""
        texts = [text for article in event for text, _ in article]
        facts = [own for article in event for _, own in article]
        owners = torch.tensor([number for number, article in enumerate(event) for _ in article])
        truth = torch.tensor([[float(bool(a & b)) for b in facts] for a in facts])
        return measure_likeness(reader.read(texts), reader.weigh(texts)) @ self.weights + self.constant, truth, owners


def measure_loss(logits: torch.Tensor, truth: torch.Tensor, owners: torch.Tensor) -> torch.Tensor:
    """Cross entropy over the pairs of two articles, a true pair on the average, and how far true counterparts lead."""
    pairs = torch.triu(owners[:, None] != owners[None])
    told = F.binary_cross_entropy_with_logits(logits[pairs], truth[pairs], reduction="sum") / truth[pairs].sum().clamp_min(1)
    leads = []
    for number in owners.unique():
        block = (owners != number)[:, None] & (owners == number)[None]
        rows = (truth * block).sum(1) > 0
        among, true = logits.masked_fill(~block, -1e9)[rows], truth[rows]
        leads.append((among.logsumexp(1) - among.masked_fill(true == 0, -1e9).logsumexp(1)).mean())
    return told + LEAD * torch.stack(leads).mean()


def measure_average_precision(weigher: Weigher, reader: Reader, events: Sequence[list[Article]]) -> float:
    """Mean precision over the ranks of the true pairs, all events together: 1 where they lie above all others."""
    values, truths = [], []
    with torch.no_grad():
        for event in events:
            logits, truth, owners = weigher(reader, event)
            pairs = torch.triu(owners[:, None] != owners[None])
            values.append(logits[pairs])
            truths.append(truth[pairs])
    ranked = torch.cat(truths)[torch.cat(values).argsort(descending=True)]
    return float((ranked.cumsum(0) / torch.arange(1, len(ranked) + 1))[ranked == 1].mean())


def tell(line: dict) -> None:
    """A line of the log."""
    print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--rate", type=float, default=3e-5)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    generator = random.Random(arguments.seed)
    reader, weigher = Reader(arguments.base), Weigher()
    before = {name: value.clone() for name, value in reader.network.state_dict().items()}
    kept_out = read_events(KEPT_OUT)
    events = [version for event in read_events(TAUGHT) for version in (event, [join_neighbours(article, generator) for article in event])]
    reader.prepare(text for event in (*events, *kept_out) for article in event for text, _ in article)
    heads, body = list(weigher.parameters()), list(reader.upper.parameters())
    groups = [{"params": body, "weight_decay": 0.01}, {"params": heads, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=arguments.rate)
    began, told, total, step = time.time(), 0.0, 0.0, 0
    todo: list[list[Article]] = []
    while (passed := (time.time() - began) / 60 / arguments.minutes) < 1:
        todo = todo or generator.sample(events, len(events))
        for group, times in zip(optimiser.param_groups, (1, 1000), strict=True):
            group["lr"] = arguments.rate * times * min(1, (step + 1) / WARM) * max(0.02, 1 - passed)
        loss = measure_loss(*weigher(reader, todo.pop()))
        loss.backward()
        nn.utils.clip_grad_norm_(body, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        step, total = step + 1, total + float(loss.detach())
        if step % 20 == 0:
            tell({"step": step, "seconds": round(time.time() - began), "loss": round(total / 20, 3)})
            total = 0.0
        if time.time() - began - told > TOLD:
            told = time.time() - began
            tell({"step": step, "average precision": round(measure_average_precision(weigher, reader, kept_out), 4)})
    tell({"step": step, "average precision": round(measure_average_precision(weigher, reader, kept_out), 4)})
    learned = reader.network.state_dict()
    torch.save(
        {name: torch.lerp(value, learned[name], TAKEN) if value.is_floating_point() else value for name, value in before.items()},
        arguments.out,
    )


if __name__ == "__main__":
    main()
