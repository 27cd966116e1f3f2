"""A model whose numbers are none, as those of a damaged file: it is told, and nothing made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from translator import gguf_file

from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Generate,
    GenerateMany,
    Inspect,
    Load,
    LoadOptions,
    MeasurePerplexity,
    PromptPart,
    Sampling,
    Score,
)
from tests.support.architectures import F16_TYPE, Sizes
from tests.support.random_models import write_model

WORDS = (PromptPart("hello world"),)
PROMPT = Generate(id=1, parts=WORDS, max_tokens=4)


def damaged(folder: Path, factor: float) -> LlamaBackend:
    """A model whose last vectors are multiplied by this."""
    path = write_model(folder, "llama", Sizes(weights=F16_TYPE))
    told, weights = gguf_file.read(path)
    weights["output_norm.weight"] = np.full_like(weights["output_norm.weight"], factor)
    gguf_file.write(path, told, weights)
    backend = LlamaBackend()
    backend.load(Load(0, str(path), LoadOptions(n_ctx=256, n_threads=1)), lambda _: True)
    return backend


@pytest.fixture(params=[np.nan, np.inf, 1e30])
def backend(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LlamaBackend]:
    backend = damaged(tmp_path, request.param)
    yield backend
    backend.unload()


def refusal(work: object) -> AppError:
    with pytest.raises(AppError) as caught:
        list(work)  # type: ignore[call-overload]
    return caught.value


@pytest.mark.parametrize(
    "request_",
    [
        replace(PROMPT, sampling=Sampling(temperature=0)),
        PROMPT,
        replace(PROMPT, sampling=Sampling(grammar='root ::= "a"+')),
        Inspect(id=1, parts=WORDS, max_tokens=4),
    ],
)
def test_no_answer_is_written(backend: LlamaBackend, request_: Generate) -> None:
    tokens = backend.generate(request_, Usage(), lambda *_: None)
    assert refusal(tokens) == AppError(Code.DECODE_FAILED, status="NaN")


def test_nothing_else_is_made_of_it(backend: LlamaBackend) -> None:
    failed = AppError(Code.DECODE_FAILED, status="NaN")
    many = GenerateMany(id=1, prefix=WORDS, items=(WORDS,), max_tokens=(4,))
    assert refusal(backend.generate_many(many, Usage())) == failed
    with pytest.raises(AppError) as caught:
        backend.score(Score(id=1, prefix=WORDS, items=(WORDS,), continuations=("a",)), Usage())
    assert caught.value == failed
    with pytest.raises(AppError) as caught:
        backend.perplexity(MeasurePerplexity(1, "hello world this"), lambda *_: None)
    assert caught.value == failed


def test_a_perplexity_beyond_all_numbers_is_none(tmp_path: Path) -> None:
    backend = damaged(tmp_path, 3000)
    with pytest.raises(AppError) as caught:
        backend.perplexity(MeasurePerplexity(1, "hello world this"), lambda *_: None)
    assert caught.value == AppError(Code.DECODE_FAILED, status="infinite")
    backend.unload()
