"""What is read while it is being written: sooner answered, and nothing else is any different."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_lm.engine.backend import Cancelled, Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.messages import Generate, PromptPart, ReadAhead, Sampling
from tests.engine.llama.test_state import OPTIONS, Engine, engine
from tests.support.architectures import Sizes
from tests.support.random_models import write_model

TEXT = "It was a dark and stormy night, and nobody was on the road. " * 3
ASKED = Generate(
    id=1, parts=(PromptPart(TEXT),), sampling=Sampling(temperature=0), max_tokens=6, repeatable=True
)
GOES_BACK = ("llama", "qwen3moe", "deepseek2")
DOES_NOT = ("gemma3", "lfm2", "qwen35", "mamba")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models"), "llama")


def ahead(backend: LlamaBackend, text: str, slot: str = "prompt") -> Usage:
    usage = Usage()
    request = ReadAhead(id=1, parts=(PromptPart(text),), slot=slot, repeatable=True)
    backend.read_ahead(request, usage)
    return usage


def answer(backend: LlamaBackend, text: str = TEXT, slot: str = "prompt") -> tuple[bytes, Usage]:
    usage = Usage()
    request = replace(ASKED, parts=(PromptPart(text),), slot=slot)
    tokens = list(backend.generate(request, usage, lambda *_: None))
    return b"".join(token.piece for token in tokens), usage


def answer_as(backend: LlamaBackend, text: str, warm: Usage) -> bytes:
    """The answer where the prompt is read at once, in the batches of another time: in others the
    last digits are different, and of these models' flat guesses another may be the likeliest."""
    assert warm.trace is not None
    request = replace(ASKED, parts=(PromptPart(text),), batches=warm.trace.batches)
    tokens = list(backend.generate(request, Usage(), lambda *_: None))
    return b"".join(token.piece for token in tokens)


def read(usage: Usage) -> int:
    """How many tokens had to be read."""
    return usage.prompt_tokens - usage.reused_tokens


@pytest.mark.parametrize("architecture", GOES_BACK)
def test_one_token_is_left_to_read(architecture: str, tmp_path: Path) -> None:
    file = write_model(tmp_path, architecture)
    with engine(file, None) as cold, engine(file, None) as warm:
        read_ahead = ahead(warm.backend, TEXT)
        assert read_ahead.reused_tokens == 0
        given, usage = answer(warm.backend)
        assert given == answer_as(cold.backend, TEXT, usage)
    assert read(usage) == 1
    assert usage.prompt_tokens == read_ahead.prompt_tokens


def test_a_text_that_grows_is_read_on(model: Path) -> None:
    with engine(model, None) as warm:
        for end in range(20, len(TEXT), 20):
            usage = ahead(warm.backend, TEXT[:end])
            assert read(usage) < 40, "a batch at most is read again"
        assert usage.reused_tokens > 100
        _, usage = answer(warm.backend)
        assert read(usage) < 40


def test_a_text_that_is_changed_is_answered_as_it_is(model: Path) -> None:
    changed = TEXT.replace("stormy", "quiet")
    with engine(model, None) as cold, engine(model, None) as warm:
        ahead(warm.backend, TEXT)
        given, usage = answer(warm.backend, changed)
        assert given == answer_as(cold.backend, changed, usage)
    assert usage.reused_tokens > 0


@pytest.mark.parametrize("architecture", DOES_NOT)
def test_a_model_that_cannot_go_back_keeps_what_it_has(architecture: str, tmp_path: Path) -> None:
    file = write_model(tmp_path, architecture, Sizes(window=16))
    with engine(file, None) as warm:
        first, _ = answer(warm.backend)
        usage = ahead(warm.backend, TEXT + "And then")
        assert usage.reused_tokens == usage.prompt_seconds == 0
        assert answer(warm.backend)[0] == first


def test_nothing_of_another_task_gives_way(model: Path) -> None:
    with engine(model, None, replace(OPTIONS, n_ctx=256)) as warm:
        answer(warm.backend, slot="translation")
        assert ahead(warm.backend, "Something else. " * 10).prompt_seconds == 0
        _, usage = answer(warm.backend, slot="translation")
        assert read(usage) == 1


def test_four_tasks_keep_their_places(model: Path) -> None:
    with engine(model, None) as warm:
        for slot in "abcd":
            answer(warm.backend, TEXT[:60], slot=slot)
        assert ahead(warm.backend, "Other words.").prompt_seconds == 0
        for slot in "abcd":
            assert read(answer(warm.backend, TEXT[:60], slot=slot)[1]) == 1


def test_a_long_text_is_not_dropped_for_a_short_one(model: Path) -> None:
    with engine(model, None) as warm:
        ahead(warm.backend, TEXT)
        ahead(warm.backend, "It was")
        assert read(answer(warm.backend)[1]) == 1


def test_a_long_text_is_not_read_again_and_again(model: Path) -> None:
    """Each time its beginning is another."""
    with engine(model, None) as warm:
        texts = [f"{number} {TEXT}" for number in range(8)]
        usages = [ahead(warm.backend, text) for text in texts]
        assert [usage.prompt_seconds > 0 for usage in usages] == [True] * 3 + [False] * 5
        answer(warm.backend, texts[-1])
        assert ahead(warm.backend, f"0 {TEXT} {TEXT}").prompt_seconds > 0, "it was of use"


def test_one_that_is_typed_slowly_is_read_to_its_end(model: Path) -> None:
    with engine(model, None) as warm:
        for end in range(1, len(TEXT)):
            ahead(warm.backend, TEXT[:end])
        assert read(answer(warm.backend)[1]) < 20


def test_a_cancelled_one_keeps_what_was_read(model: Path) -> None:
    with engine(model, None) as warm:
        ahead(warm.backend, TEXT[:90])
        warm.backend.cancel.set()
        with pytest.raises(Cancelled):
            ahead(warm.backend, TEXT)
        warm.backend.cancel.clear()
        _, usage = answer(warm.backend)
        assert usage.reused_tokens > 50


def test_nothing_gives_way_to_a_long_conversation_that_was_saved(
    model: Path, tmp_path: Path
) -> None:
    said = replace(ASKED, parts=(PromptPart(TEXT * 2),), continues=True, max_tokens=1)
    with engine(model, tmp_path) as first:
        list(first.backend.generate(said, Usage(), lambda *_: None))
        first.save(ending=True)
    with engine(model, tmp_path) as second:
        answer(second.backend, slot="translation")
        assert ahead(second.backend, TEXT[:150]).prompt_seconds > 0
        assert read(answer(second.backend, slot="translation")[1]) == 1


def test_what_was_not_sent_is_not_saved(model: Path, tmp_path: Path) -> None:
    def ask(states: Engine, text: str) -> Usage:
        usage = Usage()
        request = replace(ASKED, parts=(PromptPart(text),), continues=True, max_tokens=1)
        list(states.backend.generate(request, usage, lambda *_: None))
        return usage

    draft = TEXT + "But that is nothing to speak of, and will never be sent."
    with engine(model, tmp_path) as first:
        sent = ask(first, TEXT).prompt_tokens
        ahead(first.backend, draft)
        first.save(ending=True)
    with engine(model, tmp_path) as second:
        assert 0 < ask(second, draft).reused_tokens <= sent
    assert b"nothing to speak of" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
