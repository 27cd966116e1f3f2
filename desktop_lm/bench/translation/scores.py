"""BLEU and chrF++ as sacrebleu reckons them, with the signatures that make them comparable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop_lm.bench.answer import BenchFailed
from desktop_lm.bench.translation.parallel_text import ParallelText

# sacrebleu's own cutting of a text into words; Chinese has none between spaces.
_TOKENIZERS = {"zh": "zh", "ja": "char", "ko": "char", "th": "char"}


@dataclass(frozen=True, slots=True)
class Scores:
    """Both from 0 to 100; ``signature`` tells how each was reckoned, ``sentences`` are the chrF++
    of each."""

    bleu: float
    chrf: float
    signature: dict[str, str]
    sentences: tuple[float, ...]


def score(hypotheses: list[str], text: ParallelText, target: str) -> Scores:
    """How near ``hypotheses`` come to the references. Raises BenchFailed without sacrebleu."""
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ImportError as error:
        raise BenchFailed(
            "sacrebleu is not installed; it comes with the packages for development"
        ) from error
    streams: Any = text.streams()
    bleu = BLEU(tokenize=_TOKENIZERS.get(target, "13a"))
    chrf = CHRF(word_order=2)
    return Scores(
        bleu.corpus_score(hypotheses, streams).score,
        chrf.corpus_score(hypotheses, streams).score,
        {"bleu": str(bleu.get_signature()), "chrf": str(chrf.get_signature())},
        tuple(
            chrf.sentence_score(written, references).score
            for written, references in zip(hypotheses, text.references, strict=True)
        ),
    )
