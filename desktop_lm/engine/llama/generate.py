"""The generation loop."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

import numpy as np

from desktop_lm.engine.backend import Cancelled, GeneratedToken, PromptListener, Usage
from desktop_lm.engine.cancel import CancelFlag
from desktop_lm.engine.llama.cache import PrefixCache, Slot, common_prefix
from desktop_lm.engine.llama.decode import Decoder
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.probabilities import likeliest, log_normaliser
from desktop_lm.engine.llama.sample import NO_TOKEN, Sampler
from desktop_lm.engine.llama.state import StateKeeper
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Alternative, Generate, Inspect, StopReason


class Generator:
    """Reads a prompt and yields the answer's tokens, one request at a time."""

    def __init__(
        self,
        loaded: LoadedLlama,
        decoder: Decoder,
        cache: PrefixCache,
        cancel: CancelFlag,
        states: StateKeeper | None = None,
    ) -> None:
        self._vocabulary = loaded.vocabulary
        self._loaded = loaded
        self._decoder = decoder
        self._cache = cache
        self._cancel = cancel
        self._states = states

    def run(
        self, request: Generate, usage: Usage, prompt_progress: PromptListener
    ) -> Iterator[GeneratedToken]:
        """Tokens until the model ends, ``max_tokens`` are out, or the context is full.

        Raises Cancelled, AppError(EMPTY_TEXT, PROMPT_TOO_LONG, GRAMMAR_REFUSED, DECODE_FAILED).
        """
        prompt = self._vocabulary.encode(request.parts)
        if not prompt:
            raise AppError(Code.EMPTY_TEXT)
        if len(prompt) >= self._loaded.n_ctx:
            raise AppError(Code.PROMPT_TOO_LONG, tokens=len(prompt), context=self._loaded.n_ctx)
        sampler = Sampler(self._loaded, request.sampling)
        try:
            slot = self._read_prompt(request.slot, prompt, usage, prompt_progress)
            self._keep_fixed(request, slot, prompt)
            sampler.accept(prompt[-request.sampling.repeat_last_n :])
            yield from self._answer(request, slot, sampler, usage)
        finally:
            sampler.close()

    def _read_prompt(
        self, name: str, prompt: list[int], usage: Usage, progress: PromptListener
    ) -> Slot:
        started = perf_counter()
        usage.prompt_tokens = len(prompt)
        # The last token is decoded anew even where it is cached: its logits are wanted.
        slot = self._cache.take(name, prompt[:-1])
        usage.reused_tokens = len(slot.tokens)
        progress(len(slot.tokens), len(prompt), usage.reused_tokens)
        while len(slot.tokens) < len(prompt):
            start = len(slot.tokens)
            chunk = prompt[start : start + self._decoder.n_batch]
            last = start + len(chunk) == len(prompt)
            self._cache.make_room(slot, len(chunk))
            self._decode(slot, chunk, output=last)
            usage.prompt_seconds = perf_counter() - started
            progress(len(slot.tokens), len(prompt), usage.reused_tokens)
        return slot

    def _keep_fixed(self, request: Generate, slot: Slot, prompt: list[int]) -> None:
        if self._states is None:
            return
        if request.continues:
            self._states.keep_conversation(slot)
        if request.fixed_parts:
            fixed = self._vocabulary.encode(request.parts[: request.fixed_parts])
            # Where parts meet, letters of both may make one token.
            self._states.keep(slot, prompt[: common_prefix(fixed, prompt[:-1])])

    def _answer(
        self, request: Generate, slot: Slot, sampler: Sampler, usage: Usage
    ) -> Iterator[GeneratedToken]:
        alternatives = request.alternatives if isinstance(request, Inspect) else None
        started = perf_counter()
        while usage.tokens < request.max_tokens:
            token = sampler.next_token()
            if token == NO_TOKEN or self._vocabulary.is_end(token):
                usage.stop_reason = StopReason.END
                return
            usage.tokens += 1
            if alternatives is None:
                yield GeneratedToken(token, self._vocabulary.piece(token))
            else:
                yield self._inspected(token, alternatives)
            usage.decode_seconds = perf_counter() - started
            if usage.tokens == request.max_tokens:
                break
            if not self._cache.make_room(slot, 1):
                usage.stop_reason = StopReason.CONTEXT
                return
            self._decode(slot, [token], output=True)
            usage.decode_seconds = perf_counter() - started
        usage.stop_reason = StopReason.LENGTH

    def _decode(self, slot: Slot, tokens: list[int], *, output: bool) -> None:
        if self._cancel.is_set():
            raise Cancelled
        try:
            self._decoder.decode_run(slot.sequence, tokens, len(slot.tokens), output=output)
        except (Cancelled, AppError):
            # Part of the batch may already lie in the cache.
            self._cache.forget_after(slot)
            raise
        slot.tokens += tokens

    def _inspected(self, token: int, count: int) -> GeneratedToken:
        logits = self._decoder.logits()
        normaliser = log_normaliser(logits)
        others = [other for other in likeliest(logits, count + 1) if other != token][:count]
        ids = [token, *others]
        probabilities = [float(p) for p in np.exp(logits[ids] - normaliser)]
        return GeneratedToken(
            token,
            self._vocabulary.piece(token),
            probabilities[0],
            tuple(
                Alternative(other, self._vocabulary.piece(other).decode("utf-8", "replace"), p)
                for other, p in zip(others, probabilities[1:], strict=True)
            ),
        )
