"""Many continuations at once say what one by one says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_lm.engine.backend import Cancelled, Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Completion,
    Generate,
    GenerateMany,
    Load,
    LoadOptions,
    PromptPart,
    Sampling,
    StopReason,
)
from tests.support.architectures import Sizes
from tests.support.random_models import write_model

GREEDY = Sampling(temperature=0, repeat_penalty=1)
COLOURS = ("The sky is", "Grass is", "Snow is", "Blood is", "Coal is as black as", "A lemon is")


def plain(text: str) -> tuple[PromptPart, ...]:
    return (PromptPart(text),)


def many(
    backend: LlamaBackend,
    texts: tuple[str, ...],
    *,
    prefix: str = "Colours of things. ",
    beams: int = 1,
    max_tokens: int = 8,
    stop: tuple[str, ...] = ("\n",),
) -> tuple[list[Completion], Usage]:
    usage = Usage()
    request = GenerateMany(
        id=1,
        prefix=plain(prefix),
        items=tuple(plain(text) for text in texts),
        max_tokens=(max_tokens,) * len(texts),
        stop=stop,
        beams=beams,
    )
    return list(backend.generate_many(request, usage)), usage


def alone(backend: LlamaBackend, text: str, max_tokens: int = 8) -> str:
    request = Generate(id=1, parts=plain(text), sampling=GREEDY, max_tokens=max_tokens)
    pieces = [token.piece for token in backend.generate(request, Usage(), lambda *_: None)]
    return b"".join(pieces).decode().lstrip().partition("\n")[0]


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaBackend]:
    """A small context, and no end to what it writes."""
    backend = LlamaBackend()
    path = write_model(tmp_path_factory.mktemp("noise"), "llama", Sizes())
    backend.load(Load(0, str(path), LoadOptions(n_ctx=256, n_threads=1)), lambda _: True)
    yield backend
    backend.unload()


@pytest.mark.model
def test_the_texts_are_those_of_one_by_one(backend: LlamaBackend) -> None:
    found, usage = many(backend, COLOURS)

    assert sorted(each.index for each in found) == list(range(len(COLOURS)))
    for each in found:
        assert each.text == alone(backend, "Colours of things. " + COLOURS[each.index])
        assert len(each.ends) == len(each.probabilities)
        assert all(0 < probability <= 1 for probability in each.probabilities)
        assert list(each.ends) == sorted(each.ends)
        assert each.ends[-1] == len(each.text)
    assert usage.prompt_tokens > 0


@pytest.mark.model
@pytest.mark.parametrize("beams", [1, 3])
def test_a_text_that_its_limit_cuts_ends_with_a_whole_character(
    backend: LlamaBackend, beams: int
) -> None:
    waving = "👋 and 👋 and 👋 and 👋 and"

    for limit in range(1, 5):
        (found,), _ = many(backend, (waving,), prefix="Say ", beams=beams, max_tokens=limit)
        assert "\ufffd" not in found.text + "".join(found.others)
        assert found.stop_reason is StopReason.LENGTH
        assert found.ends[-1] == len(found.text)


@pytest.mark.model
def test_more_beams_find_texts_at_least_as_likely(backend: LlamaBackend) -> None:
    greedy = {each.index: each for each in many(backend, COLOURS, stop=())[0]}

    found, _ = many(backend, COLOURS, beams=3, stop=())

    assert len(found) == len(COLOURS)
    better = sum(product(each.probabilities) > product(greedy[each.index].probabilities)
                 for each in found)  # fmt: skip
    assert better > 0
    for each in found:
        assert each.text not in each.others
        assert each.others


def product(values: tuple[float, ...]) -> float:
    total = 1.0
    for value in values:
        total *= value
    return total


@pytest.mark.parametrize("beams", [1, 2, 4])
def test_more_texts_than_fit_take_turns(noise: LlamaBackend, beams: int) -> None:
    texts = tuple(f"{number} " * 12 for number in range(30))

    found, usage = many(noise, texts, beams=beams, max_tokens=12)

    assert sorted(each.index for each in found) == list(range(len(texts)))
    assert usage.tokens > 0


@pytest.mark.parametrize("beams", [1, 3])
def test_texts_that_become_longer_than_is_likely_begin_again(
    noise: LlamaBackend, beams: int
) -> None:
    texts = tuple(f"{number} x" for number in range(12))

    found, _ = many(noise, texts, beams=beams, max_tokens=40, stop=())

    assert sorted(each.index for each in found) == list(range(len(texts)))
    assert {len(each.probabilities) for each in found} == {40}


@pytest.mark.parametrize("beams", [1, 4])
def test_an_item_that_fills_the_context_ends_with_it(noise: LlamaBackend, beams: int) -> None:
    found, _ = many(noise, ("a " * 20,), beams=beams, max_tokens=10_000, stop=())

    assert found[0].stop_reason is StopReason.LENGTH
    assert 0 < len(found[0].probabilities) <= 256


@pytest.mark.parametrize("beams", [1, 4])
def test_a_text_that_becomes_longer_than_is_likely_takes_the_room_of_another_task(
    noise: LlamaBackend, beams: int
) -> None:
    before, _ = many(noise, ("b",), prefix="x", beams=beams, max_tokens=10_000, stop=())
    talk = Generate(id=1, parts=plain("a " * 200), max_tokens=1)
    list(noise.generate(talk, Usage(), lambda *_: None))

    found, _ = many(noise, ("b",), prefix="x", beams=beams, max_tokens=10_000, stop=())

    assert found[0].stop_reason is StopReason.LENGTH
    assert len(found[0].probabilities) == len(before[0].probabilities)


def test_a_prompt_longer_than_the_context_is_refused_with_both_numbers(
    noise: LlamaBackend,
) -> None:
    with pytest.raises(AppError) as caught:
        many(noise, ("short", "a b c d " * 400))

    assert caught.value.code is Code.PROMPT_TOO_LONG
    assert caught.value.params["context"] == 256
    assert many(noise, ("short",))[0]  # and nothing is left behind


def test_a_cancel_ends_it_and_leaves_nothing_behind(noise: LlamaBackend) -> None:
    texts = tuple(f"{number} " * 5 for number in range(20))
    request = GenerateMany(
        id=1,
        prefix=plain("x "),
        items=tuple(plain(text) for text in texts),
        max_tokens=tuple(range(3, 23)),
    )
    running = noise.generate_many(request, Usage())
    next(running)
    noise.cancel.set()
    with pytest.raises(Cancelled):
        list(running)
    noise.cancel.clear()

    assert len(many(noise, texts)[0]) == len(texts)


def test_nothing_to_continue_is_refused(noise: LlamaBackend) -> None:
    with pytest.raises(AppError) as caught:
        many(noise, ())

    assert caught.value.code is Code.EMPTY_TEXT


def test_a_width_no_search_has_is_refused(noise: LlamaBackend) -> None:
    with pytest.raises(AppError):
        many(noise, ("a",), beams=5)
