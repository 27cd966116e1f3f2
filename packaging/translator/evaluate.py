"""Step 3: BLEU and chrF++ of each direction, by PyTorch or through the program's engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translator import engine
from translator.data import DevItem
from translator.languages import END

if TYPE_CHECKING:
    from translator.model import Translator
    from translator.prepare import Prepared
    from translator.vocabulary import Vocabulary


@dataclass(frozen=True)
class Result:
    """What one direction came to over ``sentences`` sources."""

    direction: str
    sentences: int
    bleu: float
    chrf: float


def chosen(items: Sequence[DevItem], limit: int) -> list[DevItem]:
    """``limit`` items of each direction, from its beginning to its end at even distances, because
    sentences of one length may stand together; all of them where it is 0."""
    if not limit:
        return list(items)
    groups: dict[str, list[DevItem]] = defaultdict(list)
    for item in items:
        groups[item.direction.name].append(item)
    return [
        group[number * len(group) // min(limit, len(group))]
        for group in groups.values()
        for number in range(min(limit, len(group)))
    ]


def prompts(items: Sequence[DevItem], vocabulary: Vocabulary) -> list[list[int]]:
    """The ids a translation is asked for with."""
    from translator.tokenizer import Encoder

    sources = Encoder(vocabulary).encode([item.source for item in items])
    find = vocabulary.control_id
    return [
        [find(item.direction.source_tag), *ids, find(item.direction.target_tag)]
        for item, ids in zip(items, sources, strict=True)
    ]


def torch_answers(model: Translator, items: Sequence[DevItem], vocabulary: Vocabulary) -> list[str]:
    """Greedy translations by PyTorch."""
    from translator.decode import greedy

    end = vocabulary.control_id(END)
    return [vocabulary.decode(ids) for ids in greedy(model, prompts(items, vocabulary), end)]


def torch_scores(model: Translator, prepared: Prepared, limit: int) -> list[Result]:
    """Scores of the PyTorch model's greedy translations."""
    items = chosen(prepared.dev, limit)
    return scores(items, torch_answers(model, items, prepared.vocabulary))


def engine_scores(
    file: Path, items: Sequence[DevItem], python: Path, threads: int, beams: int = 0
) -> tuple[list[Result], engine.Found]:
    """Scores of a GGUF file's translations through the program's engine, as the file wants them
    searched for where ``beams`` is 0, and how they came about."""
    found = engine.translate(file, items, python, threads, beams)
    return scores(items, found.answers), found


def scores(items: Sequence[DevItem], answers: Sequence[str]) -> list[Result]:
    """Each direction's scores, in the order the items come in."""
    from translator import score

    groups: dict[str, list[tuple[DevItem, str]]] = defaultdict(list)
    for item, answer in zip(items, answers, strict=True):
        groups[item.direction.name].append((item, answer.strip()))
    results = []
    for name, group in groups.items():
        texts = [answer for _, answer in group]
        references = [item.references for item, _ in group]
        target = group[0][0].direction.target
        results.append(
            Result(
                name,
                len(group),
                score.bleu(texts, references, target),
                score.chrf(texts, references),
            )
        )
    return results
