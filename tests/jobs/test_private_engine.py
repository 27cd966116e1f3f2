"""A child engine for one piece of work: each kind of request comes back with its last reply."""

from __future__ import annotations

from pathlib import Path

from desktop_lm import bootstrap
from desktop_lm.jobs.background import Stop
from desktop_lm.messages import (
    Count,
    Counted,
    Load,
    Loaded,
    LoadOptions,
    PromptPart,
    Tokenise,
    Tokenised,
)
from tests.support.random_models import write_model

PARTS = (PromptPart("hello world"),)


def test_tokens_are_told_and_as_many_as_are_counted(tmp_path: Path) -> None:
    model = str(write_model(tmp_path, "llama"))
    with bootstrap.start_engine(Stop()) as engine:
        assert isinstance(engine.ask(Load(0, model, LoadOptions(n_ctx=64))), Loaded)
        told, counted = engine.ask(Tokenise(0, PARTS)), engine.ask(Count(0, PARTS))
    assert isinstance(told, Tokenised)
    assert isinstance(counted, Counted)
    assert len(told.pieces) == counted.tokens > 0
