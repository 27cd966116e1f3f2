"""The plan against what llama.cpp works out itself when it loads without allocating."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_lm import paths
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.messages import CacheType, DryLoad, Load, LoadOptions, MemoryParts
from desktop_lm.models.gguf import read_header
from desktop_lm.models.memory.plan import needs_dry_load, plan
from tests.support.architectures import F16_TYPE, Q8_0_TYPE, RECIPES, Sizes
from tests.support.random_models import write_model

MIB = 1 << 20
ROUNDING = 0.02 * MIB  # llama.cpp tells its buffers in steps of 0.01 MiB
OPTIONS = LoadOptions(n_ctx=1024, n_threads=1)
# Wide and narrow, one head for keys and values and as many as for queries, heads that together
# are wider than the embedding, many tokens to choose from, and an output matrix of its own.
SHAPES = {
    "plain": Sizes(),
    "wide": Sizes(feed_forward=1536),
    "one kv head": Sizes(kv_heads=1),
    "all kv heads": Sizes(kv_heads=4),
    "wide heads": Sizes(heads=16, kv_heads=4),
    "vocabulary": Sizes(vocabulary=20_000),
    "own output": Sizes(tied=False, experts_used=4),
    "eight layers": Sizes(layers=8),
}
# As Llama 3.2 1B, Gemma 3 4B, Qwen3 30B-A3B and Qwen3.5 0.8B.
REAL_SIZES = {
    "llama": Sizes(16, 2048, 32, 8, 64, 8192, 128_256, 131_072),
    "gemma3": Sizes(34, 2560, 8, 4, 256, 10_240, 262_208, 131_072, window=1024),
    "qwen3moe": Sizes(48, 2048, 32, 4, 128, 1536, 151_936, 40_960, 128, 8, tied=False),
    "qwen35": Sizes(24, 1024, 8, 2, 256, 3584, 248_320, 262_144),
}
CASES = [
    *(
        (architecture, shape)
        for architecture in ("llama", "gemma3", "qwen3moe")
        for shape in SHAPES
    ),
    *((architecture, "wide heads") for architecture in ("mistral3", "smollm3", "granite", "qwen3")),
    ("qwen2", "wide"),
]
WAYS = {
    "f16": OPTIONS,
    "q8_0": replace(OPTIONS, cache_type=CacheType.Q8_0),
    "q4_0": replace(OPTIONS, cache_type=CacheType.Q4_0),
    "long": replace(OPTIONS, n_ctx=4000),
    "short": replace(OPTIONS, n_ctx=300),
    "small batch": replace(OPTIONS, n_batch=64),
    "large batch": replace(OPTIONS, n_batch=2048),
    "full logits": replace(OPTIONS, full_logits=True),
    "short with full logits": replace(OPTIONS, n_ctx=300, full_logits=True),
    "beyond training": replace(OPTIONS, n_ctx=1 << 20),
}


@pytest.fixture
def llama() -> Iterator[LlamaBackend]:
    backend = LlamaBackend()
    yield backend
    backend.unload()


def dry(llama: LlamaBackend, path: Path, options: LoadOptions) -> MemoryParts:
    return llama.dry_load(DryLoad(0, str(path), options))


def compare(llama: LlamaBackend, path: Path, options: LoadOptions, share: float = 0.01) -> None:
    header = read_header(path)
    planned, told = plan(header, options), dry(llama, path, options)
    assert planned.cache == pytest.approx(told.cache, rel=0.001, abs=ROUNDING)
    assert planned.compute == pytest.approx(told.compute, rel=share, abs=2 * ROUNDING)


@pytest.mark.parametrize(("architecture", "shape"), CASES)
def test_buffers_of_any_shape(
    llama: LlamaBackend, tmp_path: Path, architecture: str, shape: str
) -> None:
    path = write_model(tmp_path, architecture, SHAPES[shape])
    assert not needs_dry_load(read_header(path))
    for options in (WAYS["f16"], WAYS["q8_0"]):
        compare(llama, path, options)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("architecture", ["llama", "qwen3moe"])
def test_buffers_of_any_load(
    llama: LlamaBackend, tmp_path: Path, architecture: str, way: str
) -> None:
    compare(llama, write_model(tmp_path, architecture), WAYS[way])


@pytest.mark.parametrize("architecture", RECIPES)
def test_caches_of_every_architecture(
    llama: LlamaBackend, tmp_path: Path, architecture: str
) -> None:
    path = write_model(tmp_path, architecture, Sizes(layers=8))
    for options in (WAYS["f16"], WAYS["q8_0"], WAYS["long"]):
        planned, told = plan(read_header(path), options), dry(llama, path, options)
        assert planned.cache == pytest.approx(told.cache, rel=0.001, abs=ROUNDING)
        # Where the graph is another, the estimate is no more than that; a dry load tells.
        assert planned.compute == pytest.approx(told.compute, rel=0.35)


@pytest.mark.parametrize("weights", [F16_TYPE, Q8_0_TYPE])
@pytest.mark.parametrize("tied", [True, False])
def test_weights_of_other_types(
    llama: LlamaBackend, tmp_path: Path, weights: int, tied: bool
) -> None:
    path = write_model(tmp_path, "deepseek2", Sizes(weights=weights, tied=tied))
    for mapped in (True, False):
        options = replace(OPTIONS, mapped=mapped)
        llama.load(Load(0, str(path), options), lambda _: True)
        planned, told = plan(read_header(path), options), llama.memory
        assert planned.weights_mapped == pytest.approx(told.weights_mapped, abs=ROUNDING)
        assert planned.weights_copied == pytest.approx(told.weights_copied, abs=ROUNDING)


@pytest.mark.skipif(sys.platform == "win32", reason="its file system fills the holes")
@pytest.mark.parametrize("architecture", REAL_SIZES)
@pytest.mark.slow
def test_models_as_large_as_real_ones(
    llama: LlamaBackend, tmp_path: Path, architecture: str
) -> None:
    path = write_model(tmp_path, architecture, REAL_SIZES[architecture], hollow=True)
    for options in (WAYS["long"], WAYS["q8_0"]):
        planned, told = plan(read_header(path), options), dry(llama, path, options)
        share = 0.12 if needs_dry_load(read_header(path)) else 0.01
        assert planned.cache == pytest.approx(told.cache, rel=0.001, abs=ROUNDING)
        assert planned.compute == pytest.approx(told.compute, rel=share)
        assert planned.total > told.cache + told.compute


@pytest.mark.model
@pytest.mark.parametrize("n_ctx", [512, 2048, 8192])
@pytest.mark.parametrize("cache_type", CacheType)
def test_buffers_of_the_starter_model(
    llama: LlamaBackend, n_ctx: int, cache_type: CacheType
) -> None:
    path = paths.starter_model()
    assert path is not None
    compare(llama, path, replace(OPTIONS, n_ctx=n_ctx, cache_type=cache_type))
