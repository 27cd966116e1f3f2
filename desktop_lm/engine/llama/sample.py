"""llama.cpp's own sampler chain, built from our settings."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.native import lib
from desktop_lm.engine.llama.watch import Onlookers, Step, Watch
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Sampling

# llama_token_data, so that numpy can fill an array of candidates
TOKEN_DATA = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])

NO_TOKEN = -1


class Sampler:
    """Chooses the next token from the last decoded logits.

    The order is llama.cpp's: penalties, top-k, top-p, min-p, temperature, draw. A grammar is
    checked after the draw and only on a miss applied to the whole vocabulary, as applying it
    first would cost more than the decoding itself.
    """

    def __init__(self, loaded: LoadedLlama, settings: Sampling, watch: Watch | None = None) -> None:
        self._context = loaded.context
        self._n_vocab = loaded.vocabulary.size
        self._grammar = _grammar(loaded, settings.grammar) if settings.grammar else None
        self._watch = watch
        self._onlookers = Onlookers(watch) if watch is not None else None
        self._candidates = np.zeros(self._n_vocab if self._grammar else 0, dtype=TOKEN_DATA)
        self._ids = np.arange(len(self._candidates), dtype=np.int32)
        self._chain = _chain(_samplers(settings, self._n_vocab), self._onlookers)

    def accept(self, tokens: Iterable[int]) -> None:
        """Tell the penalties what came before the answer."""
        tokens = list(tokens)
        for token in tokens:
            lib.llama_sampler_accept(self._chain, token)
        if self._watch is not None:
            self._watch.accept(tokens)

    def accept_begun(self, tokens: Iterable[int]) -> None:
        """Tell the grammar how the answer begins. Raises AppError(GRAMMAR_MISSED) where it
        does not allow that."""
        if self._grammar is None:
            return
        for token in tokens:
            if not self._grammar_allows(token):
                raise AppError(Code.GRAMMAR_MISSED)
            lib.llama_sampler_accept(self._grammar, token)

    def next_token(self) -> int:
        """Draw a token from the logits of the last decoded row, and accept it.

        NO_TOKEN where the grammar allows none.
        """
        token = self._draw_freely() if self._grammar is None else self._draw_in_grammar()
        if self._watch is not None and self._onlookers is not None:
            self._onlookers.raise_failure()
            self._watch.accept((token,))
        return token

    def close(self) -> None:
        lib.llama_sampler_free(self._chain)
        if self._grammar is not None:
            lib.llama_sampler_free(self._grammar)

    def _draw_freely(self) -> int:
        if self._watch is not None:
            self._watch.begin()
        return int(lib.llama_sampler_sample(self._chain, self._context, -1))

    def _draw_in_grammar(self) -> int:
        token = self._draw(grammar_first=False)
        if not self._grammar_allows(token):
            token = self._draw(grammar_first=True)
        if not self._grammar_allows(token):  # nothing in the vocabulary goes on from here
            return NO_TOKEN
        lib.llama_sampler_accept(self._grammar, token)
        lib.llama_sampler_accept(self._chain, token)
        return token

    def _draw(self, *, grammar_first: bool) -> int:
        """Apply the chain (after the grammar, if so wanted) to the last logits; no accepting."""
        logits = np.ctypeslib.as_array(
            lib.llama_get_logits_ith(self._context, -1), shape=(self._n_vocab,)
        )
        self._candidates["id"] = self._ids
        self._candidates["logit"] = logits
        candidates = _as_llama(self._candidates)
        if self._watch is not None:
            self._watch.begin()
        if grammar_first:
            lib.llama_sampler_apply(self._grammar, ctypes.byref(candidates))
            if self._onlookers is not None:
                self._onlookers.see(Step.GRAMMAR, candidates)
        lib.llama_sampler_apply(self._chain, ctypes.byref(candidates))
        return int(candidates.data[candidates.selected].id)

    def _grammar_allows(self, token: int) -> bool:
        if self._grammar is None:
            return True
        single = np.array([(token, 1.0, 0.0)], dtype=TOKEN_DATA)
        lib.llama_sampler_apply(self._grammar, ctypes.byref(_as_llama(single)))
        return bool(single["logit"][0] != -np.inf)


def _as_llama(candidates: npt.NDArray[np.void]) -> lib.llama_token_data_array:
    return lib.llama_token_data_array(
        data=candidates.ctypes.data_as(lib.llama_token_data_p),
        size=len(candidates),
        selected=-1,
        sorted=False,
    )


def _chain(steps: list[tuple[Step, object]], onlookers: Onlookers | None) -> object:
    """The chain, which owns its samplers."""
    chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
    for step, sampler in steps:
        lib.llama_sampler_chain_add(chain, sampler)
        if onlookers is not None and (onlooker := onlookers.behind(step)) is not None:
            lib.llama_sampler_chain_add(chain, onlooker)
    return chain


def _samplers(settings: Sampling, n_vocab: int) -> list[tuple[Step, object]]:
    steps: list[tuple[Step, object]] = []
    if settings.repeat_penalty != 1 and settings.repeat_last_n:
        penalties = lib.llama_sampler_init_penalties(
            n_vocab, settings.repeat_last_n, settings.repeat_penalty, 0.0, 0.0
        )
        steps.append((Step.PENALTIES, penalties))
    if settings.temperature <= 0:
        return [*steps, (Step.GREEDY, lib.llama_sampler_init_greedy())]
    if settings.top_k > 0:
        steps.append((Step.TOP_K, lib.llama_sampler_init_top_k(settings.top_k)))
    if settings.top_p < 1:
        steps.append((Step.TOP_P, lib.llama_sampler_init_top_p(settings.top_p, 1)))
    if settings.min_p > 0:
        steps.append((Step.MIN_P, lib.llama_sampler_init_min_p(settings.min_p, 1)))
    steps.append((Step.TEMPERATURE, lib.llama_sampler_init_temp(settings.temperature)))
    # 0xFFFFFFFF would ask llama.cpp for a seed of its own choice
    return [*steps, (Step.DRAW, lib.llama_sampler_init_dist(settings.seed % 0xFFFFFFFF))]


def _grammar(loaded: LoadedLlama, text: str) -> object:
    sampler = lib.llama_sampler_init_grammar(
        loaded.vocabulary.handle, text.encode("utf-8"), b"root"
    )
    if not sampler:
        raise AppError(Code.GRAMMAR_REFUSED)
    return sampler
