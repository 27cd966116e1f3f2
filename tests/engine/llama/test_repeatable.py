"""The same tokens again: from a warm cache and a cold one, where the batches are the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm import bootstrap
from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.engine.llama.batches import batch_sizes, run_lengths
from desktop_lm.engine.llama.cache import Slot
from desktop_lm.messages import Generate, Load, LoadOptions, PromptPart, Sampling, Trace

STORY = "The history of the tides is long. " * 12 + "One day a sailor"


@pytest.fixture
def engines() -> Iterator[tuple[LlamaBackend, LlamaBackend]]:
    made = LlamaBackend(), LlamaBackend()
    for engine in made:
        options = LoadOptions(n_ctx=512, n_threads=1)
        engine.load(Load(1, bootstrap.starter_model(), options), lambda _fraction: True)
    yield made
    for engine in made:
        engine.unload()


def answer(
    engine: LlamaBackend, parts: tuple[PromptPart, ...], trace: Trace | None = None
) -> tuple[PromptPart, Trace, int]:
    """The answer as a part, how its prompt was read, and how much of that was reused."""
    usage = Usage()
    request = Generate(
        id=1,
        parts=parts,
        sampling=Sampling(temperature=0.9, seed=3),
        max_tokens=24,
        repeatable=True,
        batches=trace.batches if trace else (),
        all_threads=True,
    )
    tokens = list(engine.generate(request, usage, lambda *_: None))
    assert usage.trace is not None
    text = b"".join(token.piece for token in tokens).decode("utf-8", "replace")
    part = PromptPart(text, ids=tuple(token.token for token in tokens))
    return part, usage.trace, usage.reused_tokens


@pytest.mark.model
def test_warm_is_cold(engines: tuple[LlamaBackend, LlamaBackend]) -> None:
    warm, cold = engines
    story = PromptPart(STORY)
    first, read, _ = answer(warm, (story,))
    again, read_again, reused = answer(warm, (story,))
    assert (again, read_again) == (first, read)
    assert reused == len(read.prompt_ids) - 1, "only the last token is read again"

    # The next turn: what was answered is there already, token by token.
    parts = (story, first, PromptPart(" And then the king said that the"))
    told, traced, reused = answer(warm, parts)
    assert reused >= len(read.prompt_ids) + len(first.ids) - 1
    assert traced.alone
    assert traced.threads == (1,)

    repeated, same_way, reused = answer(cold, parts, traced)
    assert reused == 0
    assert same_way == traced
    assert repeated == told


@given(st.lists(st.integers(1, 20), max_size=8), st.data())
def test_a_slot_is_cut_at_borders(sizes: list[int], data: st.DataObject) -> None:
    slot = Slot(0, list(range(sum(sizes))), list(sizes))
    length = data.draw(st.integers(0, sum(sizes)))

    border = slot.border(length)
    slot.cut(border)

    assert border <= length
    assert len(slot.tokens) == sum(slot.batches) == border
    assert slot.batches == sizes[: len(slot.batches)]


@given(st.integers(1, 400), st.integers(0, 400), st.integers(1, 64))
def test_batches_cover_what_is_left(prompt: int, done: int, most: int) -> None:
    done = min(done, prompt)
    sizes = batch_sizes(prompt, done, most)
    assert sum(sizes) == prompt - done
    assert all(0 < size <= most for size in sizes)
    whole = batch_sizes(prompt, 0, most)
    assert batch_sizes(prompt, 0, most, run_lengths(whole)) == whole


@pytest.mark.parametrize(
    "wanted", [((1, 10**12),), ((4, 10**12), (-4, 10**12 - 25)), ((0, 10**12),)]
)
def test_batches_that_cannot_have_been_are_not_counted_out(
    wanted: tuple[tuple[int, int], ...],
) -> None:
    """As a receipt from somebody else may name them."""
    assert batch_sizes(100, 0, 64, wanted) == batch_sizes(100, 0, 64)
