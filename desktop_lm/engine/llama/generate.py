"""The generation loop."""

from __future__ import annotations

import codecs
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from time import perf_counter

from desktop_lm.engine.backend import (
    GeneratedToken,
    Inspection,
    PromptListener,
    Usage,
)
from desktop_lm.engine.cancel import CancelFlag
from desktop_lm.engine.llama.batches import batch_sizes, run_lengths
from desktop_lm.engine.llama.cache import PrefixCache, Slot, common_prefix
from desktop_lm.engine.llama.decode import Decoder
from desktop_lm.engine.llama.inspect import Inspector
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.sample import NO_TOKEN, Sampler
from desktop_lm.engine.llama.slot_reader import SlotReader
from desktop_lm.engine.llama.state import LEAST_GAIN, StateKeeper
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Generate, Inspect, Sampling, StopReason, Trace

_LONGEST_CHARACTER = 4  # bytes of UTF-8, and so tokens
_Drawn = tuple[int, Callable[[], Inspection] | None]


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
        self._reader = SlotReader(decoder, cache, cancel)
        self._states = states

    def run(
        self, request: Generate, usage: Usage, prompt_progress: PromptListener
    ) -> Iterator[GeneratedToken]:
        """Tokens until the model ends, ``max_tokens`` are out, or the context is full.

        Raises Cancelled, AppError(EMPTY_TEXT, PROMPT_TOO_LONG, GRAMMAR_REFUSED, GRAMMAR_MISSED,
        TOKENS_FOREIGN, DECODE_FAILED).
        """
        prompt = self._vocabulary.encode(request.parts)
        if not prompt:
            raise AppError(Code.EMPTY_TEXT)
        if len(prompt) >= self._loaded.n_ctx:
            raise AppError(Code.PROMPT_TOO_LONG, tokens=len(prompt), context=self._loaded.n_ctx)
        inspector = (
            Inspector(self._vocabulary, request.alternatives, _penalised_span(request.sampling))
            if isinstance(request, Inspect)
            else None
        )
        sampler = Sampler(self._loaded, request.sampling, inspector)
        threads = self._decoder.threads
        threads.is_held = request.all_threads
        threads.used.clear()
        try:
            begun = self._begun(request)
            sampler.accept_begun(begun)
            if begun and self._vocabulary.is_end(begun[-1]):
                return  # somebody chose that the answer ends here
            slot = self._read_prompt(request, prompt, usage, prompt_progress)
            self._keep(request, slot, prompt)
            sampler.accept(prompt[-request.sampling.repeat_last_n :])
            draw = partial(self._draw, sampler, inspector)
            yield from self._after(begun, self._answer(request, slot, draw, usage))
        finally:
            sampler.close()
            threads.is_held = False
            if usage.trace is not None:
                used = tuple(sorted(threads.used))
                usage.trace = replace(usage.trace, threads=used)

    def _read_prompt(
        self, request: Generate, prompt: list[int], usage: Usage, progress: PromptListener
    ) -> Slot:
        started = perf_counter()
        usage.prompt_tokens = len(prompt)
        # The last token is decoded anew even where it is cached: its logits are wanted.
        again = [] if request.batches else prompt[:-1]
        slot = self._cache.take(request.slot, again, whole_batches=request.repeatable)
        usage.reused_tokens = len(slot.tokens)
        progress(len(slot.tokens), len(prompt), usage.reused_tokens)
        # What is saved of a repeatable answer is whole batches, so that they are known later.
        border = self._fixed(request, prompt) if request.repeatable else 0
        sizes = batch_sizes(
            len(prompt), len(slot.tokens), self._decoder.n_batch, request.batches, border
        )
        for size in sizes:
            start = len(slot.tokens)
            chunk = prompt[start : start + size]
            last = start + len(chunk) == len(prompt)
            self._cache.make_room(slot, len(chunk))
            self._reader.read(slot, chunk, output=last)
            usage.prompt_seconds = perf_counter() - started
            progress(len(slot.tokens), len(prompt), usage.reused_tokens)
        if request.repeatable:
            usage.trace = Trace(
                tuple(prompt),
                run_lengths(slot.batches),
                slot.unknown,
                alone=self._cache.is_alone(slot),
            )
        return slot

    def _keep(self, request: Generate, slot: Slot, prompt: list[int]) -> None:
        if self._states is None:
            return
        if request.continues:
            self._states.keep_conversation(slot)
        if fixed := self._fixed(request, prompt):
            self._states.keep(slot, prompt[:fixed])

    def _fixed(self, request: Generate, prompt: list[int]) -> int:
        """How many of the prompt's first tokens are to be saved; 0 for none."""
        if self._states is None or not request.fixed_parts:
            return 0
        fixed = self._vocabulary.encode(request.parts[: request.fixed_parts])
        # Where parts meet, letters of both may make one token.
        length = common_prefix(fixed, prompt[:-1])
        return length if length >= LEAST_GAIN else 0

    def _answer(
        self, request: Generate, slot: Slot, draw: Callable[[], _Drawn], usage: Usage
    ) -> Iterator[GeneratedToken]:
        started = perf_counter()
        while usage.tokens < request.max_tokens:
            token, inspection = draw()
            if token == NO_TOKEN or self._vocabulary.is_end(token):
                usage.stop_reason = StopReason.END
                return
            usage.tokens += 1
            yield GeneratedToken(token, self._vocabulary.piece(token), inspection)
            usage.decode_seconds = perf_counter() - started
            if usage.tokens == request.max_tokens:
                break
            if not self._cache.make_room(slot, 1):
                usage.stop_reason = StopReason.CONTEXT
                return
            self._reader.read(slot, [token], output=True)
            usage.decode_seconds = perf_counter() - started
        usage.stop_reason = StopReason.LENGTH

    def _draw(self, sampler: Sampler, inspector: Inspector | None) -> _Drawn:
        logits = self._decoder.logits()
        if inspector is not None:
            inspector.look_at(logits)
        token = sampler.next_token()
        # Of what are no numbers llama.cpp draws some token all the same.
        if not math.isfinite(logits.max() if token == NO_TOKEN else logits[token]):
            raise AppError(Code.DECODE_FAILED, status="NaN")
        if inspector is None or token == NO_TOKEN:
            return token, None
        return token, inspector.drawn(token)

    def _begun(self, request: Generate) -> list[int]:
        """The tokens that the answer begins with."""
        parts = request.parts[len(request.parts) - request.begun_parts :]
        return [
            token
            for part in parts
            for token in part.ids or self._vocabulary.encode_plain(part.text)
        ]

    def _after(
        self, begun: list[int], tokens: Iterator[GeneratedToken]
    ) -> Iterator[GeneratedToken]:
        """The tokens; where ``begun`` ends inside a character, the first one has the whole."""
        characters = codecs.getincrementaldecoder("utf-8")(errors="replace")
        for token in begun[-_LONGEST_CHARACTER:]:
            characters.decode(self._vocabulary.piece(token))
        left_over = characters.getstate()[0]
        for given in tokens:
            yield replace(given, piece=left_over + given.piece) if left_over else given
            left_over = b""


def _penalised_span(sampling: Sampling) -> int:
    """So many of the last tokens the repeat penalty goes by."""
    return sampling.repeat_last_n if sampling.repeat_penalty != 1 else 0
