"""Log-probabilities of given continuations for many texts after one shared prefix.

The shared prefix is decoded once and stays in its slot. Each text continues it in a sequence of
its own, several sequences a batch, and the first token of every continuation is read off the
text's last logits. Only continuations of several tokens need decoding of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from desktop_lm.engine.backend import Cancelled, Usage
from desktop_lm.engine.llama.cache import PrefixCache, Slot, common_prefix
from desktop_lm.engine.llama.decode import Decoder, Logits, Row
from desktop_lm.engine.llama.probabilities import log_normaliser
from desktop_lm.engine.llama.state import StateKeeper, asked_of
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import ContinuationScore


@dataclass(slots=True)
class _Item:
    """One text: what it adds to the prefix, its sequence, and its sums so far."""

    tokens: list[int]
    sequence: int
    branches: dict[int, int] = field(default_factory=dict)  # continuation -> sequence
    sums: list[float] = field(default_factory=list)


class Scorer:
    """Scores ``continuations`` (token ids) after each text (token ids, prefix included)."""

    def __init__(
        self,
        decoder: Decoder,
        cache: PrefixCache,
        n_ctx: int,
        continuations: list[list[int]],
        states: StateKeeper | None = None,
    ) -> None:
        self._states = states
        self._decoder = decoder
        self._cache = cache
        self._n_ctx = n_ctx
        self._continuations = continuations
        self._long = [j for j, tokens in enumerate(continuations) if len(tokens) > 1]
        self._room: Logits | None = None  # to work out a row's sum in
        self._extra_cells = sum(len(continuations[j]) - 1 for j in self._long)
        there_are = len(cache.work_sequences)
        self._items_per_wave = there_are // (1 + len(self._long))
        if self._items_per_wave < 1:
            raise AppError(Code.INTERNAL, reason=f"more than {there_are - 1} long continuations")

    def run(
        self,
        slot_name: str,
        prefix: list[int],
        texts: list[list[int]],
        usage: Usage,
        *,
        fixed: bool = False,
    ) -> tuple[tuple[ContinuationScore, ...], ...]:
        """One row a text, one score a continuation. Raises Cancelled, AppError.

        The scores of ``fixed`` texts are kept, and not computed where they are known.
        """
        if not all(texts):
            raise AppError(Code.EMPTY_TEXT)
        if self._states is None or not fixed:
            return self._run(slot_name, prefix, texts, usage)
        asked = asked_of(prefix, texts, self._continuations)
        scores = self._states.scores(asked)
        if scores is None:
            scores = self._run(slot_name, prefix, texts, usage)
            self._states.keep_scores(asked, scores)
        return scores

    def _run(
        self, slot_name: str, prefix: list[int], texts: list[list[int]], usage: Usage
    ) -> tuple[tuple[ContinuationScore, ...], ...]:
        # A text must keep one token of its own: its last logits are what is read.
        shared = min([common_prefix(prefix, text) for text in texts])
        shared = min(shared, *(len(text) - 1 for text in texts))
        slot = self._decode_prefix(slot_name, prefix[:shared], usage)
        for text in texts:
            needed = len(text) + self._extra_cells
            if needed > self._n_ctx:
                raise AppError(Code.PROMPT_TOO_LONG, tokens=needed, context=self._n_ctx)
        usage.prompt_tokens = shared + sum(len(text) - shared for text in texts)
        scores: list[tuple[ContinuationScore, ...]] = []
        for wave in self._waves(slot, [text[shared:] for text in texts]):
            scores += self._score_wave(slot, wave)
        return tuple(scores)

    def _decode_prefix(self, name: str, prefix: list[int], usage: Usage) -> Slot:
        slot = self._cache.take(name, prefix, restored=self._states is not None)
        usage.reused_tokens = len(slot.tokens)
        while len(slot.tokens) < len(prefix):
            start = len(slot.tokens)
            chunk = prefix[start : start + self._decoder.n_batch]
            try:
                self._decoder.decode_run(slot.sequence, chunk, start, output=False)
            except (Cancelled, AppError):
                self._cache.forget_after(slot)
                raise
            slot.tokens += chunk
        if self._states is not None:
            self._states.keep(slot, prefix)
        return slot

    def _waves(self, slot: Slot, texts: list[list[int]]) -> Iterator[list[_Item]]:
        """Groups of texts that fit the sequences and the cells there are."""
        wave: list[_Item] = []
        cells = 0
        for tokens in texts:
            needed = len(tokens) + self._extra_cells
            full = len(wave) == self._items_per_wave
            if wave and (full or not self._cache.make_room(slot, cells + needed)):
                yield wave
                wave, cells = [], 0
            self._cache.make_room(slot, cells + needed)
            wave.append(self._item(tokens, len(wave)))
            cells += needed
        if wave:
            yield wave

    def _item(self, tokens: list[int], place: int) -> _Item:
        stride = 1 + len(self._long)
        sequences = self._cache.work_sequences[place * stride : (place + 1) * stride]
        return _Item(tokens, sequences[0], dict(zip(self._long, sequences[1:], strict=True)))

    def _score_wave(self, slot: Slot, wave: list[_Item]) -> Iterator[tuple[ContinuationScore, ...]]:
        try:
            self._decode_texts(slot, wave)
            if self._long:
                self._decode_branches(slot, wave)
        finally:
            for item in wave:
                self._cache.release((item.sequence, *item.branches.values()))
        for item in wave:
            yield tuple(
                ContinuationScore(total, len(tokens))
                for total, tokens in zip(item.sums, self._continuations, strict=True)
            )

    def _decode_texts(self, slot: Slot, wave: list[_Item]) -> None:
        start = len(slot.tokens)
        rows: list[Row] = []
        owner: dict[int, _Item] = {}
        for item in wave:
            self._cache.copy(slot.sequence, item.sequence)
            rows += [
                Row(item.sequence, token, start + offset)
                for offset, token in enumerate(item.tokens)
            ]
            rows[-1] = Row(item.sequence, item.tokens[-1], rows[-1].position, output=True)
            owner[len(rows) - 1] = item
        firsts = [tokens[0] for tokens in self._continuations]
        for index, logits in self._decoder.decode_rows(rows):
            owner[index].sums = (logits[firsts] - self._normaliser(logits)).tolist()

    def _decode_branches(self, slot: Slot, wave: list[_Item]) -> None:
        rows: list[Row] = []
        wanted: dict[int, tuple[_Item, int, int]] = {}
        for item in wave:
            start = len(slot.tokens) + len(item.tokens)
            for j, sequence in item.branches.items():
                self._cache.copy(item.sequence, sequence)
                tokens = self._continuations[j]
                for offset, token in enumerate(tokens[:-1]):
                    wanted[len(rows)] = (item, j, tokens[offset + 1])
                    rows.append(Row(sequence, token, start + offset, output=True))
        for index, logits in self._decoder.decode_rows(rows):
            item, j, token = wanted[index]
            item.sums[j] += float(logits[token]) - self._normaliser(logits)

    def _normaliser(self, logits: Logits) -> float:
        if self._room is None:
            self._room = np.empty_like(logits)
        return log_normaliser(logits, self._room)
