"""Sizes and choices of a run; everything that is drawn or chosen follows from them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a llama model. ``width`` and ``feed_forward`` are multiples of 256, so that
    llama.cpp's K-quants fit every row."""

    width: int = 256
    layers: int = 6
    heads: int = 4
    kv_heads: int = 2
    feed_forward: int = 768
    context: int = 512
    rope_base: float = 10000.0
    norm_epsilon: float = 1e-5

    @property
    def head(self) -> int:
        """Elements of a head; even, because positions turn pairs of them."""
        return self.width // self.heads

    def parameters(self, vocabulary: int) -> int:
        """How many numbers are trained; the output shares the embedding's."""
        attention = 2 * self.width * self.head * (self.heads + self.kv_heads)
        layer = attention + 3 * self.width * self.feed_forward + 2 * self.width
        return vocabulary * self.width + self.layers * layer + self.width


@dataclass(frozen=True, slots=True)
class Preset:
    """A shape with the pace that suits the machine it is for."""

    shape: Shape
    batch_tokens: int  # of the inputs of one step, padding included
    rate: float  # the highest learning rate
    dropout: float


PRESETS = {
    "cpu": Preset(Shape(), batch_tokens=4096, rate=4e-3, dropout=0.0),
    "cpu-deep": Preset(Shape(layers=9), batch_tokens=4096, rate=4e-3, dropout=0.0),
    "gpu": Preset(
        Shape(width=512, layers=10, heads=8, kv_heads=4, feed_forward=1536),
        batch_tokens=32768,
        rate=3e-3,
        dropout=0.1,
    ),
    "tiny": Preset(
        Shape(width=64, layers=2, heads=2, kv_heads=1, feed_forward=128, context=128),
        batch_tokens=512,
        rate=5e-3,
        dropout=0.0,
    ),
}


@dataclass(frozen=True, slots=True)
class Pace:
    """How the learning rate goes: up, level, and down over the last part of the budget.

    A level stretch instead of a cosine lets a run be stopped and given more hours afterwards
    (warm-up, stable, decay: Hu et al. 2024, MiniCPM).
    """

    warmup: float = 0.02  # fraction of the budget
    decay: float = 0.25  # fraction of the budget
    lowest: float = 0.02  # fraction of the highest rate, reached at the end
