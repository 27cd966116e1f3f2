"""BLEU and chrF++ of translations, by sacrebleu (Post 2018)."""

from __future__ import annotations

from collections.abc import Sequence

import sacrebleu


def bleu(answers: Sequence[str], references: Sequence[Sequence[str]], target: str) -> float:
    """Corpus BLEU against all references; Chinese is cut into characters."""
    tokenise = "zh" if target == "zh" else "13a"
    metric = sacrebleu.BLEU(tokenize=tokenise)
    return float(metric.corpus_score(list(answers), _streams(references)).score)


def chrf(answers: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """chrF++ (word pairs counted too) against all references."""
    return float(
        sacrebleu.CHRF(word_order=2).corpus_score(list(answers), _streams(references)).score
    )


def _streams(references: Sequence[Sequence[str]]) -> list[list[str | None]]:
    """The first references of all, then the second; None where a sentence has no more."""
    most = max(map(len, references))
    return [
        [one[number] if number < len(one) else None for one in references] for number in range(most)
    ]
