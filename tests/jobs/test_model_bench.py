"""Model files measured beside each other, in real engine processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_lm import bootstrap
from desktop_lm.errors import AppError, Code, Stopped
from desktop_lm.jobs.background import Advanced, Stop
from desktop_lm.jobs.model_files.model_bench import BenchPlan, ModelFigures, bench_models
from desktop_lm.jobs.model_files.room import GuestEngines
from desktop_lm.messages import LoadOptions
from desktop_lm.models.vet import vet
from tests.support.architectures import F16_TYPE, Q8_0_TYPE, Sizes
from tests.support.random_models import write_model

PLAN = BenchPlan(
    "Words to read, and read again, until they are foreseen.",
    LoadOptions(n_ctx=512),
    runs=2,
    prompt_words=20,
    answer_tokens=4,
)


ROOM = 1 << 40  # bytes
ENGINES = GuestEngines(bootstrap.start_engine, ROOM)


def bench(files: list[Path], room: int = ROOM) -> tuple[ModelFigures, ...]:
    return bench_models(
        files, PLAN, GuestEngines(bootstrap.start_engine, room), Stop(), lambda _: None
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return [
        write_model(tmp_path_factory.mktemp("models"), "llama", Sizes(layers=2, weights=kind))
        for kind in (F16_TYPE, Q8_0_TYPE)
    ]


def test_figures_of_two_files(files: list[Path]) -> None:
    steps: list[Advanced] = []

    large, small = bench_models(files, PLAN, ENGINES, Stop(), steps.append)

    assert [large.path, small.path] == [str(file) for file in files]
    assert "F16" in large.quantisation
    assert "Q8_0" in small.quantisation
    assert small.file_bytes < large.file_bytes
    assert large.memory.weights_mapped > small.memory.weights_mapped > 0
    for figures in (large, small):
        planned = ENGINES.needed(vet(Path(figures.path)), PLAN.options)  # as it is said elsewhere
        assert figures.memory.total == pytest.approx(planned, rel=0.01)
        assert figures.prompt_rate > 0
        assert figures.decode_rate > 0
    # The same weights, a little rounded.
    assert small.perplexity_tokens == large.perplexity_tokens
    assert small.perplexity == pytest.approx(large.perplexity, rel=0.02)
    assert [step.fraction for step in steps] == sorted(step.fraction for step in steps)
    assert steps[-1].fraction == 1


def test_stopping_midway(files: list[Path]) -> None:
    stop = Stop()

    with pytest.raises(Stopped):
        bench_models(files, PLAN, ENGINES, stop, lambda _: stop.ask())


def test_where_there_is_room_for_one_they_are_loaded_in_turns_and_where_for_none_not_at_all(
    files: list[Path],
) -> None:
    large = ENGINES.needed(vet(files[0]), PLAN.options)

    assert [figures.path for figures in bench(files, large)] == [str(file) for file in files]
    with pytest.raises(AppError) as caught:
        bench(files, large - 1)

    expected = {"path": str(files[0]), "needed": large, "limit": large - 1}
    assert (caught.value.code, caught.value.params) == (Code.MODEL_TOO_LARGE, expected)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        bench([tmp_path / "none.gguf"])

    assert caught.value.code is Code.FILE_MISSING
