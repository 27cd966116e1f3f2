"""Perplexity: how well a model foresees a text it did not write.

The exponential of the mean negative log-likelihood of the text's tokens (Jelinek et al., 1977).
A text longer than a window is read in windows that overlap by half, and of each but the first only
the second half counts: each token counts once, and behind the first window from half a window or
more. llama.cpp's own tool (tools/perplexity) lets its windows follow each other and counts the
second half of each, so it wants texts of two windows and more, which a short text is not. As there,
each window begins with the beginning-of-text token where the model expects one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from desktop_lm.engine.backend import Foresight, StepListener
from desktop_lm.engine.llama.cache import WORK_SEQUENCE, PrefixCache
from desktop_lm.engine.llama.decode import Decoder, Logits, Row
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.probabilities import log_normaliser
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import MeasurePerplexity, PromptPart

_SHORTEST = 2  # tokens: the first is foreseen from nothing and does not count


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens ``start`` to ``end``; those from ``counted`` on count."""

    start: int
    counted: int
    end: int


def windows(tokens: int, size: int) -> Iterator[Window]:
    """Windows of up to ``size`` tokens in which each token but the first counts once."""
    start, counted = 0, 1
    while counted < tokens:
        end = min(start + size, tokens)
        yield Window(start, counted, end)
        start, counted = start + size // 2, end


def perplexity(
    loaded: LoadedLlama,
    decoder: Decoder,
    cache: PrefixCache,
    request: MeasurePerplexity,
    progress: StepListener,
) -> Foresight:
    """Read the text and tell how well it was foreseen.

    Outputs are asked for a few at a time, as many as the context reserves room for, so measuring
    takes no more memory than writing. Raises Cancelled, AppError(EMPTY_TEXT, DECODE_FAILED).
    """
    tokens = loaded.vocabulary.encode((PromptPart(request.text),))
    if len(tokens) < _SHORTEST:
        raise AppError(Code.EMPTY_TEXT)
    size = min(max(request.window, 2 * _SHORTEST), loaded.n_ctx)
    cache.drop_all()
    total, counted = 0.0, 0
    for window in windows(len(tokens), size):
        read = tokens[window.start : window.end]
        if loaded.vocabulary.start is not None:
            read[0] = loaded.vocabulary.start
        for logprob in _read(decoder, cache, read, window.counted - window.start):
            total += logprob
            counted += 1
            progress(counted + 1, len(tokens))
    try:
        return Foresight(math.exp(-total / counted), counted)
    except OverflowError:  # weights of which nothing follows
        raise AppError(Code.DECODE_FAILED, status="infinite") from None


def _read(decoder: Decoder, cache: PrefixCache, tokens: list[int], counted: int) -> Iterator[float]:
    """Log-probabilities of the tokens from number ``counted`` on, each after those before it."""
    rows = [
        Row(WORK_SEQUENCE, token, position, output=position + 1 >= counted)
        for position, token in enumerate(tokens[:-1])
    ]
    room: Logits | None = None
    try:
        for row, logits in decoder.decode_rows(rows):
            room = np.empty_like(logits) if room is None else room
            yield float(logits[tokens[row + 1]]) - log_normaliser(logits, room)
    finally:
        cache.release((WORK_SEQUENCE,))
