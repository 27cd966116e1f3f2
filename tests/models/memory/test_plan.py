"""The plan from headers alone: what must hold for any model, and headers without sense."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.models.gguf import GgufHeader, read_header
from desktop_lm.models.gguf_metadata import Array
from desktop_lm.models.memory.graph_allocator import Node, peak
from desktop_lm.models.memory.plan import plan
from tests.support.architectures import RECIPES, Sizes
from tests.support.random_models import write_model

OPTIONS = LoadOptions(n_ctx=1024)
AVX2 = {2: 8, 12: 8}  # formats repacked, with what their rows must be a multiple of
KEYS = (
    "block_count", "context_length", "embedding_length", "feed_forward_length",
    "attention.head_count", "attention.head_count_kv", "attention.key_length",
    "attention.value_length", "attention.sliding_window", "attention.sliding_window_pattern",
    "attention.key_length_mla", "expert_count", "expert_used_count", "nextn_predict_layers",
    "ssm.state_size", "ssm.inner_size", "ssm.conv_kernel", "full_attention_interval",
    "shortconv.l_cache", "kda.head_dim", "wkv.head_size", "attention.shared_kv_layers",
)  # fmt: skip


@pytest.fixture(scope="module")
def headers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, GgufHeader]:
    folder = tmp_path_factory.mktemp("models")
    return {name: read_header(write_model(folder, name)) for name in RECIPES}


# The headers are read, never changed.
quick = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
architectures = st.sampled_from(sorted(RECIPES))
contexts = st.integers(1, 8192)
types = st.sampled_from(CacheType)


@quick
@given(name=architectures, lengths=st.tuples(contexts, contexts), kind=types)
def test_a_longer_context_never_takes_less(
    headers: dict[str, GgufHeader], name: str, lengths: tuple[int, int], kind: CacheType
) -> None:
    shorter, longer = (
        plan(headers[name], replace(OPTIONS, n_ctx=n, cache_type=kind)) for n in sorted(lengths)
    )
    assert shorter.cache <= longer.cache
    assert shorter.compute <= longer.compute
    assert shorter.total <= longer.total


@quick
@given(name=architectures, n_ctx=contexts)
def test_fewer_bits_in_the_cache_never_take_more(
    headers: dict[str, GgufHeader], name: str, n_ctx: int
) -> None:
    caches = [
        plan(headers[name], replace(OPTIONS, n_ctx=n_ctx, cache_type=kind)).cache
        for kind in CacheType
    ]
    assert caches == sorted(caches, reverse=True)


@quick
@given(name=architectures, batches=st.tuples(st.integers(1, 2048), st.integers(1, 2048)))
def test_a_larger_batch_never_takes_less_to_compute(
    headers: dict[str, GgufHeader], name: str, batches: tuple[int, int]
) -> None:
    smaller, larger = (
        plan(headers[name], replace(OPTIONS, n_ctx=4096, n_batch=n)).compute
        for n in sorted(batches)
    )
    assert smaller <= larger * 1.05  # holes in the buffer do not fall the same way


def test_repacked_weights_are_in_memory_twice(headers: dict[str, GgufHeader]) -> None:
    header = headers["llama"]
    fast = plan(header, OPTIONS, AVX2)
    lean = plan(header, replace(OPTIONS, repacked=False), AVX2)
    unmapped = plan(header, replace(OPTIONS, mapped=False), AVX2)
    assert lean.weights_copied == 0
    assert fast.weights_copied > 0
    assert fast.weights_mapped > 0
    assert fast.total > lean.total
    assert unmapped.weights_mapped == 0
    # Every tensor once, and the token embedding as the output matrix besides.
    tensors = sum(tensor.nbytes for tensor in header.tensors)
    embedding = next(t.nbytes for t in header.tensors if t.name == "token_embd.weight")
    assert unmapped.weights_copied == pytest.approx(tensors + embedding, rel=0.01)


def test_a_processor_without_kernels_copies_nothing(headers: dict[str, GgufHeader]) -> None:
    assert plan(headers["llama"], OPTIONS, {}).weights_copied == 0


def test_latent_attention_keeps_one_row_for_keys_and_values(
    headers: dict[str, GgufHeader],
) -> None:
    row = 128 + 32  # compressed row and positions
    assert plan(headers["deepseek2"], OPTIONS).cache == 4 * 1024 * row * 2


def test_recurrent_states_are_the_same_for_any_context(headers: dict[str, GgufHeader]) -> None:
    short, long = (plan(headers["mamba"], replace(OPTIONS, n_ctx=n)) for n in (256, 4096))
    assert short.cache == long.cache > 0


def test_a_context_is_no_longer_than_the_model_was_trained_on(
    headers: dict[str, GgufHeader],
) -> None:
    assert plan(headers["llama"], replace(OPTIONS, n_ctx=1 << 30)) == plan(
        headers["llama"], replace(OPTIONS, n_ctx=4096)
    )


def test_heads_that_are_no_whole_blocks_have_no_quantised_cache(tmp_path: Path) -> None:
    path = write_model(tmp_path, "llama", Sizes(head=48))
    with pytest.raises(AppError) as caught:
        plan(read_header(path), replace(OPTIONS, cache_type=CacheType.Q4_0))
    assert caught.value == AppError(Code.CACHE_TYPE_REFUSED, path=str(path), cache_type="q4_0")


def changed(header: GgufHeader, key: str, value: Any) -> GgufHeader:
    return replace(header, metadata={**header.metadata, f"{header.architecture}.{key}": value})


absurd = st.one_of(
    st.integers(-(2**63), 2**64 - 1),
    st.sampled_from([0, 1, 2, 2**31, 2**32 - 1, 2**63]),
    st.booleans(),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(-(2**63), 2**63), max_size=8).map(
        lambda items: Array(5, len(items), tuple(items))
    ),
)


@settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    name=architectures,
    changes=st.dictionaries(st.sampled_from(KEYS), absurd, min_size=1, max_size=3),
    kind=types,
)
def test_a_header_without_sense_is_refused_or_planned(
    headers: dict[str, GgufHeader], name: str, changes: dict[str, Any], kind: CacheType
) -> None:
    header = headers[name]
    for key, value in changes.items():
        header = changed(header, key, value)
    outcome = planned_or_refused(header, replace(OPTIONS, cache_type=kind))
    if isinstance(outcome, Code):
        assert outcome in {Code.HEADER_ABSURD, Code.HEADER_BROKEN, Code.CACHE_TYPE_REFUSED}
    else:
        assert 0 <= outcome.total < 2**80
        assert min(outcome.cache, outcome.compute, outcome.other, outcome.weights_copied) >= 0


def planned_or_refused(header: GgufHeader, options: LoadOptions) -> MemoryParts | Code:
    try:
        return plan(header, options)
    except AppError as error:
        return error.code


def test_a_size_that_is_missing_is_named(headers: dict[str, GgufHeader]) -> None:
    metadata = dict(headers["llama"].metadata)
    del metadata["llama.block_count"]
    with pytest.raises(AppError) as caught:
        plan(replace(headers["llama"], metadata=metadata), OPTIONS)
    assert caught.value.code is Code.HEADER_BROKEN


def test_a_results_place_is_used_again() -> None:
    chain = [Node("a", 100, ("in",)), Node("b", 100, ("a",)), Node("c", 100, ("b",))]
    assert peak({"in": 10}, chain) == 210  # two at a time, and the input's place at the start
    in_place = [replace(node, in_place=True) for node in chain]
    assert peak({"in": 10}, in_place) == 110


def test_a_result_read_later_keeps_its_place() -> None:
    nodes = [Node("a", 100), Node("b", 100, ("a",), in_place=True), Node("c", 100, ("a", "b"))]
    assert peak({}, nodes) == 300
