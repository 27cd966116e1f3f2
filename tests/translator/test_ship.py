"""What is put into the program: the file chosen, what it says of it, and the card."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("msgspec")  # the program's own parts are not where the translator is trained

from translator import gguf_file, metadata, ship, weights
from translator.languages import directions
from translator.metadata import F16, Training
from translator.vocabulary import Vocabulary
from translator.weights import Arrays

from desktop_lm.models.translator import built_in_translator
from tests.translator.conftest import PARTNERS, SHAPE

NAMES = [direction.name for direction in directions(PARTNERS)]


@pytest.fixture
def file(vocabulary: Vocabulary, state: Arrays, tmp_path: Path) -> Path:
    file = tmp_path / "translator-F16.gguf"
    training = Training(1234, 5400.0, dict.fromkeys(NAMES, 2_500_000))
    halved = {name: value.astype(np.float16) for name, value in state.items()}
    gguf_file.write(
        file,
        metadata.describe(SHAPE, vocabulary, PARTNERS, training, F16),
        weights.to_llama(halved, SHAPE),
    )
    return file


def evaluated(file: Path, bleu: float) -> dict[str, Any]:
    return {
        "kind": "evaluated",
        "file": file.name,
        "bytes": file.stat().st_size,
        "beams": 4,
        "words_per_second": 321.4,
        "sentences": dict.fromkeys(NAMES, 500),
        "bleu": dict.fromkeys(NAMES, bleu),
        "chrf": dict.fromkeys(NAMES, 61.27),
    }


def test_the_program_finds_what_was_shipped_whole(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "resources"

    ship.ship(file, [evaluated(file, 1.0), evaluated(file, 46.44)], folder)

    found = built_in_translator(folder / "translator.gguf")
    assert found is not None
    found.check()
    assert found.directions == set(NAMES)
    assert found.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_card_says_what_was_measured_last_and_how_it_was_trained(
    file: Path, tmp_path: Path
) -> None:
    ship.ship(file, [evaluated(file, 1.0), evaluated(file, 46.44)], tmp_path / "resources")

    card = (tmp_path / "resources" / "translator.md").read_text(encoding="utf-8")
    assert "| zh-en | 46.4 | 61.3 | 500 |" in card
    assert "1,234 steps, 20.0 million tokens, 1.5 hours" in card
    assert "321 words a second" in card
    assert "The best of 4 wordings" in card
    assert "CC BY 2.0 FR" in card
    assert "$" not in card


def test_the_card_compares_only_what_was_searched_for_alike(file: Path, tmp_path: Path) -> None:
    greedy = {**evaluated(file, 90.0), "file": "translator-Q8_0.gguf", "beams": 1}
    other = {**evaluated(file, 12.3), "file": "translator-Q4_0.gguf"}

    ship.ship(file, [greedy, other, evaluated(file, 46.44)], tmp_path / "resources")

    card = (tmp_path / "resources" / "translator.md").read_text(encoding="utf-8")
    assert "| Q4_0 |" in card
    assert "Q8_0" not in card


@pytest.mark.parametrize("entries", [[], [{"kind": "step"}], "stale"])
def test_what_was_not_evaluated_as_it_is_is_not_shipped(
    file: Path, tmp_path: Path, entries: Any
) -> None:
    if entries == "stale":
        entries = [{**evaluated(file, 40.0), "bytes": 3}]

    with pytest.raises(ValueError, match="evaluate it first"):
        ship.ship(file, entries, tmp_path / "resources")
    assert not (tmp_path / "resources").exists()


def test_the_description_is_plain(file: Path, tmp_path: Path) -> None:
    ship.ship(file, [evaluated(file, 46.44)], tmp_path / "resources")

    described = json.loads((tmp_path / "resources" / "translator.json").read_text())
    assert described["directions"] == NAMES
