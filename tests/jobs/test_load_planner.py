"""What is refused before an engine starts, and what is offered in its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_lm.errors import Code
from desktop_lm.jobs.pool.estimates import HeaderEstimates
from desktop_lm.jobs.pool.load_planner import LoadPlanner, TooLarge
from desktop_lm.messages import CacheType, LoadOptions
from desktop_lm.models.vet import vet
from desktop_lm.storage.settings import Settings
from tests.support.architectures import Sizes
from tests.support.random_models import write_model

ESTIMATES = HeaderEstimates()


def refused(path: Path, settings: Settings, room: int) -> TooLarge:
    planner = LoadPlanner(LoadOptions(), settings, ESTIMATES)
    with pytest.raises(TooLarge) as caught:
        planner.plan(str(path), vet(path), None, room, ())
    return caught.value


def test_a_coarser_cache_for_the_context_that_was_asked_for_comes_first(tmp_path: Path) -> None:
    path = write_model(tmp_path, "llama", Sizes(layers=12, context=16_384))
    asked_for = LoadOptions(n_ctx=16_384, cache_type=CacheType.F16)
    coarser = replace(asked_for, cache_type=CacheType.Q8_0)
    room = ESTIMATES.parts(vet(path), coarser).total

    error = refused(path, Settings(context=16_384, cache_type=CacheType.F16), room)

    assert error.code is Code.CONTEXT_TOO_LARGE
    assert (error.params["fitting"], error.params["cache_type"]) == (16_384, "q8_0")
    assert error.offers[0].options == coarser


def test_a_cache_type_set_for_all_is_not_asked_of_a_model_that_cannot_have_it(
    tmp_path: Path,
) -> None:
    path = write_model(tmp_path, "llama", Sizes(head=48))
    planner = LoadPlanner(LoadOptions(), Settings(cache_type=CacheType.Q8_0), ESTIMATES)

    plan, _ = planner.plan(str(path), vet(path), None, 1 << 40, ())

    assert plan.options.cache_type is CacheType.F16


def test_where_only_the_copies_are_too_much_it_says_so(tmp_path: Path) -> None:
    path = write_model(tmp_path, "llama", Sizes(layers=8, feed_forward=2048))
    fast = LoadOptions(n_ctx=512, cache_type=CacheType.Q4_0)
    lean = replace(fast, repacked=False)
    room = ESTIMATES.parts(vet(path), lean).total
    if ESTIMATES.parts(vet(path), fast).total == room:
        pytest.skip("nothing is repacked on this processor")

    error = refused(path, Settings(context=512, cache_type=CacheType.Q4_0), room)

    assert error.code is Code.COPIES_TOO_LARGE
    assert error.offers[0].options == lean
    assert error.params["fitting"] == 512
