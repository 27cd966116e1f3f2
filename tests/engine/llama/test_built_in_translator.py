"""The engine's ways of working, with the smallest model there is: the built-in translator."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from statistics import mean

import pytest

from desktop_lm import paths
from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.engine.llama.cache import PrefixCache
from desktop_lm.engine.llama.decode import TILED_FROM, Decoder, Logits, Row
from desktop_lm.engine.llama.load import LoadedLlama
from desktop_lm.engine.llama.many import ManyGenerator
from desktop_lm.engine.llama.native import lib
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
# None with two words as likely: the kernels for one row and for many round differently.
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


def asked(sentences: tuple[str, ...], beams: int = 1) -> GenerateMany:
    return GenerateMany(
        id=2,
        prefix=(SOURCE,),
        items=tuple((PromptPart(text), TARGET) for text in sentences),
        max_tokens=(40,) * len(sentences),
        stop=("\n",),
        beams=beams,
    )


def together(
    backend: LlamaBackend, sentences: tuple[str, ...] = SENTENCES, beams: int = 1
) -> list[Completion]:
    found = {one.index: one for one in backend.generate_many(asked(sentences, beams), Usage())}
    return [found[index] for index in range(len(sentences))]


def test_its_context_is_no_longer_than_it_was_trained_on_and_one_thread_is_enough(
    translator: LlamaBackend,
) -> None:
    assert translator._session is not None
    assert translator._session.loaded.n_ctx == 512
    assert translator._session.loaded.n_threads == 1


def test_many_at_once_are_those_of_one_by_one(translator: LlamaBackend) -> None:
    found = together(translator)

    assert [one.text for one in found] == [alone(translator, text) for text in SENTENCES]


def test_the_best_of_four_wordings_is_the_same_in_company(translator: LlamaBackend) -> None:
    found = together(translator, SENTENCES, beams=4)

    for sentence, one in zip(SENTENCES, found, strict=True):
        (by_itself,) = together(translator, (sentence,), beams=4)
        assert one.text == by_itself.text
        assert one.probabilities == pytest.approx(by_itself.probabilities, abs=0.05)


class Counting(Decoder):
    """Takes down how many rows of logits each batch was asked for."""

    def __init__(self, loaded: LoadedLlama) -> None:
        super().__init__(loaded)
        self.outputs: list[int] = []

    def decode_batches(self, rows: Sequence[Row], most: int) -> Iterator[Logits]:
        for logits in super().decode_batches(rows, most):
            self.outputs.append(len(logits))
            yield logits


@pytest.mark.parametrize(("beams", "least"), [(1, 16), (4, 30)])
def test_a_model_with_few_tokens_has_many_rows_in_a_batch(
    translator: LlamaBackend, beams: int, least: int
) -> None:
    session = translator._session
    assert session is not None
    decoder = Counting(session.loaded)
    many = ManyGenerator(session.loaded, decoder, session.cache, translator.cancel)

    done = list(many.run(asked(SENTENCES * 3, beams), Usage()))

    assert len(done) == 3 * len(SENTENCES)
    assert mean(sorted(decoder.outputs)[len(decoder.outputs) // 2 :]) >= least
    assert max(decoder.outputs) < TILED_FROM


@pytest.mark.parametrize("beams", [1, 4])
def test_nothing_of_it_stays_in_the_cache(translator: LlamaBackend, beams: int) -> None:
    session = translator._session
    assert session is not None

    running = translator.generate_many(asked(SENTENCES * 3, beams), Usage())
    assert isinstance(running, Generator)
    next(running)
    running.close()
    assert filled(session.loaded, session.cache) == []

    together(translator, SENTENCES, beams)
    assert filled(session.loaded, session.cache) == []


def filled(loaded: LoadedLlama, cache: PrefixCache) -> list[int]:
    """Work sequences with something in them."""
    return [n for n in cache.work_sequences if lib.llama_memory_seq_pos_max(loaded.memory, n) >= 0]


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

    session = translator._session
    assert session is not None
    assert filled(session.loaded, session.cache) == []
    assert good.logprob / good.tokens > bad.logprob / bad.tokens
