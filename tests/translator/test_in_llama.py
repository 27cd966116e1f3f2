"""A written file in the program's engine: the same ids, the same numbers, the same answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("llama_cpp")

from translator import engine, gguf_file, metadata, weights
from translator.data import DevItem
from translator.languages import Direction
from translator.metadata import F32, Training
from translator.vocabulary import Vocabulary
from translator.weights import Arrays

from desktop_lm import bootstrap
from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.engine.llama.vocabulary import Vocabulary as LlamaVocabulary
from desktop_lm.messages import Load, LoadOptions, PromptPart, Score
from desktop_lm.models.gguf import read_header
from tests.translator.conftest import PARTNERS, SHAPE, SMALL
from tests.translator.reference import logits

ASKED = (PromptPart("<|en|>", special=True), PromptPart("Where is it?"))
TAG = PromptPart("<|2fr|>", special=True)


@pytest.fixture
def file(vocabulary: Vocabulary, state: Arrays, tmp_path: Path) -> Path:
    path = tmp_path / "small.gguf"
    described = metadata.describe(SHAPE, vocabulary, PARTNERS, Training(), F32)
    gguf_file.write(path, described, weights.to_llama(state, SHAPE))
    return path


@pytest.fixture
def backend(file: Path) -> Iterator[LlamaBackend]:
    found = LlamaBackend()
    found.load(Load(0, str(file), LoadOptions(n_ctx=128, n_threads=1)), lambda _: True)
    yield found
    found.unload()


def inner(backend: LlamaBackend) -> LlamaVocabulary:
    return backend._require_session().loaded.vocabulary


def test_llama_cuts_texts_into_the_ids_they_were_trained_as(backend: LlamaBackend) -> None:
    found = [[text, inner(backend).encode_plain(text)] for text, _ in SMALL["samples"]]

    assert found == SMALL["samples"]


def test_a_prompt_is_its_tags_and_its_text(backend: LlamaBackend, vocabulary: Vocabulary) -> None:
    ids = inner(backend).encode((*ASKED, TAG))

    find = vocabulary.control_id
    text = inner(backend).encode_plain("Where is it?")
    assert ids == [find("<|en|>"), *text, find("<|2fr|>")]


def test_a_tag_that_a_user_types_stays_text(backend: LlamaBackend, vocabulary: Vocabulary) -> None:
    ids = inner(backend).encode((PromptPart("<|2fr|>"),))

    assert all(token < len(vocabulary.pieces) for token in ids)


def test_only_the_end_ends_an_answer(backend: LlamaBackend, vocabulary: Vocabulary) -> None:
    ends = [token for token in range(len(vocabulary)) if inner(backend).is_end(token)]

    assert ends == [vocabulary.control_id("<|end|>")]


def test_llama_computes_what_the_papers_say(
    backend: LlamaBackend, vocabulary: Vocabulary, state: Arrays
) -> None:
    continuations = tuple(text for text, ids in SMALL["samples"] if 1 < len(ids) < 28)[:6]
    request = Score(id=1, prefix=ASKED, items=((TAG,),), continuations=continuations)

    (row,) = backend.score(request, Usage())

    prompt = inner(backend).encode((*ASKED, TAG))
    for text, found in zip(continuations, row, strict=True):
        answer = inner(backend).encode_continuation(text)
        assert found.tokens == len(answer)
        rows = logits(state, SHAPE, prompt + answer)[len(prompt) - 1 : -1]
        chances = rows - np.log(np.exp(rows).sum(axis=1, keepdims=True))
        wanted = chances[np.arange(len(answer)), answer].sum()
        assert found.logprob == pytest.approx(wanted, abs=1e-3 * len(answer), rel=2e-3)


def test_the_program_reads_what_the_file_says_of_translation(file: Path) -> None:
    header = read_header(file)

    assert header.architecture == "llama"
    assert header.text("desktop_lm.translation.template") == "<|{source}|>{text}<|2{target}|>"
    assert header.text("desktop_lm.translation.directions").split(",")[:3] == [
        "en-fr", "fr-en", "en-de",
    ]  # fmt: skip
    assert "Tatoeba" in header.text("desktop_lm.attribution")


@pytest.mark.parametrize(("asked", "used"), [(0, metadata.BEAMS), (1, 1)])
def test_the_recipe_asks_the_engine_for_translations(file: Path, asked: int, used: int) -> None:
    sources = ["Where is it?", "<|2fr|> is typed", "a"]
    items = [DevItem(Direction("en", "fr"), source, ("x",)) for source in sources]

    found = engine.translate(file, items, Path(sys.executable), 1, asked)

    assert len(found.answers) == len(items)
    assert found.beams == used
    assert found.speed.words_per_second > 0


@pytest.mark.slow
def test_the_recipe_makes_the_file_smaller(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "smaller.gguf"
    engine.quantise(file, target, "Q8_0", Path(sys.executable))

    assert target.stat().st_size < file.stat().st_size
    assert read_header(target).text("desktop_lm.translation.template")
    assert not bootstrap.build_library().folder.exists()  # it is no model of the user's
