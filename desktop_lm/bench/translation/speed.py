"""How much faster batches are than one segment after the other, and than a chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter

from desktop_lm.bench.translation.parallel_text import ParallelText
from desktop_lm.bench.translation.translator import Translator
from desktop_lm.tasks.text.word_count import count_words

_COMPARED = 24  # sources of each round, translated in each way
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Ratios:
    """Words/s in batches to those of another way, on the same sources in turns.

    ``batch``: to our own requests one by one, with as many beams; 0 where none were compared.
    ``chat``: to questions of a chat, whose answers also run on where the model does not stop; None
    where the model is not one to talk with.
    """

    batch: float
    chat: float | None


def compare(translator: Translator, text: ParallelText) -> Ratios:
    """The medians of some rounds, for a ``translator`` that has translated. Raises JobFailed,
    Interrupted."""
    batch, chat = [], []
    step = max(1, len(text.sources) // (_COMPARED * _ROUNDS))
    spread = text.sources[::step]
    for number in range(_ROUNDS):
        sources = spread[number * _COMPARED : (number + 1) * _COMPARED]
        if not (sources and count_words(" ".join(sources))):
            continue
        together = _seconds(partial(translator.translate, sources))
        batch.append(_seconds(partial(translator.translate_one_by_one, sources)) / together)
        if translator.chats:
            chat.append(_seconds(partial(translator.ask_one_by_one, sources)) / together)
    return Ratios(median(batch) if batch else 0.0, median(chat) if chat else None)


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
