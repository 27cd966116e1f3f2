"""Reading through a LoRA adapter, on a tiny model with random weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from translator import gguf_file

from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.engine.saved_states import SavedStates
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Generate,
    GenerateMany,
    Load,
    LoadOptions,
    MeasurePerplexity,
    PromptPart,
    Sampling,
    Score,
)
from tests.support.architectures import F16_TYPE, Sizes
from tests.support.random_models import write_model

RANK, ALPHA = 4, 8.0
PROMPT = PromptPart("Some words that are read by all who ask for anything here. ")
PLACES = ("blk.0.attn_q", "blk.1.attn_v", "blk.1.ffn_down")

Arrays = dict[str, npt.NDArray[Any]]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path, "llama", Sizes(weights=F16_TYPE))


@pytest.fixture
def backend(model: Path) -> Iterator[LlamaBackend]:
    backend = LlamaBackend()
    load(backend, model)
    yield backend
    backend.unload()


def load(backend: LlamaBackend, model: Path) -> None:
    backend.load(Load(0, str(model), LoadOptions(n_ctx=512, n_threads=1)), lambda _: True)


def additions(model: Path, size: float) -> Arrays:
    """Thin matrices for PLACES, the second of each pair as large as ``size``."""
    weights, drawn = gguf_file.read(model)[1], np.random.default_rng(0)
    found: Arrays = {}
    for place in PLACES:
        outputs, inputs = weights[f"{place}.weight"].shape
        found[f"{place}.weight.lora_a"] = drawn.normal(size=(RANK, inputs))
        found[f"{place}.weight.lora_b"] = size * drawn.normal(size=(outputs, RANK))
    return {name: array.astype(np.float32) for name, array in found.items()}


def write_adapter(file: Path, given: Arrays) -> str:
    told = {
        "general.architecture": "llama",
        "general.type": "adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": ALPHA,
    }
    gguf_file.write(file, told, given)
    return str(file)


def scores(
    backend: LlamaBackend, adapter: str = "", prefix: str = "hello "
) -> list[tuple[float, ...]]:
    request = Score(
        id=1,
        prefix=(PromptPart(prefix),),
        items=((PromptPart("world"),), (PromptPart("this is a test"),)),
        continuations=(" a", " b", " c"),
        first_token=True,
        adapter=adapter,
    )
    return [tuple(one.logprob for one in row) for row in backend.score(request, Usage())]


def test_it_scores_as_the_model_does_that_has_it_in_its_weights(
    backend: LlamaBackend, model: Path, tmp_path: Path
) -> None:
    given = additions(model, 0.3)
    adapter = write_adapter(tmp_path / "adapter.gguf", given)
    found, plain = scores(backend, adapter), scores(backend)
    told, weights = gguf_file.read(model)
    for place in PLACES:
        a, b = (given[f"{place}.weight.lora_{one}"] for one in "ab")
        weights[f"{place}.weight"] = weights[f"{place}.weight"] + (ALPHA / RANK) * (b @ a)
    gguf_file.write(tmp_path / "merged.gguf", told, weights)
    load(backend, tmp_path / "merged.gguf")
    for row, expected, other in zip(found, scores(backend), plain, strict=True):
        assert row == pytest.approx(expected, abs=0.02)
        assert row != pytest.approx(other, abs=0.1)


def test_nothing_of_it_is_left_for_the_next_request(
    backend: LlamaBackend, model: Path, tmp_path: Path
) -> None:
    adapter = write_adapter(tmp_path / "adapter.gguf", additions(model, 0.3))
    prefix = "hello world, this is what both begin with, and it is the same "
    before = scores(backend, prefix=prefix)
    through = scores(backend, adapter, prefix=prefix)
    assert scores(backend, prefix=prefix) == before != through
    assert scores(backend, adapter, prefix=prefix) == through


def test_one_that_adds_nothing_changes_nothing(
    backend: LlamaBackend, model: Path, tmp_path: Path
) -> None:
    adapter = write_adapter(tmp_path / "adapter.gguf", additions(model, 0.0))
    for row, plain in zip(scores(backend, adapter), scores(backend), strict=True):
        assert row == pytest.approx(plain, abs=1e-4)


@pytest.mark.parametrize("content", [None, b"", b"GGUF and no more", b"no model at all"])
def test_a_damaged_one_is_refused_and_the_model_goes_on(
    backend: LlamaBackend, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "adapter.gguf"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(AppError) as caught:
        scores(backend, str(file))
    assert caught.value.code is Code.LOAD_FAILED
    assert len(scores(backend)) == 2


def test_one_of_another_shape_is_refused(
    backend: LlamaBackend, model: Path, tmp_path: Path
) -> None:
    given = additions(model, 0.3)
    given["blk.0.attn_q.weight.lora_a"] = given["blk.0.attn_q.weight.lora_a"][:, :-1].copy()
    with pytest.raises(AppError) as caught:
        scores(backend, write_adapter(tmp_path / "adapter.gguf", given))
    assert caught.value.code is Code.LOAD_FAILED


def words(backend: LlamaBackend) -> list[int]:
    request = Generate(id=1, parts=(PROMPT,), sampling=Sampling(temperature=0), max_tokens=8)
    return [token.token for token in backend.generate(request, Usage(), lambda *_: None)]


def likeliest(backend: LlamaBackend) -> list[tuple[float, ...]]:
    request = GenerateMany(id=1, prefix=(PROMPT,), items=((PROMPT,),), max_tokens=(4,))
    return [one.probabilities for one in backend.generate_many(request, Usage())]


def foresight(backend: LlamaBackend) -> float:
    return backend.perplexity(MeasurePerplexity(1, PROMPT.text), lambda *_: None).perplexity


@pytest.mark.parametrize("work", [words, likeliest, foresight, scores])
def test_what_wants_none_is_done_without_it(
    backend: LlamaBackend,
    model: Path,
    tmp_path: Path,
    work: Callable[[LlamaBackend], object],
) -> None:
    adapter = write_adapter(tmp_path / "adapter.gguf", additions(model, 0.3))
    expected = work(backend)
    through = scores(backend, adapter)
    assert work(backend) == expected
    assert scores(backend, adapter) == through


def test_what_is_saved_was_computed_without_it(model: Path, tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "adapter.gguf", additions(model, 0.3))
    found: list[list[tuple[float, ...]]] = []
    for begun_through in (adapter, ""):
        backend = LlamaBackend(SavedStates(tmp_path / "saved", 64 << 20))
        load(backend, model)
        scores(backend, begun_through, PROMPT.text)
        found.append(scores(backend, prefix=PROMPT.text))
        while backend.when_idle(ending=True):
            pass
        backend.unload()
    assert found[0] == found[1]


def test_it_stays_in_place_for_the_next_request(
    backend: LlamaBackend, model: Path, tmp_path: Path
) -> None:
    adapter = write_adapter(tmp_path / "adapter.gguf", additions(model, 0.3))
    scores(backend, adapter)
    told: list[str] = []
    with native.listening(told.append):
        scores(backend, adapter)
    assert not [line for line in told if "reserv" in line], "the graph was planned anew"
