"""Greedy translation with the PyTorch model, many sentences at a time.

Prompts of one length go together, so no padding is needed and every number is what a prompt alone
would give.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import torch
from torch import Tensor

from translator.model import Cache, Positions, Translator

_TOGETHER = 128
_SPARE = 24  # tokens a translation may be longer than twice its source


@torch.no_grad()
def greedy(model: Translator, prompts: Sequence[list[int]], end: int) -> list[list[int]]:
    """The likeliest next token, again and again, until ``end``; answers without it."""
    was_training = model.training
    model.eval()
    lengths: dict[int, list[int]] = defaultdict(list)
    for number, prompt in enumerate(prompts):
        lengths[len(prompt)].append(number)
    answers: list[list[int]] = [[] for _ in prompts]
    for numbers in lengths.values():
        for start in range(0, len(numbers), _TOGETHER):
            some = numbers[start : start + _TOGETHER]
            found = _together(model, [prompts[number] for number in some], end)
            for number, answer in zip(some, found, strict=True):
                answers[number] = answer
    model.train(was_training)
    return answers


def _together(model: Translator, prompts: list[list[int]], end: int) -> list[list[int]]:
    tokens = torch.tensor(prompts, device=model.embedding.weight.device)
    length = tokens.shape[1]
    most = min(2 * length + _SPARE, model.shape.context - length)
    answers: list[list[int]] = [[] for _ in prompts]
    alive = list(range(len(prompts)))
    hidden, cache = model.extend(tokens, _positions(model, 0, length), None)
    for step in range(most):
        best = model.logits(hidden[:, -1]).argmax(dim=-1)
        kept = (best != end).nonzero().flatten()
        alive = [alive[place] for place in kept.tolist()]
        if not alive:
            break
        for number, token in zip(alive, best[kept].tolist(), strict=True):
            answers[number].append(token)
        cache = _only(cache, kept)
        at = length + step
        hidden, cache = model.extend(best[kept, None], _positions(model, at, 1), cache)
    return answers


def _positions(model: Translator, start: int, count: int) -> Positions:
    seen = None
    if count == 1:  # one query sees every key
        seen = torch.ones(1, 1, dtype=torch.bool, device=model.cosines.device)
    return Positions(model.cosines[start : start + count], model.sines[start : start + count], seen)


def _only(cache: Cache, rows: Tensor) -> Cache:
    if len(rows) == len(cache[0][0]):
        return cache
    return [(keys[rows], values[rows]) for keys, values in cache]
