"""A file of sentences through the model, in batches as the program translates files: how near the
translations come to people's, and how fast they are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from desktop_lm.bench.translation.parallel_text import ParallelText
from desktop_lm.bench.translation.scores import score
from desktop_lm.bench.translation.speed import compare
from desktop_lm.bench.translation.sureness import Judged, Telling, telling
from desktop_lm.bench.translation.translator import Translator
from desktop_lm.tasks.translation.many_segments import Translated
from desktop_lm.tasks.translation.sureness import mean_probability
from desktop_lm.tasks.translation.words import Sureness


@dataclass(frozen=True, slots=True)
class Outcome:
    """``words_per_second`` counts words of the source. ``flagged`` and ``retried`` are segments,
    ``beams`` the wordings followed of each.

    ``batch_ratio`` and ``chat_ratio`` are those of :class:`~.speed.Ratios`. ``sureness``: how well
    the model's own probabilities tell which sentences are wrong.
    """

    bleu: float
    chrf: float
    signature: dict[str, str]
    words_per_second: float
    flagged: int
    retried: int
    segments: int
    sources: int
    flags: dict[str, int]
    batch_ratio: float
    chat_ratio: float | None
    beams: int
    seconds: float
    sureness: Telling

    def to_json(self) -> dict[str, Any]:
        """Numbers with the digits that say something."""
        return {
            **_rounded(asdict(self)),
            "bleu": round(self.bleu, 2),
            "chrf": round(self.chrf, 2),
        }


def measure(
    translator: Translator, text: ParallelText, target: str, tell: Callable[[str], None]
) -> Outcome:
    """Raises BenchFailed, JobFailed, Interrupted."""
    translator.translate(text.sources[:1])  # the model is loaded, its prefix read
    tell(f"translating {len(text.sources)} sentences")
    started = perf_counter()
    written, done = translator.translate(text.sources)
    seconds = perf_counter() - started
    tell("some of them one by one")
    ratios = compare(translator, text)
    scores = score(written, text, target)
    segments = [each for own in done for each in own]
    flags = Counter(flag.value for each in segments for flag in each.flags)
    return Outcome(
        bleu=scores.bleu,
        chrf=scores.chrf,
        signature=scores.signature,
        words_per_second=text.words / seconds,
        flagged=sum(bool(each.flags) for each in segments),
        retried=sum(each.retried for each in segments),
        segments=len(segments),
        sources=len(text.sources),
        flags=dict(flags),
        batch_ratio=ratios.batch,
        chat_ratio=ratios.chat,
        beams=translator.beams,
        seconds=seconds,
        sureness=telling([*map(Judged, map(_probability, done), scores.sentences)], target),
    )


def _probability(segments: Sequence[Translated]) -> float:
    """The mean of all tokens of a source."""
    return mean_probability(Sureness((), tuple(p for each in segments for p in each.probabilities)))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(each) for each in value]
    return round(value, 3) if isinstance(value, float) else value
