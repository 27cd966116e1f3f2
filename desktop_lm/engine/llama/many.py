"""The likeliest continuations of many texts at once, several sequences a batch.

What all prompts begin with is decoded once and stays in its slot. Each text continues it in
sequences of its own, one a beam; when a text ends, the next one takes its place in the batch, so
that none waits for the longest.

A text is let in when there is room for what it is likely to become (``growth``). Where all together
come to fill the context all the same, the one that came last goes back into the queue.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from time import perf_counter

from desktop_lm.engine.backend import Cancelled, Usage
from desktop_lm.engine.cancel import CancelFlag
from desktop_lm.engine.llama.beams import Beams, Hypothesis
from desktop_lm.engine.llama.branches import Branches
from desktop_lm.engine.llama.cache import PrefixCache, Slot, common_prefix
from desktop_lm.engine.llama.decode import TILED_FROM, Decoder, Row
from desktop_lm.engine.llama.followers import Follower, followers
from desktop_lm.engine.llama.growth import Growth
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.text_decoder import TextDecoder
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import MAX_BEAMS, Completion, GenerateMany, StopReason


@dataclass(slots=True)
class _Text:
    """One item at work: the tokens still to be read, the beams, and where they lie."""

    index: int
    prompt: list[int]
    beams: Beams
    branches: Branches
    likely: int  # cells that it is likely to come to take
    unread: list[int]
    position: int  # of the next token

    @property
    def cells(self) -> int:
        """That it takes once the prompt, or the next token of each beam, is read."""
        return self.branches.cells + (len(self.unread) or len(self.beams.live))


class ManyGenerator:
    """Serves one request at a time."""

    def __init__(
        self, loaded: LoadedLlama, decoder: Decoder, cache: PrefixCache, cancel: CancelFlag
    ) -> None:
        self._loaded = loaded
        self._vocabulary = loaded.vocabulary
        self._decoder = decoder
        self._cache = cache
        self._cancel = cancel

    def run(self, request: GenerateMany, usage: Usage) -> Iterator[Completion]:
        """Completions as they end. Raises Cancelled, AppError(EMPTY_TEXT, PROMPT_TOO_LONG,
        DECODE_FAILED)."""
        prompts = [self._vocabulary.encode(request.prefix + item) for item in request.items]
        if not prompts or not all(prompts) or len(request.max_tokens) != len(prompts):
            raise AppError(Code.EMPTY_TEXT)
        if not 1 <= request.beams <= MAX_BEAMS:
            raise AppError(Code.INTERNAL, reason=f"{request.beams} beams")
        started = perf_counter()
        slot = self._read_prefix(request, prompts, usage)
        shared = len(slot.tokens)
        usage.prompt_tokens = shared + sum(len(prompt) - shared for prompt in prompts)
        growth = Growth(request.beams)
        waiting = deque(enumerate(prompts))
        working: list[_Text] = []
        try:
            while waiting or working:
                if self._cancel.is_set():
                    raise Cancelled
                self._admit(request, slot, growth, waiting, working)
                self._send_back(slot, waiting, working)
                self._step(working)
                for text in [text for text in working if text.beams.is_over]:
                    working.remove(text)
                    own = len(text.prompt) - shared
                    growth.ended(own, text.branches.most - own)
                    yield self._completion(request, text, usage)
                usage.decode_seconds = perf_counter() - started
        finally:
            for text in working:
                self._cache.release(tuple(text.branches.used))

    def _read_prefix(self, request: GenerateMany, prompts: list[list[int]], usage: Usage) -> Slot:
        prefix = self._vocabulary.encode(request.prefix)
        # A text must keep one token of its own: its last logits are what is read.
        shared = min(min(common_prefix(prefix, p), len(p) - 1) for p in prompts)
        slot = self._cache.take(request.slot, prefix[:shared])
        usage.reused_tokens = len(slot.tokens)
        while len(slot.tokens) < shared:
            chunk = prefix[len(slot.tokens) : shared][: self._decoder.n_batch]
            try:
                self._decoder.decode_run(slot.sequence, chunk, len(slot.tokens), output=False)
            except (Cancelled, AppError):
                self._cache.forget_after(slot)
                raise
            slot.tokens += chunk
        return slot

    def _admit(
        self,
        request: GenerateMany,
        slot: Slot,
        growth: Growth,
        waiting: deque[tuple[int, list[int]]],
        working: list[_Text],
    ) -> None:
        """Let texts begin as long as there are sequences and cells for them."""
        shared = len(slot.tokens)
        while waiting and (len(working) + 1) * request.beams <= len(self._cache.work_sequences):
            index, prompt = waiting[0]
            alone = self._loaded.n_ctx - shared
            own = len(prompt) - shared
            if own >= alone:
                raise AppError(Code.PROMPT_TOO_LONG, tokens=len(prompt), context=self._loaded.n_ctx)
            room = min(request.max_tokens[index], (alone - own) // request.beams)
            likely = own + min(request.beams * max(1, room), growth.likely(own))
            taken = sum(max(text.likely, text.cells) for text in working)
            if not self._cache.make_room(slot, taken + likely) and working:
                return
            waiting.popleft()
            sequences = self._free_sequences(working)[: request.beams]
            self._cache.copy(slot.sequence, sequences[0])
            working.append(
                _Text(
                    index=index,
                    prompt=prompt,
                    beams=self._search(request, max(1, room)),
                    branches=Branches(sequences, [sequences[0]]),
                    likely=likely,
                    unread=prompt[shared:],
                    position=shared,
                )
            )

    def _free_sequences(self, working: Sequence[_Text]) -> tuple[int, ...]:
        taken = {sequence for text in working for sequence in text.branches.sequences}
        return tuple(each for each in self._cache.work_sequences if each not in taken)

    def _send_back(
        self, slot: Slot, waiting: deque[tuple[int, list[int]]], working: list[_Text]
    ) -> None:
        """Let those that came last wait again as long as the next tokens have no cells. One alone
        has them all once other tasks gave way."""
        while not self._cache.make_room(slot, sum(text.cells for text in working)):
            if len(working) == 1:
                return
            text = working.pop()
            self._cache.release(tuple(text.branches.used))
            waiting.appendleft((text.index, text.prompt))

    def _search(self, request: GenerateMany, max_tokens: int) -> Beams:
        stops = tuple(stop.encode() for stop in request.stop if stop)
        vocabulary = self._vocabulary
        is_stopped = partial(_holds_stop, stops)
        return Beams(
            request.beams,
            max_tokens,
            vocabulary.piece,
            vocabulary.is_end,
            is_stopped,
            thorough=request.thorough,
        )

    def _step(self, working: Sequence[_Text]) -> None:
        """One batch, or as many as it takes: unread prompts, and a token for each beam."""
        rows = [row for text in working for row in self._rows(text)]
        one = working[0].beams  # all search alike
        found: list[list[Follower]] = []
        for logits in self._decoder.decode_batches(rows, TILED_FROM - 1):
            found += followers(logits, one.wanted, one.margin)
        of_each = iter(found)
        for text in working:
            step = text.beams.advance(list(islice(of_each, len(text.beams.live))))
            move = text.branches.go_on(step.parents)
            self._cache.release(move.released)
            for source, target in move.copied:
                self._cache.copy(source, target)

    def _rows(self, text: _Text) -> Iterator[Row]:
        if text.unread:
            last = len(text.unread) - 1
            for offset, token in enumerate(text.unread):
                place = text.position + offset
                yield Row(text.branches.used[0], token, place, output=offset == last)
            text.branches.read_prompt(len(text.unread))
            text.position += len(text.unread)
            text.unread = []
            return
        for sequence, beam in zip(text.branches.used, text.beams.live, strict=True):
            yield Row(sequence, beam.tokens[-1], text.position, output=True)
        text.branches.read()
        text.position += 1

    def _completion(self, request: GenerateMany, text: _Text, usage: Usage) -> Completion:
        best, *others = text.beams.found()
        usage.tokens += len(best.tokens)
        decoder = TextDecoder(request.stop, skip_leading_space=True)
        written, ends = "", []
        for piece in best.pieces:
            written += decoder.feed(piece)
            ends.append(len(written))
        written += decoder.flush()
        if ends and not decoder.stopped:
            ends[-1] = len(written)  # what might have become a stop string did not
        return Completion(
            id=request.id,
            index=text.index,
            text=written,
            ends=tuple(ends),
            probabilities=tuple(math.exp(logprob) for logprob in best.logprobs),
            stop_reason=_reason(best, stopped=decoder.stopped),
            others=tuple(_text_of(request, other) for other in others),
        )


def _holds_stop(stops: tuple[bytes, ...], pieces: Sequence[bytes]) -> bool:
    """Whether there is a stop string behind the first word; the decoder cuts it off later."""
    written = b"".join(pieces).lstrip()
    return any(stop in written for stop in stops)


def _reason(best: Hypothesis, *, stopped: bool) -> StopReason:
    if stopped:
        return StopReason.STOP_STRING
    return StopReason.END if best.ended else StopReason.LENGTH


def _text_of(request: GenerateMany, hypothesis: Hypothesis) -> str:
    decoder = TextDecoder(request.stop, skip_leading_space=True)
    return decoder.feed(b"".join(hypothesis.pieces)) + decoder.flush()
