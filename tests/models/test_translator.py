"""The built-in translator's file: what it should be, and what is found out before it is loaded."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.models.translator import BuiltInTranslator, built_in_translator

CONTENT = b"a model of a model" * 1000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "translator.gguf"
    path.write_bytes(CONTENT)
    described = {
        "bytes": len(CONTENT),
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "directions": ["en-fr", "fr-en"],
    }
    path.with_suffix(".json").write_text(json.dumps(described))
    return path


def known(file: Path) -> BuiltInTranslator:
    found = built_in_translator(file)
    assert found is not None
    return found


def test_it_knows_its_directions_and_no_others(file: Path) -> None:
    found = known(file)

    assert found.path == file
    assert found.knows("en", "fr")
    assert found.knows("fr", "en")
    assert not found.knows("fr", "de")


def test_a_whole_file_is_good_and_another_byte_is_not(file: Path) -> None:
    known(file).check()
    file.write_bytes(CONTENT[:-1] + b"?")

    with pytest.raises(AppError) as caught:
        known(file).check()
    assert caught.value == AppError(Code.TRANSLATOR_DAMAGED)


@pytest.mark.parametrize("content", [b"", CONTENT + b"!"])
def test_another_length_is_damage(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    with pytest.raises(AppError) as caught:
        known(file).check()
    assert caught.value.code is Code.TRANSLATOR_DAMAGED


def test_a_file_that_is_not_there_is_missing(file: Path) -> None:
    file.unlink()

    with pytest.raises(AppError) as caught:
        known(file).check()
    assert caught.value.code is Code.TRANSLATOR_MISSING


def test_without_a_description_there_is_none(file: Path) -> None:
    file.with_suffix(".json").unlink()

    assert built_in_translator(file) is None


@pytest.mark.allow_log("cannot be used")
@pytest.mark.parametrize("text", ["", "{", "[]", '{"bytes": 1}', '{"bytes": "x"}'])
def test_a_description_that_makes_no_sense_is_none(file: Path, text: str) -> None:
    file.with_suffix(".json").write_text(text)

    assert built_in_translator(file) is None
