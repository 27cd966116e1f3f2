"""A small vocabulary, a small corpus and random weights; the recipe lies beside the package.

Nothing here needs what the recipe is trained with: those tests ask for it themselves.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from translator.corpus import Corpus
from translator.settings import Shape
from translator.vocabulary import Vocabulary
from translator.weights import Arrays

# Texts and the ids that the ``tokenizers`` package gives them with the vocabulary beside them.
SMALL = json.loads((Path(__file__).parent / "small_vocabulary.json").read_text(encoding="utf-8"))
SHAPE = Shape(width=64, layers=2, heads=4, kv_heads=2, feed_forward=96, context=128)
PARTNERS = ("fr", "de", "es", "zh")


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary(**SMALL["vocabulary"])


@pytest.fixture
def state(vocabulary: Vocabulary) -> Arrays:
    """Random weights under the model's own names, large enough that every part matters."""
    draw = np.random.default_rng(3)
    sizes = {
        "attention.query": (64, 64),
        "attention.key": (32, 64),
        "attention.value": (32, 64),
        "attention.output": (64, 64),
        "feed_forward.gate": (96, 64),
        "feed_forward.up": (96, 64),
        "feed_forward.down": (64, 96),
        "attention_norm": (64,),
        "feed_forward_norm": (64,),
    }
    shapes = {
        f"layers.{number}.{name}.weight": size
        for number in range(SHAPE.layers)
        for name, size in sizes.items()
    }
    shapes |= {"embedding.weight": (len(vocabulary), 64), "norm.weight": (64,)}
    return {
        name: (draw.normal(size=size) * 0.2 + (len(size) == 1)).astype(np.float32)
        for name, size in shapes.items()
    }


@pytest.fixture
def corpus() -> Corpus:
    """300 pairs of two languages, the second a tenth of the first."""
    draw = np.random.default_rng(5)

    def side() -> list[int]:
        return draw.integers(0, 400, size=draw.integers(1, 20)).tolist()

    return Corpus.of([(int(row % 11 == 0), side(), side()) for row in range(300)])
