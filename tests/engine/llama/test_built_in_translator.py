"""The engine's ways of working, with the smallest model there is: the built-in translator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_lm import paths
from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.messages import (
    Completion,
    Generate,
    GenerateMany,
    Load,
    LoadOptions,
    PromptPart,
    Sampling,
    Score,
)

GREEDY = Sampling(temperature=0, repeat_penalty=1)
SOURCE, TARGET = PromptPart("<|en|>", special=True), PromptPart("<|2fr|>", special=True)
# None with two words as likely: the kernels for one row and for twelve round differently.
SENTENCES = tuple(
    f"{who} {what}."
    for who in ("I", "You", "We", "They", "My parents")
    for what in ("want coffee", "live near the sea", "have two dogs")
)


@pytest.fixture(scope="module")
def translator() -> Iterator[LlamaBackend]:
    backend = LlamaBackend()
    options = LoadOptions(n_ctx=4096, n_threads=2)
    backend.load(Load(0, str(paths.translator_model()), options), lambda _: True)
    yield backend
    backend.unload()


def alone(backend: LlamaBackend, text: str, usage: Usage | None = None) -> str:
    request = Generate(
        id=1,
        parts=(SOURCE, PromptPart(text), TARGET),
        sampling=GREEDY,
        max_tokens=40,
        slot="translation",
    )
    steps = backend.generate(request, usage or Usage(), lambda *_: None)
    return b"".join(step.piece for step in steps).decode().strip()


def together(backend: LlamaBackend) -> dict[int, Completion]:
    request = GenerateMany(
        id=2,
        prefix=(SOURCE,),
        items=tuple((PromptPart(text), TARGET) for text in SENTENCES),
        max_tokens=(40,) * len(SENTENCES),
        stop=("\n",),
    )
    return {one.index: one for one in backend.generate_many(request, Usage())}


def test_its_context_is_no_longer_than_it_was_trained_on_and_one_thread_is_enough(
    translator: LlamaBackend,
) -> None:
    assert translator._session is not None
    assert translator._session.loaded.n_ctx == 512
    assert translator._session.loaded.n_threads == 1


def test_many_at_once_are_those_of_one_by_one(translator: LlamaBackend) -> None:
    found = together(translator)

    assert [found[n].text for n in range(len(SENTENCES))] == [
        alone(translator, text) for text in SENTENCES
    ]


def test_a_sentence_that_goes_on_is_not_read_again(translator: LlamaBackend) -> None:
    first, second = Usage(), Usage()
    alone(translator, "My sister lives in a small house near the sea.", first)
    alone(translator, "My sister lives in a small house near the station.", second)

    assert second.reused_tokens >= 8
    assert second.prompt_tokens == pytest.approx(first.prompt_tokens, abs=2)


def test_continuations_are_scored(translator: LlamaBackend) -> None:
    request = Score(
        id=3,
        prefix=(SOURCE,),
        items=((PromptPart("I like coffee."), TARGET),),
        continuations=("J'aime le café.", "Il pleut depuis hier."),
    )
    ((good, bad),) = translator.score(request, Usage())

    assert good.logprob / good.tokens > bad.logprob / bad.tokens
