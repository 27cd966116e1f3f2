"""Tokens into a slot of the cache: one way for prompts, for answers and for what is read ahead."""

from __future__ import annotations

from desktop_lm.engine.backend import Cancelled
from desktop_lm.engine.cancel import CancelFlag
from desktop_lm.engine.llama.cache import PrefixCache, Slot
from desktop_lm.engine.llama.decode import Decoder
from desktop_lm.errors import AppError


class SlotReader:
    """Decodes into slots of ``cache`` and notes in them what they hold."""

    def __init__(self, decoder: Decoder, cache: PrefixCache, cancel: CancelFlag) -> None:
        self._decoder = decoder
        self._cache = cache
        self._cancel = cancel

    def read(self, slot: Slot, tokens: list[int], *, output: bool) -> None:
        """Decode ``tokens``, a batch at most, behind what ``slot`` has; with ``output`` the logits
        of the last are wanted. Raises Cancelled, AppError(DECODE_FAILED); the slot is as before
        then."""
        if self._cancel.is_set():
            raise Cancelled
        try:
            self._decoder.decode_run(slot.sequence, tokens, len(slot.tokens), output=output)
        except (Cancelled, AppError):
            # Part of the batch may already lie in the cache.
            self._cache.forget_after(slot)
            raise
        slot.tokens += tokens
        slot.batches.append(len(tokens))
