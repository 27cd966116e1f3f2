"""``python -m sentiment_adapter.read_features``: step 3, what the starter then says of each text.

The engine would say the same, within what its numbers of four bits add; PyTorch reads thousands of
texts in minutes. The file is what ``sentiment_head`` reads.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional
from translator.model import Translator

from sentiment_adapter import base, lora
from sentiment_adapter.tokens import Ids, Set, Tokens
from sentiment_adapter.train import batch_of

_TOGETHER = 32
_DIGITS = 4


def main() -> None:
    """Read the sets that are asked for, and add them to the file."""
    parser = argparse.ArgumentParser(prog="sentiment_adapter.read_features", description=__doc__)
    parser.add_argument("--tokens", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="the starter in F16")
    parser.add_argument("--adapter", type=Path, required=True, help="the .pt file beside it")
    parser.add_argument("--form", required=True, help="the form's name")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sets", default="", help="such as written,comment=3000; all without it")
    parser.add_argument("--precision", choices=("bf16", "fp32"), default="bf16")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tokens = Tokens.load(options.tokens)
    dtype = {"bf16": torch.bfloat16, "fp32": torch.float32}[options.precision]
    model = base.load(options.base, 256, dtype)
    lora.restore(options.adapter, model)
    model.eval()
    for name, most in _asked(options.sets, tokens):
        found = features(model, tokens.sets[name], tokens.words, most)
        with options.out.open("a", encoding="utf-8") as file:
            for text, row in zip(tokens.sets[name].texts, found, strict=False):
                values = [round(float(value), _DIGITS) for value in row]
                file.write(json.dumps([options.form, text, values], ensure_ascii=False) + "\n")
        print(f"{name}: {len(found)} texts", flush=True)


def features(model: Translator, one: Set, words: Ids, most: int) -> list[Ids]:
    """The words' logits over their mean, for the first ``most`` texts of a set."""
    rows = model.embedding.weight[torch.from_numpy(words.astype(np.int64))].float()
    order = sorted(range(min(most, len(one))), key=lambda number: len(one.text(number)))
    found: dict[int, Ids] = {}
    with torch.no_grad():
        for at in range(0, len(order), _TOGETHER):
            numbers = order[at : at + _TOGETHER]
            batch = batch_of([(one, number) for number in numbers])
            said = functional.linear(model(batch.tokens, batch.last).float(), rows)
            said = said - said.mean(dim=1, keepdim=True)
            found |= dict(zip(numbers, said.numpy(), strict=True))
    return [found[number] for number in sorted(found)]


def _asked(sets: str, tokens: Tokens) -> list[tuple[str, int]]:
    """Names of sets, each with how many of its texts are read."""
    split = (one.partition("=") for one in sets.split(",") if one)
    named = [(name, int(most or len(tokens.sets[name]))) for name, _, most in split]
    return named or [(name, len(one)) for name, one in tokens.sets.items()]


if __name__ == "__main__":
    main()
