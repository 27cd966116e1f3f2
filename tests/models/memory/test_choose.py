"""What is chosen and offered for a limit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import CacheType, LoadOptions
from desktop_lm.models.gguf import GgufHeader, read_header
from desktop_lm.models.memory.choose import Choice, Fit, Wanted, choose, offers
from desktop_lm.models.memory.plan import plan
from tests.support.architectures import Sizes
from tests.support.random_models import write_model

PLENTY = 1 << 40
# The cache of 4096 tokens is most of what this one takes.
DEEP = Sizes(layers=12, kv_heads=4, context=16384)
quick = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> GgufHeader:
    return read_header(write_model(tmp_path_factory.mktemp("models"), "llama", DEEP))


def total(header: GgufHeader, n_ctx: int, cache_type: CacheType) -> int:
    return plan(header, LoadOptions(n_ctx=n_ctx, cache_type=cache_type)).total


def test_with_plenty_of_memory_a_long_context_in_sixteen_bits(header: GgufHeader) -> None:
    choice = choose(header, PLENTY)
    assert (choice.options.n_ctx, choice.options.cache_type) == (4096, CacheType.F16)
    assert choice.fit is Fit.FITS


def test_a_coarser_cache_comes_before_half_the_context(header: GgufHeader) -> None:
    limit = total(header, 4096, CacheType.F16) - 1
    choice = choose(header, limit)
    assert (choice.options.n_ctx, choice.options.cache_type) == (4096, CacheType.Q8_0)


def test_four_bits_are_never_chosen_unasked(header: GgufHeader) -> None:
    limit = total(header, 512, CacheType.Q8_0) - 1
    choice = choose(header, limit)
    assert choice.fit is Fit.TOO_BIG
    assert (choice.options.n_ctx, choice.options.cache_type) == (512, CacheType.Q8_0)


def test_what_the_user_asked_for_is_kept(header: GgufHeader) -> None:
    base = LoadOptions(n_threads=7, repacked=False)
    choice = choose(header, PLENTY, Wanted(16384, CacheType.Q4_0, base))
    assert choice.options == replace(base, n_ctx=16384, cache_type=CacheType.Q4_0)
    assert choose(header, 1, Wanted(16384, CacheType.Q4_0, base)).fit is Fit.TOO_BIG


def test_a_model_is_not_given_more_context_than_it_knows(tmp_path: Path) -> None:
    header = read_header(write_model(tmp_path, "llama", Sizes(context=700)))
    assert choose(header, PLENTY).options.n_ctx == 700


def test_nor_where_more_is_asked_for(tmp_path: Path) -> None:
    short = read_header(write_model(tmp_path, "llama", replace(DEEP, context=1000)))
    assert choose(short, PLENTY, Wanted(n_ctx=20_000)).options.n_ctx == 1000


def test_a_cache_type_the_heads_do_not_allow_is_passed_over(tmp_path: Path) -> None:
    header = read_header(write_model(tmp_path, "llama", Sizes(head=48)))
    assert choose(header, 1).options.cache_type is CacheType.F16
    assert {offer.options.cache_type for offer in offers(header, PLENTY)} == {CacheType.F16}
    with pytest.raises(AppError) as caught:
        choose(header, PLENTY, Wanted(cache_type=CacheType.Q8_0))
    assert caught.value.code is Code.CACHE_TYPE_REFUSED


def test_the_edge_of_a_limit(header: GgufHeader) -> None:
    wanted = Wanted(2048, CacheType.F16)
    needed = total(header, 2048, CacheType.F16)
    assert choose(header, needed, wanted).fit is Fit.TIGHT
    assert choose(header, needed - 1, wanted).fit is Fit.TOO_BIG
    assert choose(header, 2 * needed, wanted).fit is Fit.FITS


def test_nothing_is_offered_where_nothing_fits(header: GgufHeader) -> None:
    assert offers(header, 1000) == ()


def test_the_context_that_was_asked_for_is_offered_with_a_coarser_cache(
    header: GgufHeader,
) -> None:
    limit = total(header, 16384, CacheType.Q8_0)
    assert total(header, 16384, CacheType.F16) > limit
    asked_for = LoadOptions(n_ctx=16384, cache_type=CacheType.F16)

    best, *others = offers(header, limit, asked_for)

    assert best.options == replace(asked_for, cache_type=CacheType.Q8_0)
    assert replace(asked_for, n_ctx=8192) in [offer.options for offer in others]


def test_no_offer_is_worse_in_every_way_than_another(header: GgufHeader) -> None:
    (only,) = offers(header, PLENTY)  # there is room for the best of all
    assert (only.options.n_ctx, only.options.cache_type) == (8192, CacheType.F16)


def test_doing_without_repacked_copies_is_offered_where_it_lets_in_more(
    tmp_path: Path,
) -> None:
    # Many weights, little cache: without their copies there is room.
    header = read_header(write_model(tmp_path, "llama", Sizes(layers=8, feed_forward=2048)))
    fast = LoadOptions(n_ctx=512, cache_type=CacheType.Q4_0)
    lean = plan(header, replace(fast, repacked=False)).total
    if plan(header, fast).total == lean:
        pytest.skip("nothing is repacked on this processor")
    (offer, *_) = offers(header, lean)
    assert not offer.options.repacked


@quick
@given(limits=st.tuples(st.integers(0, 1 << 28), st.integers(0, 1 << 28)))
def test_more_memory_never_gives_less(header: GgufHeader, limits: tuple[int, int]) -> None:
    less, more = (choose(header, limit) for limit in sorted(limits))
    assert less.options.n_ctx <= more.options.n_ctx or less.fit is not Fit.FITS
    order = [Fit.TOO_BIG, Fit.TIGHT, Fit.FITS]
    assert order.index(less.fit) <= order.index(more.fit)


@quick
@given(limit=st.integers(0, 1 << 28))
@pytest.mark.slow
def test_every_offer_fits_and_the_longest_comes_first(header: GgufHeader, limit: int) -> None:
    found = offers(header, limit)
    assert all(fits(offer, limit) for offer in found)
    lengths = [offer.options.n_ctx for offer in found]
    assert lengths == sorted(lengths, reverse=True)
    if choose(header, limit).fit is not Fit.TOO_BIG:
        assert found


def fits(offer: Choice, limit: int) -> bool:
    return offer.fit is not Fit.TOO_BIG and offer.parts.total <= limit
