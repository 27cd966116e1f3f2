"""What stood to choose from at each step: the model's probabilities and the sampler's cut."""

from __future__ import annotations

import math

import numpy as np

from desktop_lm.engine.backend import Inspection
from desktop_lm.engine.llama.decode import Logits
from desktop_lm.engine.llama.probabilities import likeliest, log_normaliser
from desktop_lm.engine.llama.sample import Candidates, Step
from desktop_lm.engine.llama.vocabulary import Vocabulary
from desktop_lm.messages import Alternative, Cut, CutStep

_FEW = 1000  # so many ids are gone through faster by Python than by numpy
_DIGITS = 5  # of a probability; more would be noise, and travel twice as long


class Inspector:
    """Watches a sampler at work (:class:`~desktop_lm.engine.llama.sample.Watch`).

    Which candidates a step puts aside is read off llama.cpp's own array behind it, so that what
    is told is what was done. Only the likeliest are looked at one by one.
    """

    def __init__(self, vocabulary: Vocabulary, count: int) -> None:
        """``count`` alternatives of each token are told."""
        self._vocabulary = vocabulary
        self._count = count
        self._room = np.empty(vocabulary.size, dtype=np.float32)

    def look_at(self, logits: Logits) -> None:
        """These are the logits that the next token is drawn from."""
        self._raw = logits
        self._normaliser = log_normaliser(logits, self._room)
        self._ids = np.array(likeliest(logits, self._count + 1))

    def begin(self) -> None:
        """From the sampler: a draw begins."""
        self._grammar_first = False
        self._penalised: set[int] = set()
        self._cuts: dict[int, Cut] = {}
        self._steps: list[CutStep] = []

    def see(self, step: Step, candidates: Candidates) -> None:
        """From the sampler: what a step left."""
        if step is Step.PENALTIES:  # the array is still in the order of the ids
            changed = candidates["logit"][self._ids] != self._raw[self._ids]
            self._penalised.update(self._ids[changed].tolist())
        elif step is Step.GREEDY:
            self._see_cut(Cut.GREEDY, candidates[candidates["logit"].argmax()].reshape(1))
        elif isinstance(step.value, Cut):
            if self._grammar_first or step is Step.GRAMMAR:
                self._grammar_first = True
                candidates = candidates[candidates["logit"] != -np.inf]
            self._see_cut(step.value, candidates)
        if step in (Step.TEMPERATURE, Step.GREEDY):
            self._keep_odds(candidates)

    def tell(self, token: int) -> Inspection:
        """All there is to tell of ``token``, which was drawn."""
        logit = self._raw[token]
        others = [other for other in self._ids.tolist() if other != token][: self._count]
        return Inspection(
            probability=self._probability(token),
            alternatives=tuple(map(self._alternative, others)),
            after=_rounded(self._odds.get(token, 0.0)),
            penalised=token in self._penalised,
            rank=1 + int(np.count_nonzero(self._raw > logit)),
            steps=tuple(self._steps),
        )

    def _see_cut(self, cut: Cut, left: Candidates) -> None:
        if len(left) <= _FEW:
            staying = set(left["id"].tolist())
        else:
            staying = set(self._ids[np.isin(self._ids, left["id"])].tolist())
        for token in self._ids.tolist():
            if token not in staying:
                self._cuts.setdefault(token, cut)
        self._steps.append(CutStep(cut, len(left)))

    def _keep_odds(self, candidates: Candidates) -> None:
        """What the draw goes by: the softmax of what is left."""
        if self._steps and self._steps[-1].cut is Cut.GREEDY:
            self._odds = {int(candidates["id"][candidates["logit"].argmax()]): 1.0}
            return
        logits = candidates["logit"].astype(np.float64)
        odds = np.exp(logits - logits.max())
        odds /= odds.sum()
        self._odds = dict(zip(candidates["id"].tolist(), odds.tolist(), strict=True))

    def _alternative(self, token: int) -> Alternative:
        control = self._vocabulary.is_control(token)
        return Alternative(
            token,
            self._vocabulary.name_of(token)
            if control
            else self._vocabulary.piece(token).decode("utf-8", "replace"),
            self._probability(token),
            _rounded(self._odds.get(token, 0.0)),
            self._cuts.get(token, Cut.NOTHING),
            token in self._penalised,
            control,
        )

    def _probability(self, token: int) -> float:
        return _rounded(math.exp(float(self._raw[token]) - self._normaliser))


def _rounded(probability: float) -> float:
    return float(f"{probability:.{_DIGITS}g}")
