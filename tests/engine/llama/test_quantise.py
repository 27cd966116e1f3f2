"""The types on offer, without the processes around them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.quantise import quantise
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Quantise, WeightType
from desktop_lm.models.importance import read_importance
from desktop_lm.models.library.quantisation import quantisation
from desktop_lm.models.vet import vet
from tests.support.architectures import F16_TYPE, Sizes
from tests.support.importance_files import write_importance
from tests.support.random_models import write_model


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> str:
    native.initialise()
    folder = tmp_path_factory.mktemp("source")
    return str(write_model(folder, "llama", Sizes(layers=1, weights=F16_TYPE)))


def ignore(_done: int, _total: int) -> None:
    pass


@pytest.mark.slow
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


def test_inputs_that_matter_are_kept_more_exactly(source: str, tmp_path: Path) -> None:
    """Half of a matrix's inputs are said to matter a thousand times as much as the others."""
    name = "blk.0.ffn_up.weight"
    exact = _matrix(source, name)
    columns = exact.shape[1]
    matters = np.where(np.arange(columns) % 2 == 0, 1000.0, 1.0).astype(np.float32)
    file = write_importance(tmp_path / "importance.gguf", name, matters)

    errors = {}
    for label, importance in (("even", ()), ("known", read_importance(file))):
        target = str(tmp_path / f"{label}.gguf")
        quantise(
            Quantise(
                id=0,
                source=source,
                target=target,
                type=WeightType.Q4_0,
                importance_file=str(file) if importance else "",
                importance=importance,
            ),
            ignore,
        )
        errors[label] = ((_matrix(target, name) - exact) ** 2).mean(axis=0)

    even, known = errors["even"], errors["known"]
    assert known[::2].mean() < 0.95 * even[::2].mean()
    assert known[1::2].mean() > even[1::2].mean()


def test_importance_of_another_model_is_refused(source: str, tmp_path: Path) -> None:
    file = write_importance(
        tmp_path / "importance.gguf", "blk.0.ffn_up.weight", np.ones(7, np.float32)
    )
    request = Quantise(
        id=0,
        source=source,
        target=str(tmp_path / "made.gguf"),
        type=WeightType.Q4_0,
        importance_file=str(file),
        importance=read_importance(file),
    )

    with pytest.raises(AppError) as caught:
        quantise(request, ignore)

    assert caught.value.code is Code.QUANTISE_FAILED


def test_a_model_is_no_importance_file(source: str) -> None:
    with pytest.raises(AppError) as caught:
        read_importance(source)

    assert caught.value.code is Code.NO_IMPORTANCE


def _matrix(path: str, name: str) -> npt.NDArray[np.float32]:
    """A matrix of a file whose weights are F16 or Q4_0: blocks of 32, one scale in 16 bits."""
    header = vet(path)
    tensor = next(each for each in header.tensors if each.name == name)
    columns, rows = tensor.dims
    data = Path(path).read_bytes()[header.data_offset + tensor.offset :][: tensor.nbytes]
    if tensor.type == F16_TYPE:
        return np.frombuffer(data, np.float16).reshape(rows, columns).astype(np.float32)
    blocks = np.frombuffer(data, np.uint8).reshape(-1, 18)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((halves.astype(np.float32) - 8) * scales).reshape(rows, columns)
