"""How well a model foresees a text: windows, chunks of outputs, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.engine.backend import Cancelled, Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.engine.llama.perplexity import windows
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Generate, Load, LoadOptions, MeasurePerplexity, PromptPart
from tests.support.architectures import Sizes
from tests.support.random_models import write_model

TEXT = "A few words that nobody has said in this order before, 12 of 34 at least. " * 2
SIZES = Sizes(layers=2)


@given(tokens=st.integers(2, 400), size=st.integers(4, 100))
def test_each_token_but_the_first_counts_once_behind_half_a_window(tokens: int, size: int) -> None:
    counted: list[int] = []
    for window in windows(tokens, size):
        assert window.end - window.start <= size
        assert window.counted == 1 or window.counted - window.start >= size // 2
        counted += range(window.counted, window.end)

    assert counted == list(range(1, tokens))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models"), "llama", SIZES)


@pytest.fixture(scope="module")
def backend(file: Path) -> Iterator[LlamaBackend]:
    backend = LlamaBackend()
    backend.load(Load(0, str(file), LoadOptions(n_ctx=512)), lambda _: True)
    yield backend
    backend.unload()


def ignore(_done: int, _total: int) -> None:
    pass


def test_a_few_outputs_at_a_time_give_what_all_at_once_give(
    file: Path, backend: LlamaBackend
) -> None:
    whole = LlamaBackend()
    whole.load(Load(0, str(file), LoadOptions(n_ctx=512, full_logits=True)), lambda _: True)
    request = MeasurePerplexity(1, TEXT)

    expected = whole.perplexity(request, ignore)
    whole.unload()
    found = backend.perplexity(request, ignore)

    assert found.tokens == expected.tokens > 100
    assert found.perplexity == pytest.approx(expected.perplexity, rel=0.01)
    # It knows nothing: about as unsure as if it guessed among all tokens.
    assert math.log(found.perplexity) == pytest.approx(math.log(SIZES.vocabulary), rel=0.1)


def test_progress_in_tokens_to_the_end(backend: LlamaBackend) -> None:
    steps: list[tuple[int, int]] = []

    found = backend.perplexity(
        MeasurePerplexity(1, TEXT, window=32), lambda *step: steps.append(step)
    )

    assert [done for done, _ in steps] == list(range(2, found.tokens + 2))
    assert {total for _, total in steps} == {found.tokens + 1}


def test_a_shorter_window_counts_the_same_tokens(backend: LlamaBackend) -> None:
    long, short = (
        backend.perplexity(MeasurePerplexity(1, TEXT, window=window), ignore)
        for window in (512, 64)
    )

    assert long.tokens == short.tokens
    assert short.perplexity == pytest.approx(long.perplexity, rel=0.2)


def test_it_leaves_the_context_as_good_as_new(backend: LlamaBackend) -> None:
    request = Generate(id=1, parts=(PromptPart("word " * 40),), max_tokens=2)
    list(backend.generate(request, Usage(), lambda *_: None))

    for _ in range(2):
        backend.perplexity(MeasurePerplexity(1, TEXT * 3), ignore)
    usage = Usage()
    list(backend.generate(request, usage, lambda *_: None))

    assert usage.reused_tokens == 0
    assert usage.tokens == 2


def test_stopping(backend: LlamaBackend) -> None:
    backend.cancel.set()
    try:
        with pytest.raises(Cancelled):
            backend.perplexity(MeasurePerplexity(1, TEXT), ignore)
    finally:
        backend.cancel.clear()
    assert backend.perplexity(MeasurePerplexity(1, TEXT), ignore).tokens


def test_a_text_of_nothing(backend: LlamaBackend) -> None:
    with pytest.raises(AppError) as caught:
        backend.perplexity(MeasurePerplexity(1, ""), ignore)

    assert caught.value.code is Code.EMPTY_TEXT


def test_no_model() -> None:
    with pytest.raises(AppError) as caught:
        LlamaBackend().perplexity(MeasurePerplexity(1, TEXT), ignore)

    assert caught.value.code is Code.NO_MODEL
