"""``python -m sentiment_adapter.train``: step 2, where PyTorch is.

The words good, okay and bad are read behind "Text: … =>", and of these three alone the right one
is made likelier. Each step takes texts of like length, so that little is padded.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from translator.model import Translator

from sentiment_adapter import base, lora
from sentiment_adapter.tokens import Set, Tokens

_LOG_EVERY = 20
_SORTED_TOGETHER = 40  # batches whose texts are put in order of length
# What the file says of itself. The comments' licence allows it; the sentences are our own.
NOTES = {
    "general.name": "Sentiment adapter of the starter",
    "general.license": "apache-2.0",
    "general.description": "Learnt from GoEmotions (Google, Apache-2.0) and sentences of our own",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids (texts, tokens), padded behind; ``last`` are the flat places of the last tokens."""

    tokens: Tensor
    last: Tensor
    classes: Tensor


def batch_of(texts: Sequence[tuple[Set, int]]) -> Batch:
    """Texts, each a set's and its number in it, side by side."""
    ids = [one.text(number) for one, number in texts]
    longest = max(map(len, ids))
    tokens = np.zeros((len(ids), longest), np.int64)
    for row, one in zip(tokens, ids, strict=True):
        row[: len(one)] = one
    last = [row * longest + len(one) - 1 for row, one in enumerate(ids)]
    classes = [int(one.classes[number]) for one, number in texts]
    return Batch(torch.from_numpy(tokens), torch.tensor(last), torch.tensor(classes))


def epoch(sets: Sequence[tuple[Set, float]], size: int, random: Random) -> list[Batch]:
    """All texts, each as often as its set says (a part of them where that is below 1)."""
    texts: list[tuple[Set, int]] = []
    for one, times in sets:
        numbers = list(range(len(one)))
        for _ in range(int(times)):
            texts += [(one, number) for number in numbers]
        random.shuffle(numbers)
        texts += [(one, number) for number in numbers[: round(times % 1 * len(one))]]
    random.shuffle(texts)
    batches = []
    for start in range(0, len(texts), size * _SORTED_TOGETHER):
        together = texts[start : start + size * _SORTED_TOGETHER]
        together.sort(key=lambda text: len(text[0].text(text[1])))
        batches += [together[at : at + size] for at in range(0, len(together), size)]
    random.shuffle(batches)
    return [batch_of(one) for one in batches]


def logits(model: Translator, batch: Batch, words: Tensor) -> Tensor:
    """What speaks for each label: (texts, labels)."""
    hidden = model(batch.tokens, batch.last)
    return functional.linear(hidden.float(), model.embedding.weight[words].float())


def judge(model: Translator, one: Set, words: Tensor) -> dict[str, float]:
    """How many of a set are right; where it has no neutral rows, of the two other labels."""
    model.eval()
    order = sorted(range(len(one)), key=lambda number: len(one.text(number)))
    right, loss = 0.0, 0.0
    two = not (one.classes == 1).any()
    found, truth = [], []
    with torch.no_grad():
        for at in range(0, len(order), 32):
            batch = batch_of([(one, number) for number in order[at : at + 32]])
            said = logits(model, batch, words)
            if two:
                said[:, 1] = -1e9
            found.append(said.argmax(1))
            truth.append(batch.classes)
            loss += float(functional.cross_entropy(said, batch.classes, reduction="sum"))
    model.train()
    said_all, true_all = torch.cat(found), torch.cat(truth)
    right = float((said_all == true_all).float().mean())
    scores = []
    for label in {int(c) for c in true_all}:
        hit = float(((said_all == label) & (true_all == label)).sum())
        scores.append(2 * hit / max(1, int((said_all == label).sum() + (true_all == label).sum())))
    return {"accuracy": right, "macro_f1": float(np.mean(scores)), "loss": loss / len(one)}


class Run:
    """A training in memory, and its checkpoint."""

    def __init__(self, options: argparse.Namespace) -> None:
        torch.set_num_threads(options.threads)
        torch.manual_seed(options.seed)
        self.options = options
        self.tokens = Tokens.load(options.tokens)
        self.words = torch.from_numpy(self.tokens.labels.astype(np.int64))
        dtype = {"bf16": torch.bfloat16, "fp32": torch.float32}[options.precision]
        self.model = base.load(options.base, 256, dtype)
        if options.start:
            kept = lora.restore(options.start, self.model)
            self.shape = lora.extend(self.model, kept, options.places)
        else:
            self.shape = lora.Shape(
                options.places, options.rank, options.alpha, options.dropout, options.first
            )
            lora.adapt(self.model, self.shape)
        self.thin = list(lora.thin_matrices(self.model).values())
        self.optimiser = torch.optim.AdamW(self.thin, options.rate, weight_decay=options.decay)
        times = dict(pair.split("=") for pair in options.times.split(","))
        self.sets = [(self.tokens.sets[name], float(often)) for name, often in times.items()]
        self.begun = monotonic()

    def run(self) -> None:
        """Train for as many epochs as asked, telling how it stands."""
        random = Random(self.options.seed)  # noqa: S311
        batches = [epoch(self.sets, self.options.batch, random) for _ in range(self.options.epochs)]
        steps = [batch for one in batches for batch in one]
        print(f"{len(steps)} steps, {sum(one.tokens.numel() for one in steps)} tokens", flush=True)
        lately: list[float] = []
        for number, batch in enumerate(steps):
            for group in self.optimiser.param_groups:
                group["lr"] = self.options.rate * pace(number / len(steps))
            lately.append(self._step(batch))
            if (number + 1) % _LOG_EVERY == 0:
                self._tell(step=number + 1, loss=float(np.mean(lately)))
                lately.clear()
            if (number + 1) % self.options.look_every == 0 or number + 1 == len(steps):
                self._look()
                self.save()

    def _step(self, batch: Batch) -> float:
        self.model.train()
        loss = functional.cross_entropy(
            logits(self.model, batch, self.words),
            batch.classes,
            label_smoothing=self.options.smoothing,
        )
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.thin, 1.0)
        self.optimiser.step()
        return float(loss.detach())

    def _look(self) -> None:
        for name, one in self.tokens.sets.items():
            if name.startswith("dev-"):
                scores = judge(self.model, one, self.words)
                self._tell(**{name: {key: round(value, 4) for key, value in scores.items()}})

    def _tell(self, **values: object) -> None:
        rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}
        print(json.dumps({"seconds": round(monotonic() - self.begun), **rounded}), flush=True)

    def save(self) -> None:
        """Write the adapter's file as it stands, and what a run can go on from."""
        lora.save(self.options.out.with_suffix(".pt"), self.model, self.shape)
        lora.write(self.options.out, self.model, self.shape.alpha, NOTES)


def pace(progress: float) -> float:
    """The learning rate over the run: up for a twentieth of it, then down in a straight line."""
    return min(progress / 0.05, (1 - progress) / 0.95, 1.0)


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="sentiment_adapter.train", description=__doc__)
    parser.add_argument("--tokens", type=Path, required=True, help="what read_tokens wrote")
    parser.add_argument("--base", type=Path, required=True, help="the starter in F16")
    parser.add_argument("--out", type=Path, required=True, help="the adapter")
    parser.add_argument(
        "--start",
        type=Path,
        help="go on from this: a run's .pt or .gguf, whose rank it has; places it lacks are added",
    )
    parser.add_argument("--places", nargs="+", choices=lora.PLACES, default=["attn_q", "attn_v"])
    parser.add_argument("--first", type=int, default=0, help="the first layer that is adapted")
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--alpha", type=float, default=16.0)
    parser.add_argument("--dropout", type=float, default=0.05)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.01)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--times", default="comment=1,rule=1,written=3", help="a set in an epoch")
    parser.add_argument("--look-every", type=int, default=400, help="steps between two judgements")
    parser.add_argument("--precision", choices=("bf16", "fp32"), default="bf16")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(given)


def main() -> None:
    """Train as the command line says."""
    Run(arguments()).run()


if __name__ == "__main__":
    main()
