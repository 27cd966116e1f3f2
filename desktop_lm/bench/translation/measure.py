"""A file of sentences through the model, in batches as the program translates files, and some of
them one by one as a chat would be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

from desktop_lm.bench.translation.parallel_text import ParallelText
from desktop_lm.bench.translation.scores import score
from desktop_lm.bench.translation.sureness import Judged, Telling, telling
from desktop_lm.cli.session import Session
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.word_count import count_words
from desktop_lm.tasks.translation.many_segments import (
    ManySegments,
    ManyTranslated,
    Translated,
    TranslationManyTask,
)
from desktop_lm.tasks.translation.one_text import TranslationInput, TranslationTask
from desktop_lm.tasks.translation.prompt import AS_THE_MODEL_WANTS, Direction
from desktop_lm.tasks.translation.sureness import mean_probability
from desktop_lm.tasks.translation.text import CutText
from desktop_lm.tasks.translation.words import Sureness

OWNER = "translation"
_COMPARED = 24  # sources of each round, translated both ways
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """``words_per_second`` counts words of the source. ``flagged`` and ``retried`` are segments,
    ``beams`` the wordings followed of each.

    ``batch_ratio``: words/s in batches to words/s one by one, with as many beams, on the same
    sources in turns; 0 where none were compared. ``sureness``: how well the model's own
    probabilities tell which sentences are wrong.
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


class Translator:
    """Translates texts on a session's model, in one direction, with so many ``beams``; once it
    has translated, these are those that the model wanted."""

    def __init__(
        self, session: Session, direction: Direction, beams: int = AS_THE_MODEL_WANTS
    ) -> None:
        self._session = session
        self._direction = direction
        self.beams = beams

    def translate(self, texts: tuple[str, ...]) -> tuple[list[str], list[list[Translated]]]:
        """All texts in shared batches, and how each one's segments came out. Raises JobFailed,
        Interrupted."""
        cuts = [CutText(t, self._direction.source, self._direction.target) for t in texts]
        segments = tuple(segment for cut in cuts for segment in cut.segments)
        given = ManySegments(segments, self._direction, self.beams)
        found: dict[int, Translated] = {}

        def take(update: object) -> None:
            if isinstance(update, Translated):
                found[update.index] = update

        if segments:
            result = self._session.run(OWNER, lambda model: TranslationManyTask(model, given), take)
            assert isinstance(result, ManyTranslated)
            self.beams = result.beams
        ordered = iter(found[index] for index in range(len(segments)))
        done = [[next(ordered) for _ in cut.segments] for cut in cuts]
        written = [
            cut.joined([one.text for one in own]) for cut, own in zip(cuts, done, strict=True)
        ]
        return written, done

    def translate_one_by_one(self, texts: tuple[str, ...]) -> None:
        """Each text as a job of its own, segment by segment. Raises JobFailed, Interrupted."""
        source, target = self._direction.source, self._direction.target
        for text in texts:
            given = TranslationInput(text, source, target, context_pairs=0, beams=self.beams)

            def make(model: LoadedModel, given: TranslationInput = given) -> TranslationTask:
                return TranslationTask(model, given)

            self._session.run(OWNER, make, lambda _update: None)


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
    ratio = _batch_ratio(translator, text)
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
        batch_ratio=ratio,
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


def _batch_ratio(translator: Translator, text: ParallelText) -> float:
    """The median of some rounds, each both ways on the same sources."""
    ratios = []
    step = max(1, len(text.sources) // (_COMPARED * _ROUNDS))
    spread = text.sources[::step]
    for number in range(_ROUNDS):
        sources = spread[number * _COMPARED : (number + 1) * _COMPARED]
        if sources and count_words(" ".join(sources)):
            batch = _seconds(partial(translator.translate, sources))
            alone = _seconds(partial(translator.translate_one_by_one, sources))
            ratios.append(alone / batch)
    return median(ratios) if ratios else 0.0


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
