"""Which beginnings of one text a beam search goes on with; one beam is a greedy search.

A hypothesis is worth the mean log-probability of its tokens, its end among them, so that longer
ones are not held to be worse for their length (Wu et al. 2016, with a length penalty of 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from desktop_lm.engine.llama.decode import Logits
from desktop_lm.engine.llama.probabilities import likeliest, log_normaliser


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A beginning: tokens, their log-probabilities and bytes. ``ended``: the model, or a stop
    string, has ended it."""

    tokens: tuple[int, ...] = ()
    logprobs: tuple[float, ...] = ()
    pieces: tuple[bytes, ...] = ()
    total: float = 0.0  # with the end's log-probability, where the model ended it
    ended: bool = False

    @property
    def mean(self) -> float:
        """Log-probability a token; the end counts as one."""
        return self.total / max(1, len(self.tokens) + self.ended)

    def with_end(self, logprob: float) -> Hypothesis:
        """The same, ended by the model."""
        return Hypothesis(self.tokens, self.logprobs, self.pieces, self.total + logprob, ended=True)

    def followed_by(self, token: int, logprob: float, piece: bytes, *, ended: bool) -> Hypothesis:
        """The same with one token more."""
        return Hypothesis(
            (*self.tokens, token),
            (*self.logprobs, logprob),
            (*self.pieces, piece),
            self.total + logprob,
            ended,
        )


@dataclass(frozen=True, slots=True)
class Step:
    """``parents[i]`` is the place, among the beams before, of the one that beam ``i`` goes on
    from."""

    parents: tuple[int, ...]


class Beams:
    """The search for one text. ``piece`` gives a token's bytes, ``is_end`` whether it ends an
    answer, ``is_stopped`` whether bytes hold a stop string."""

    def __init__(
        self,
        width: int,
        max_tokens: int,
        piece: Callable[[int], bytes],
        is_end: Callable[[int], bool],
        is_stopped: Callable[[Sequence[bytes]], bool],
    ) -> None:
        self._width = width
        self._max_tokens = max_tokens
        self._piece = piece
        self._is_end = is_end
        self._is_stopped = is_stopped
        self.live: list[Hypothesis] = [Hypothesis()]
        self._ended: list[Hypothesis] = []

    @property
    def is_over(self) -> bool:
        """Nothing is left to go on with."""
        return not self.live

    def found(self) -> list[Hypothesis]:
        """The hypotheses there are, the best first."""
        return sorted([*self._ended, *self.live], key=lambda one: one.mean, reverse=True)

    def advance(self, logits: Sequence[Logits]) -> Step:
        """Go on from each live beginning, whose last token left these ``logits``.

        Raises AppError(DECODE_FAILED) where they are no numbers.
        """
        parents: list[int] = []
        following: list[Hypothesis] = []
        for parent, token, logprob in self._candidates(logits):
            before = self.live[parent]
            if self._is_end(token):
                self._ended.append(before.with_end(logprob))
                continue
            piece = self._piece(token)
            ended = self._is_stopped((*before.pieces, piece))
            after = before.followed_by(token, logprob, piece, ended=ended)
            if ended or len(after.tokens) >= self._max_tokens:
                self._ended.append(after)
                continue
            parents.append(parent)
            following.append(after)
            if len(following) == self._width:
                break
        if len(self._ended) >= self._width:
            parents, following = [], []
        self.live = following
        return Step(tuple(parents))

    def _candidates(self, logits: Sequence[Logits]) -> list[tuple[int, int, float]]:
        """(place of the beginning, token, its log-probability), the likeliest text first; as many
        as can be wanted, should each beginning have an end among them. With one beam, one."""
        wanted = 1 if self._width == 1 else 2 * self._width
        found: list[tuple[float, int, int, float]] = []
        for place, row in enumerate(logits):
            normaliser = log_normaliser(row)
            tokens = [int(np.argmax(row))] if wanted == 1 else likeliest(row, wanted)
            for token in tokens:
                logprob = float(row[token]) - normaliser
                found.append((self.live[place].total + logprob, place, token, logprob))
        found.sort(key=lambda one: one[0], reverse=True)
        return [(place, token, logprob) for _, place, token, logprob in found[:wanted]]
