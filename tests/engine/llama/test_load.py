"""Every way of loading: what is honoured, what llama.cpp says it allocated, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.engine.llama.native import lib
from desktop_lm.engine.llama.quantise import quantise
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    CacheType,
    DryLoad,
    Generate,
    Load,
    LoadOptions,
    MemoryParts,
    PromptPart,
    Quantise,
    Sampling,
    WeightType,
)
from tests.support.architectures import F16_TYPE, RECIPES, Sizes
from tests.support.random_models import write_model

OPTIONS = LoadOptions(n_ctx=512, n_threads=1)
VOCABULARY = 8192
MIB = 1 << 20


@pytest.fixture
def llama() -> Iterator[LlamaBackend]:
    backend = LlamaBackend()
    yield backend
    backend.unload()


@pytest.fixture
def load(llama: LlamaBackend, tmp_path: Path) -> Callable[[LoadOptions], MemoryParts]:
    path = str(write_model(tmp_path, "llama", Sizes(vocabulary=VOCABULARY)))

    def memory_of(options: LoadOptions) -> MemoryParts:
        llama.load(Load(0, path, options), lambda _: True)
        return llama.memory

    return memory_of


def write(backend: LlamaBackend, tokens: int) -> int:
    parts = (PromptPart("hello world, this is a test"),)
    request = Generate(id=1, parts=parts, max_tokens=tokens, sampling=Sampling(temperature=0))
    return len(list(backend.generate(request, Usage(), lambda *_: None)))


@pytest.mark.parametrize("architecture", RECIPES)
def test_a_random_model_is_loaded_and_decoded(
    llama: LlamaBackend, tmp_path: Path, architecture: str
) -> None:
    path = str(write_model(tmp_path, architecture))
    assert llama.load(Load(0, path, OPTIONS), lambda _: True).architecture == architecture
    assert write(llama, 8) == 8
    real = llama.memory
    llama.unload()
    assert llama.memory == MemoryParts()
    dry = llama.dry_load(DryLoad(0, path, OPTIONS))
    assert dry == MemoryParts(cache=dry.cache, compute=real.compute)
    # Each line of the log is rounded to 0.01 MiB, and a hybrid model has two.
    assert dry.cache == pytest.approx(real.cache, abs=0.02 * MIB)


def test_a_smaller_cache_type_takes_less(load: Callable[[LoadOptions], MemoryParts]) -> None:
    caches = [load(replace(OPTIONS, cache_type=kind)).cache for kind in CacheType]
    f16 = 512 * 4 * 2 * (2 * 64) * 2  # tokens, layers, keys and values, elements, bytes
    assert caches == pytest.approx([f16, f16 * 34 / 64, f16 * 18 / 64], abs=0.02 * MIB)


def test_weights_are_mapped_or_copied_as_asked(load: Callable[[LoadOptions], MemoryParts]) -> None:
    fast, lean = load(OPTIONS), load(replace(OPTIONS, repacked=False))
    unmapped = load(replace(OPTIONS, mapped=False))
    bare = load(replace(OPTIONS, mapped=False, repacked=False))
    assert fast.weights_mapped > 0
    assert (lean.weights_mapped > 0, lean.weights_copied) == (True, 0)
    assert unmapped.weights_mapped == bare.weights_mapped == 0
    assert bare.weights_copied == pytest.approx(lean.weights_mapped, abs=0.02 * MIB)
    assert unmapped.weights_copied >= fast.weights_copied


def test_full_logits_cost_a_row_for_each_token(load: Callable[[LoadOptions], MemoryParts]) -> None:
    few, every = load(OPTIONS), load(replace(OPTIONS, full_logits=True))
    assert every.compute - few.compute > (512 - 16) * VOCABULARY * 4 / 2


def test_a_smaller_batch_takes_less(load: Callable[[LoadOptions], MemoryParts]) -> None:
    assert load(replace(OPTIONS, n_batch=64)).compute < load(OPTIONS).compute


def test_a_cache_type_that_does_not_fit_the_heads_is_refused(
    llama: LlamaBackend, tmp_path: Path
) -> None:
    path = str(write_model(tmp_path, "llama", Sizes(head=48)))
    request = Load(0, path, replace(OPTIONS, cache_type=CacheType.Q8_0))
    with pytest.raises(AppError) as caught:
        llama.load(request, lambda _: True)
    assert caught.value == AppError(Code.CACHE_TYPE_REFUSED, path=path, cache_type="q8_0")
    llama.load(Load(0, path, OPTIONS), lambda _: True)
    assert write(llama, 4) == 4


def test_the_files_notes_for_this_program_are_told(llama: LlamaBackend, tmp_path: Path) -> None:
    source = write_model(tmp_path, "llama", Sizes(weights=F16_TYPE))
    target = tmp_path / "noted.gguf"
    notes = {"desktop_lm.translation.template": "<{source}>{text}<{target}>", "other.key": "x"}
    quantise(
        Quantise(id=0, source=str(source), target=str(target), type=WeightType.Q8_0, notes=notes),
        lambda _done, _total: None,
    )

    info = llama.load(Load(0, str(target), OPTIONS), lambda _: True)

    assert info.notes == {"translation.template": "<{source}>{text}<{target}>"}


@pytest.mark.parametrize(
    ("architecture", "vocabulary", "sequences"),
    [("llama", 8192, 64), ("llama", 20_000, 32), ("mamba", 8192, 16), ("lfm2", 8192, 16)],
)
def test_a_model_with_few_tokens_has_more_sequences(
    llama: LlamaBackend, tmp_path: Path, architecture: str, vocabulary: int, sequences: int
) -> None:
    path = str(write_model(tmp_path, architecture, Sizes(vocabulary=vocabulary)))
    llama.load(Load(0, path, OPTIONS), lambda _: True)

    assert llama._session is not None
    loaded = llama._session.loaded
    assert lib.llama_n_seq_max(loaded.context) == sequences
    assert loaded.sequences == loaded.max_outputs == sequences


def test_the_log_tells_of_a_load_in_few_words(
    load: Callable[[LoadOptions], MemoryParts], capsys: pytest.CaptureFixture[str]
) -> None:
    load(OPTIONS)
    told = capsys.readouterr().err
    assert "n_ctx                 = 512" in told
    assert "model buffer size" in told
    assert "create_tensor" not in told, "what only llama.cpp's makers want to know"
