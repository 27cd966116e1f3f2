"""The memory plan against real loads: every part within 10%, all together within 5%."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from desktop_lm import bootstrap, paths
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.background import Advanced, Stop
from desktop_lm.jobs.model_files.measure_memory import measure_memory
from desktop_lm.jobs.model_files.quantise import QuantiseOrder, quantise
from desktop_lm.jobs.model_files.room import GuestEngines
from desktop_lm.jobs.pool.exact_plan import exact_plan
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts, WeightType
from desktop_lm.models.vet import vet
from tests.support.architectures import Sizes
from tests.support.random_models import write_model

ENGINES = GuestEngines(bootstrap.start_engine, room=1 << 40)
TOTAL, PART = 0.05, 0.10
ROUNDING = 0.02 * (1 << 20)  # llama.cpp tells its buffers in steps of 0.01 MiB
PARTS = ("weights_mapped", "weights_copied", "cache", "compute")
SIZES = Sizes(
    layers=8, embedding=256, heads=4, kv_heads=4, feed_forward=1024, vocabulary=8192, experts=4
)
OPTIONS = LoadOptions(n_ctx=768, n_threads=2)
WAYS = {
    "lean": replace(OPTIONS, repacked=False),
    "unmapped": replace(OPTIONS, mapped=False),
    "full logits": replace(OPTIONS, full_logits=True),
    "small batch": replace(OPTIONS, n_batch=128),
}

# Each of another kind: dense, sliding window, experts, latent attention, two hybrids, recurrent.
ARCHITECTURES = ("llama", "gemma3", "qwen3moe", "deepseek2", "lfm2", "qwen35", "mamba")

Checked = Callable[[str, LoadOptions], MemoryParts]


@pytest.fixture
def checked(record_property: Callable[[str, object], None]) -> Checked:
    """Compares plan and load, and gives what was measured."""

    def compare(path: str, options: LoadOptions) -> MemoryParts:
        planned = exact_plan(bootstrap.start_engine, vet(path), options, Stop())
        told: list[Advanced] = []
        measured = measure_memory(ENGINES, path, options, Stop(), told.append)
        assert options.n_ctx * 0.9 < measured.tokens <= options.n_ctx
        assert told[-1].fraction == 1
        line = table_line(planned, measured.parts)
        print(Path(path).name, options.n_ctx, options.cache_type.value, line)
        for part in PARTS:
            expected = pytest.approx(getattr(measured.parts, part), rel=PART, abs=ROUNDING)
            assert getattr(planned, part) == expected, f"{part} of {line}"
        assert planned.total == pytest.approx(measured.parts.total, rel=TOTAL), line
        return measured.parts

    return compare


def table_line(planned: MemoryParts, measured: MemoryParts) -> str:
    cells = [
        f"{part.name} {getattr(planned, part.name) / 2**20:.2f}/"
        f"{getattr(measured, part.name) / 2**20:.2f}"
        for part in fields(MemoryParts)
    ]
    error = planned.total / measured.total - 1
    return f"{' '.join(cells)} total {planned.total / 2**20:.2f} ({error:+.2%})"


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_other_architectures(checked: Checked, tmp_path: Path, architecture: str) -> None:
    checked(str(write_model(tmp_path, architecture, SIZES)), OPTIONS)


def test_a_graph_that_grows_with_the_batch_beside_many_words(
    checked: Checked, tmp_path: Path
) -> None:
    path = write_model(tmp_path, "qwen35", replace(SIZES, vocabulary=64_000))
    checked(str(path), replace(OPTIONS, n_batch=256))


@pytest.mark.parametrize("architecture", ["gemma3", "lfm2"])  # told by the header, by a dry load
def test_other_architectures_with_full_logits(
    checked: Checked, tmp_path: Path, architecture: str
) -> None:
    options = replace(OPTIONS, full_logits=True)
    checked(str(write_model(tmp_path, architecture, SIZES)), options)


@pytest.mark.parametrize("way", WAYS)
def test_ways_of_loading(checked: Checked, tmp_path: Path, way: str) -> None:
    options = replace(WAYS[way], cache_type=CacheType.Q8_0)
    path = str(write_model(tmp_path, "llama", replace(SIZES, tied=False)))
    measured = checked(path, options)
    assert (measured.weights_mapped > 0) == options.mapped


def test_what_does_not_fit_is_not_loaded(tmp_path: Path) -> None:
    path = str(write_model(tmp_path, "llama", SIZES))
    needed = ENGINES.needed(vet(path), OPTIONS)
    engines = GuestEngines(bootstrap.start_engine, needed - 1)

    with pytest.raises(AppError) as caught:
        measure_memory(engines, path, OPTIONS, Stop(), lambda _: None)

    assert caught.value.code is Code.MODEL_TOO_LARGE
    assert (caught.value.params["needed"], caught.value.params["limit"]) == (needed, needed - 1)


def starter() -> str:
    path = paths.starter_model()
    assert path is not None, "the starter model's package is not installed"
    return str(path)


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize(
    ("n_ctx", "cache_type"),
    [(512, CacheType.F16), (512, CacheType.Q4_0), (2048, CacheType.Q8_0)],
)
def test_the_starter_model(checked: Checked, n_ctx: int, cache_type: CacheType) -> None:
    checked(starter(), replace(OPTIONS, n_ctx=n_ctx, cache_type=cache_type))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[WeightType], str]:
    """The starter model made anew in fewer bits."""

    def make(kind: WeightType) -> str:
        target = tmp_path_factory.mktemp("made") / f"starter-{kind.value}.gguf"
        order = QuantiseOrder(
            Path(starter()), target, kind, allow_requantise=True, allow_larger=True
        )
        quantise(order, bootstrap.start_engine, Stop(), lambda _: None)
        return str(target)

    return make


@pytest.mark.model
@pytest.mark.slow
def test_a_file_made_here_in_three_ways(
    checked: Checked, made: Callable[[WeightType], str]
) -> None:
    path = made(WeightType.Q4_0)
    short = replace(OPTIONS, n_ctx=256)
    fast = checked(path, short)
    lean = checked(path, replace(short, repacked=False))
    checked(path, replace(short, mapped=False))
    assert lean.weights_copied == 0
    assert fast.weights_mapped == pytest.approx(lean.weights_mapped, rel=0.01)


def test_the_built_in_translator(checked: Checked) -> None:
    checked(str(paths.translator_model()), replace(OPTIONS, n_ctx=512))
