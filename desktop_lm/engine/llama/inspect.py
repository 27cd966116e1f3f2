"""What stood to choose from at each step: the model's probabilities and the sampler's cut."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt

from desktop_lm.engine.backend import Inspection
from desktop_lm.engine.llama.decode import Logits
from desktop_lm.engine.llama.probabilities import likeliest, log_normaliser
from desktop_lm.engine.llama.sample import TOKEN_DATA
from desktop_lm.engine.llama.vocabulary import Vocabulary
from desktop_lm.engine.llama.watch import Step
from desktop_lm.messages import Alternative, Cut, CutStep

_DIGITS = 5  # of a probability; more would be noise, and travel twice as long
_MOST_KEPT = 64 * 1024  # bytes of candidates; what has more is not kept for later


@dataclass(slots=True)
class _Draw:
    """A draw as it was seen, to be told of later."""

    logits: Logits
    before: frozenset[int]  # tokens that the repeat penalty goes by
    seen: list[tuple[Step, bytes]] = field(default_factory=list)


@dataclass(slots=True)
class _Course:
    """What a draw's steps did to the tokens that are told of."""

    steps: tuple[CutStep, ...]
    cuts: dict[int, Cut]  # what put a token aside
    odds: dict[int, float]  # what the draw went by, of those that were left


class Inspector:
    """Watches a sampler at work (:class:`~desktop_lm.engine.llama.watch.Watch`).

    Which candidates a step puts aside is read off llama.cpp's own array behind it, so that what
    is told is what was done. While llama.cpp's other threads wait it is only taken down.
    """

    def __init__(self, vocabulary: Vocabulary, count: int, penalised_span: int) -> None:
        """``count`` alternatives of each token are told. The repeat penalty goes by so many
        tokens before it."""
        self._vocabulary = vocabulary
        self._count = count
        self._room = np.empty(vocabulary.size, dtype=np.float32)
        self._before: deque[int] = deque(maxlen=penalised_span)
        self._spelt: dict[int, tuple[str, bool]] = {}

    def accept(self, tokens: Iterable[int]) -> None:
        """From the sampler: these came next."""
        self._before.extend(tokens)

    def look_at(self, logits: Logits) -> None:
        """These are the logits that the next token is drawn from."""
        self._draw = _Draw(logits.copy(), frozenset(self._before))

    def begin(self) -> None:
        """From the sampler: a draw begins."""
        self._draw.seen.clear()

    def see(self, step: Step, candidates: bytes) -> None:
        """From the sampler: what a step left."""
        self._draw.seen.append((step, candidates))

    def drawn(self, token: int) -> Callable[[], Inspection]:
        """``token`` was drawn; what comes back tells all there is to tell of it."""
        draw = self._draw
        if sum(len(candidates) for _, candidates in draw.seen) <= _MOST_KEPT:
            return partial(self._tell, draw, token)
        told = self._tell(draw, token)
        return lambda: told

    def _tell(self, draw: _Draw, token: int) -> Inspection:
        normaliser = log_normaliser(draw.logits, self._room)
        top = likeliest(draw.logits, self._count + 1)
        others = [other for other in top if other != token][: self._count]
        course = _course(draw, [token, *others])
        logits = draw.logits[[token, *others]].astype(np.float64)
        own, *theirs = np.exp(logits - normaliser).tolist()
        return Inspection(
            probability=_rounded(own),
            alternatives=tuple(
                self._alternative(other, probability, draw, course)
                for other, probability in zip(others, theirs, strict=True)
            ),
            after=_rounded(course.odds.get(token, 0.0)),
            penalised=token in draw.before,
            rank=1 + int(np.count_nonzero(draw.logits > draw.logits[token])),
            steps=course.steps,
        )

    def _alternative(
        self, token: int, probability: float, draw: _Draw, course: _Course
    ) -> Alternative:
        text, control = self._spelt.get(token) or self._spell(token)
        return Alternative(
            token,
            text,
            _rounded(probability),
            _rounded(course.odds.get(token, 0.0)),
            course.cuts.get(token, Cut.NOTHING),
            token in draw.before,
            control,
        )

    def _spell(self, token: int) -> tuple[str, bool]:
        """The text of a token, and whether that is a control token's name."""
        control = self._vocabulary.is_control(token)
        if control:
            text = self._vocabulary.name_of(token)
        else:
            text = self._vocabulary.piece(token).decode("utf-8", "replace")
        self._spelt[token] = text, control
        return text, control


def _course(draw: _Draw, told: list[int]) -> _Course:
    course = _Course((), {}, {})
    steps: list[CutStep] = []
    in_grammar = False
    staying = set(told)
    for step, data in draw.seen:
        left = np.frombuffer(data, dtype=TOKEN_DATA)
        if step is Step.DRAW:
            course.odds = dict(_told_of(left, staying))
            continue
        if step is Step.GREEDY:
            course.odds = {int(left["id"][0]): 1.0}
        in_grammar = in_grammar or step is Step.GRAMMAR
        if in_grammar:
            left = left[left["logit"] != -np.inf]
        remaining = staying.intersection(left["id"].tolist())
        course.cuts.update(dict.fromkeys(staying - remaining, Cut(step.value)))
        steps.append(CutStep(Cut(step.value), len(left)))
        staying = remaining
    course.steps = tuple(steps)
    return course


def _told_of(left: npt.NDArray[np.void], told: set[int]) -> Iterable[tuple[int, float]]:
    for token, odds in zip(left["id"].tolist(), left["p"].tolist(), strict=True):
        if token in told:
            yield token, odds


def _rounded(probability: float) -> float:
    return float(f"{probability:.{_DIGITS}g}")
