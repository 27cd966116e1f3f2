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

from desktop_lm.engine.llama.followers import Follower

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
        self.margin = math.inf if thorough else _MARGIN
        self.live: list[Hypothesis] = [Hypothesis()]
        self._ended: list[Hypothesis] = []

    @property
    def wanted(self) -> int:
        """How many of the tokens that may follow are looked at, should each beginning have an end
        among them. With one beam, one."""
        return 1 if self._width == 1 else 2 * self._width

    @property
    def is_over(self) -> bool:
        """Nothing is left to go on with."""
        return not self.live

    def found(self) -> list[Hypothesis]:
        """The hypotheses there are, the best first."""
        return sorted([*self._ended, *self.live], key=lambda one: one.mean, reverse=True)

    def advance(self, followers: Sequence[Sequence[Follower]]) -> Step:
        """Go on from each live beginning, which these tokens may follow: of each the likeliest, at
        least :attr:`wanted` or all within :attr:`margin`."""
        following: list[tuple[int, Hypothesis]] = []  # with the place of the one before
        for parent, token, logprob in self._candidates(followers):
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
        if not self._ended or math.isinf(self.margin):
            return True
        best = max(one.mean for one in self._ended)
        return beginning.total / (len(beginning.tokens) + 1) > best

    def _candidates(self, followers: Sequence[Sequence[Follower]]) -> list[tuple[int, int, float]]:
        """(place of the beginning, token, its log-probability), the likeliest text first."""
        found = [
            (one.total + logprob, place, token, logprob)
            for place, (one, each) in enumerate(zip(self.live, followers, strict=True))
            for token, logprob in each
        ]
        found.sort(key=lambda one: one[0], reverse=True)
        least = found[0][0] - self.margin
        return [
            (place, token, logprob)
            for total, place, token, logprob in found[: self.wanted]
            if total >= least
        ]
