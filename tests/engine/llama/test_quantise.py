"""The types on offer, without the processes around them."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.quantise import quantise
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Quantise, WeightType
from desktop_lm.models.library.quantisation import quantisation
from desktop_lm.models.vet import vet
from tests.support.architectures import F16_TYPE, Sizes
from tests.support.random_models import write_model


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    native.initialise()
    folder = tmp_path_factory.mktemp("source")
    return str(write_model(folder, "llama", Sizes(layers=1, weights=F16_TYPE)))


def ignore(_done: int, _total: int) -> None:
    pass


def test_every_type_needs_nothing_but_the_file(source: str, tmp_path: Path) -> None:
    sizes = {}
    for kind in WeightType:
        target = tmp_path / f"{kind}.gguf"
        fallbacks = quantise(Quantise(id=0, source=source, target=str(target), type=kind), ignore)
        assert fallbacks == 0
        assert quantisation(vet(target)) == kind.value
        sizes[kind] = target.stat().st_size

    assert sizes[WeightType.Q2_K] < sizes[WeightType.Q4_0] < sizes[WeightType.Q8_0]


def test_widths_that_are_no_multiple_of_256_get_a_type_that_fits(tmp_path: Path) -> None:
    odd = write_model(tmp_path, "llama", Sizes(layers=1, embedding=96, weights=F16_TYPE))
    request = Quantise(
        id=0, source=str(odd), target=str(tmp_path / "made.gguf"), type=WeightType.Q4_K_M
    )

    assert quantise(request, ignore) > 0
    assert vet(request.target).file_bytes < vet(odd).file_bytes


def test_notes_of_any_length_and_language(source: str, tmp_path: Path) -> None:
    target = tmp_path / "made.gguf"
    notes = {"desktop_lm.note": "ü" * 200, "k" * 200: "text", "desktop_lm.empty": ""}

    quantise(
        Quantise(id=0, source=source, target=str(target), type=WeightType.Q4_0, notes=notes), ignore
    )

    header = vet(target)
    assert header.text("desktop_lm.note") == "ü" * 63
    assert header.text("k" * 127) == "text"


def test_llama_cpp_itself_refuses_what_was_not_asked_for(source: str, tmp_path: Path) -> None:
    small, smaller = str(tmp_path / "small.gguf"), str(tmp_path / "smaller.gguf")
    quantise(Quantise(id=0, source=source, target=small, type=WeightType.Q8_0), ignore)

    with pytest.raises(AppError) as caught:
        quantise(Quantise(id=0, source=small, target=smaller, type=WeightType.Q4_0), ignore)

    assert caught.value.code is Code.ALREADY_QUANTISED
    assert caught.value.params["quantisation"] == "q8_0"
