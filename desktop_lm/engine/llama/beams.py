"""Which beginnings of one text a beam search goes on with; one beam is a greedy search.

A hypothesis is worth the mean log-probability of its tokens, its end among them, so that longer
ones are not held to be worse for their length (Wu et al. 2016, with a length penalty of 1).

Most of a search is spent on beginnings that come to nothing. Unless a search is to be thorough,
one is left that is far less likely than the likeliest (Freitag and Al-Onaizan 2017), or that has
become worth less than what ended would be with one more certain token. The best of four wordings
then takes two thirds of the tokens, and was no worse on sentences in four directions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from desktop_lm.engine.llama.decode import Logits
from desktop_lm.engine.llama.probabilities import likeliest, log_normaliser

_MARGIN = 2.5  # of log-probability, that a beginning may lie behind the likeliest


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
    answer, ``is_stopped`` whether bytes hold a stop string. ``thorough``: follow also what is
    unlikely to become the best, for its own sake."""

    def __init__(  # noqa: PLR0913 - all that a search is made of
        self,
        width: int,
        max_tokens: int,
        piece: Callable[[int], bytes],
        is_end: Callable[[int], bool],
        is_stopped: Callable[[Sequence[bytes]], bool],
        *,
        thorough: bool = False,
    ) -> None:
        self._width = width
        self._max_tokens = max_tokens
        self._piece = piece
        self._is_end = is_end
        self._is_stopped = is_stopped
        self._margin = math.inf if thorough else _MARGIN
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
        following: list[tuple[int, Hypothesis]] = []  # with the place of the one before
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
            following.append((parent, after))
            if len(following) == self._width:
                break
        if len(self._ended) >= self._width:
            following = []
        following = [one for one in following if self._may_win(one[1])]
        self.live = [after for _, after in following]
        return Step(tuple(parent for parent, _ in following))

    def _may_win(self, beginning: Hypothesis) -> bool:
        """Whether it is worth to go on with it: it cannot become much better than it would with one
        more certain token."""
        if not self._ended or math.isinf(self._margin):
            return True
        best = max(one.mean for one in self._ended)
        return beginning.total / (len(beginning.tokens) + 1) > best

    def _candidates(self, logits: Sequence[Logits]) -> list[tuple[int, int, float]]:
        """(place of the beginning, token, its log-probability), the likeliest text first; as many
        as can be wanted, should each beginning have an end among them. With one beam, one."""
        wanted = 1 if self._width == 1 else 2 * self._width
        before = [
            one.total - log_normaliser(row) for one, row in zip(self.live, logits, strict=True)
        ]
        least = max(b + float(row.max()) for b, row in zip(before, logits, strict=True))
        least -= self._margin
        found: list[tuple[float, int, int]] = []
        for place, (total, row) in enumerate(zip(before, logits, strict=True)):
            tokens = self._likely(row, least - total, wanted)
            found += [(total + float(row[token]), place, token) for token in tokens]
        found.sort(key=lambda one: one[0], reverse=True)
        return [
            (place, token, whole - self.live[place].total) for whole, place, token in found[:wanted]
        ]

    def _likely(self, row: Logits, least: float, wanted: int) -> Sequence[int]:
        """The tokens whose logits are at least so much, if not more than are wanted of one row."""
        if wanted == 1:
            return [int(np.argmax(row))]
        if not math.isinf(self._margin):
            near = np.flatnonzero(row >= least)
            if len(near) <= wanted:
                return near.tolist()
        return likeliest(row, wanted)
