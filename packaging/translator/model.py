"""The translator: a llama decoder (RMSNorm, rotary positions, SwiGLU, grouped queries) in PyTorch.

Touvron et al. 2023 and Shazeer 2020 describe the parts. Positions turn the first half of a head
against the second, as is fast here; llama.cpp turns neighbours, so :mod:`translator.weights`
reorders the rows on their way into a file.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from translator.settings import Shape

Cache = list[tuple[Tensor, Tensor]]  # keys and values of each layer: batch, heads, tokens, head


def rotations(shape: Shape, length: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines of positions 0 to ``length``; each of shape (length, head / 2)."""
    exponents = torch.arange(0, shape.head, 2, dtype=torch.float32) / shape.head
    angles = torch.outer(torch.arange(length, dtype=torch.float32), shape.rope_base**-exponents)
    return angles.cos(), angles.sin()


def rotate(heads: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """Turn (batch, heads, tokens, head) by its positions' angles, given as (…, tokens, head/2)."""
    first, second = heads.chunk(2, dim=-1)
    return torch.cat(
        (first * cosines - second * sines, second * cosines + first * sines), dim=-1
    ).to(heads.dtype)


class Norm(nn.Module):
    """Root-mean-square normalisation (Zhang and Sennrich 2019)."""

    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, hidden: Tensor) -> Tensor:
        return functional.rms_norm(hidden, hidden.shape[-1:], self.weight, self.epsilon)


@dataclass(slots=True)
class Positions:
    """Angles of the tokens at hand, and which keys each query sees (None: those before it)."""

    cosines: Tensor
    sines: Tensor
    visible: Tensor | None = None


class Attention(nn.Module):
    """Causal attention; ``kv_heads`` keys serve ``heads`` queries (Ainslie et al. 2023)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.query = nn.Linear(shape.width, shape.heads * shape.head, bias=False)
        self.key = nn.Linear(shape.width, shape.kv_heads * shape.head, bias=False)
        self.value = nn.Linear(shape.width, shape.kv_heads * shape.head, bias=False)
        self.output = nn.Linear(shape.heads * shape.head, shape.width, bias=False)

    def forward(
        self, hidden: Tensor, positions: Positions, past: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        """What the heads found, side by side and not yet joined; keys and values so far."""
        query = rotate(self._split(self.query(hidden)), positions.cosines, positions.sines)
        key = rotate(self._split(self.key(hidden)), positions.cosines, positions.sines)
        value = self._split(self.value(hidden))
        if past is not None:
            key = torch.cat((past[0], key), dim=2)
            value = torch.cat((past[1], value), dim=2)
        groups = self.shape.heads // self.shape.kv_heads
        mixed = functional.scaled_dot_product_attention(
            query,
            key.repeat_interleave(groups, dim=1),
            value.repeat_interleave(groups, dim=1),
            attn_mask=positions.visible,
            is_causal=positions.visible is None,
        )
        return mixed.transpose(1, 2).reshape(*hidden.shape[:2], -1), (key, value)

    def _split(self, projected: Tensor) -> Tensor:
        batch, length, _ = projected.shape
        return projected.view(batch, length, -1, self.shape.head).transpose(1, 2)


class FeedForward(nn.Module):
    """SwiGLU (Shazeer 2020)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.up = nn.Linear(shape.width, shape.feed_forward, bias=False)
        self.down = nn.Linear(shape.feed_forward, shape.width, bias=False)

    def forward(self, hidden: Tensor) -> Tensor:
        return self.down(functional.silu(self.gate(hidden)) * self.up(hidden))


class Layer(nn.Module):
    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.attention_norm = Norm(shape.width, shape.norm_epsilon)
        self.attention = Attention(shape)
        self.feed_forward_norm = Norm(shape.width, shape.norm_epsilon)
        self.feed_forward = FeedForward(shape)
        self.dropout = dropout

    def forward(
        self, hidden: Tensor, positions: Positions, past: tuple[Tensor, Tensor] | None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        found, present = self.attention(self.attention_norm(hidden), positions, past)
        return self.after_attention(hidden, found), present

    def after_attention(self, hidden: Tensor, found: Tensor) -> Tensor:
        """The rest of the layer, in which no token looks at another."""
        mixed = self.attention.output(found)
        hidden = hidden + functional.dropout(mixed, self.dropout, self.training)
        grown = self.feed_forward(self.feed_forward_norm(hidden))
        return hidden + functional.dropout(grown, self.dropout, self.training)


class Translator(nn.Module):
    """Token ids (batch, tokens) to what the output is read from, (batch, tokens, width)."""

    def __init__(self, shape: Shape, vocabulary: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(vocabulary, shape.width)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.norm = Norm(shape.width, shape.norm_epsilon)
        cosines, sines = rotations(shape, shape.context)
        self.register_buffer("cosines", cosines, persistent=False)
        self.register_buffer("sines", sines, persistent=False)
        self.apply(_initialise)
        for layer in self.layers:  # the residual stream keeps its size over the layers
            for last in (layer.attention.output, layer.feed_forward.down):
                nn.init.normal_(last.weight, std=0.5 * shape.width**-0.5 / shape.layers**0.5)

    def forward(self, tokens: Tensor, places: Tensor | None = None) -> Tensor:
        """With ``places``, of these flat positions alone, as (places, width).

        The last layer then does most of its work for them only.
        """
        length = tokens.shape[1]
        positions = Positions(self.cosines[:length], self.sines[:length])
        hidden = self.embedding(tokens)
        for layer in self.layers[:-1]:
            hidden, _ = layer(hidden, positions, None)
        last = self.layers[-1]
        found, _ = last.attention(last.attention_norm(hidden), positions, None)
        if places is not None:
            hidden, found = (one.flatten(0, 1)[places] for one in (hidden, found))
        return self.norm(last.after_attention(hidden, found))

    def extend(
        self, tokens: Tensor, positions: Positions, cache: Cache | None
    ) -> tuple[Tensor, Cache]:
        """As ``forward`` for tokens after those in ``cache``; also the cache with them."""
        hidden, presents = self.embedding(tokens), []
        for number, layer in enumerate(self.layers):
            hidden, present = layer(hidden, positions, cache[number] if cache else None)
            presents.append(present)
        return self.norm(hidden), presents

    def logits(self, hidden: Tensor) -> Tensor:
        """Scores of every piece; the output matrix is the embedding (Press and Wolf 2017)."""
        return functional.linear(hidden, self.embedding.weight)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=0.5 * module.in_features**-0.5)
    elif isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=module.embedding_dim**-0.5)
