"""The llama model in a few lines of numpy, as its papers describe it: the judge of both others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from translator.settings import Shape
from translator.weights import Arrays

Floats = npt.NDArray[np.float64]


def logits(state: Arrays, shape: Shape, tokens: list[int]) -> Floats:
    """Scores of every piece after each token; (tokens, vocabulary)."""
    hidden = state["embedding.weight"][tokens].astype(np.float64)
    for number in range(shape.layers):
        part = {
            name.removeprefix(f"layers.{number}.").removesuffix(".weight"): value
            for name, value in state.items()
            if name.startswith(f"layers.{number}.")
        }
        hidden = hidden + attend(part, shape, norm(hidden, part["attention_norm"], shape))
        inner = norm(hidden, part["feed_forward_norm"], shape)
        gate = inner @ part["feed_forward.gate"].T
        grown = gate / (1 + np.exp(-gate)) * (inner @ part["feed_forward.up"].T)
        hidden = hidden + grown @ part["feed_forward.down"].T
    found: Floats = norm(hidden, state["norm.weight"], shape) @ state["embedding.weight"].T
    return found


def attend(part: Arrays, shape: Shape, hidden: Floats) -> Floats:
    count = len(hidden)
    split = [
        (hidden @ part[f"attention.{name}"].T).reshape(count, -1, shape.head)
        for name in ("query", "key", "value")
    ]
    query, key = turned(split[0], shape), turned(split[1], shape)
    future = np.triu(np.full((count, count), -np.inf), 1)
    outputs = []
    for head in range(shape.heads):
        shared = head // (shape.heads // shape.kv_heads)
        scores = query[:, head] @ key[:, shared].T / np.sqrt(shape.head) + future
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        outputs.append(weights / weights.sum(axis=1, keepdims=True) @ split[2][:, shared])
    joined: Floats = np.concatenate(outputs, axis=1) @ part["attention.output"].T
    return joined


def turned(heads: Floats, shape: Shape) -> Floats:
    """Su et al. 2021: the pair (i, i + half) turns by position * base^(-2i/head)."""
    half = shape.head // 2
    speeds = shape.rope_base ** (-np.arange(half) / half)
    angles = (np.arange(len(heads))[:, None] * speeds)[:, None, :]
    first, second = heads[..., :half], heads[..., half:]
    return np.concatenate(
        [
            first * np.cos(angles) - second * np.sin(angles),
            second * np.cos(angles) + first * np.sin(angles),
        ],
        axis=-1,
    )


def norm(hidden: Floats, weight: npt.NDArray[np.float32], shape: Shape) -> Floats:
    mean = (hidden**2).mean(axis=-1, keepdims=True)
    found: Floats = hidden / np.sqrt(mean + shape.norm_epsilon) * weight
    return found
