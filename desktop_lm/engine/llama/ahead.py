"""Reading a prompt while somebody still writes it.

What is asked next mostly begins with what stands there already. Whoever pauses gives the model time
to read that; when the prompt is sent, its last token is left. The batches are short: the text may
change or be sent at any moment, and then the batch at hand is lost.
"""

from __future__ import annotations

from time import perf_counter

from desktop_lm.engine.backend import Usage
from desktop_lm.engine.cancel import CancelFlag
from desktop_lm.engine.llama.cache import PrefixCache
from desktop_lm.engine.llama.decode import Decoder
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.slot_reader import SlotReader
from desktop_lm.messages import ReadAhead

_FIRST = 8  # tokens of the first batch
_BATCH_SECONDS = 0.1  # what a batch takes at most before the next is no longer


class AheadReader:
    """Reads ahead into the slots of ``cache``."""

    def __init__(
        self, loaded: LoadedLlama, decoder: Decoder, cache: PrefixCache, cancel: CancelFlag
    ) -> None:
        self._vocabulary = loaded.vocabulary
        self._decoder = decoder
        self._cache = cache
        self._reader = SlotReader(decoder, cache, cancel)

    def run(self, request: ReadAhead, usage: Usage) -> None:
        """Read all but the last token, which is decoded when its logits are wanted.

        Raises Cancelled, AppError(TOKENS_FOREIGN, DECODE_FAILED); what was read before stays.
        """
        started = perf_counter()
        prompt = self._vocabulary.encode(request.parts)
        usage.prompt_tokens = len(prompt)
        tokens = prompt[:-1]
        slot = self._cache.take_ahead(request.slot, tokens, whole_batches=request.repeatable)
        if slot is None:
            return
        usage.reused_tokens = len(slot.tokens)
        size = _FIRST
        while batch := tokens[len(slot.tokens) :][:size]:
            begun = perf_counter()
            self._reader.read(slot, batch, output=False)
            usage.prompt_seconds = perf_counter() - started
            if perf_counter() - begun < _BATCH_SECONDS / 2:
                size = min(2 * size, self._decoder.n_batch)
