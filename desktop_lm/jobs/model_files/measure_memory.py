"""What a model really takes: a process of its own loads it and uses the whole context once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from desktop_lm.engine.resident import Resident, resident
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.background import Advanced, Stop, Tell
from desktop_lm.jobs.model_files.private_engine import PrivateEngine
from desktop_lm.jobs.model_files.room import GuestEngines
from desktop_lm.messages import (
    Count,
    Counted,
    Done,
    Generate,
    Load,
    Loaded,
    LoadOptions,
    LoadProgress,
    MeasurePerplexity,
    MemoryParts,
    PromptPart,
    PromptProgress,
    Reply,
    Sampling,
    Score,
    Unload,
)
from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.memory.companions import adapter_of, companion_bytes
from desktop_lm.models.memory.plan import sequences
from desktop_lm.models.split import files_of
from desktop_lm.models.vet import vet

_WORD = "the "
_PROBE_WORDS = 64  # so many and twice as many are counted, to learn what a word takes
_ANSWER = 16  # tokens
_SPARE = 8  # tokens kept free: a word at a text's start may take more than others
_LOADING_SHARE = 0.1  # of the progress shown


@dataclass(frozen=True, slots=True)
class Measured:
    """``parts`` by their names: the mapped weights and the total are what the system says is
    resident, copies, cache and compute are llama.cpp's own buffers, ``other`` is the rest.
    ``tokens`` were in the context at the end."""

    parts: MemoryParts
    tokens: int


def measure_memory(
    engines: GuestEngines, path: str, options: LoadOptions, stop: Stop, tell: Tell
) -> Measured:
    """Load ``path``, fill its context with a prompt, answer and judge once, and measure; with the
    adapter that the program brings for it.

    The figures are anonymous memory and the file's resident pages, less the same process before
    it had a model. Raises Stopped, MODEL_TOO_LARGE where there is no room for it, and other
    AppErrors.
    """
    header = vet(path)
    engines.needed(header, options)
    files = files_of(path)
    with engines.start(stop) as engine:
        engine.ask(Unload(0))  # answered once all is set up that needs no model
        before = _resident(engine, files)
        loaded = engine.ask(Load(0, path, options), _loading(tell))
        assert isinstance(loaded, Loaded)
        _use_adapter(engine, header)
        tokens = _fill(engine, loaded.model.n_ctx, tell)
        rows = sequences(header)
        _use_outputs(engine, options, rows)
        taken = _resident(engine, files) - before
    told = loaded.memory
    copied = told.weights_copied + companion_bytes(header)
    return Measured(_parts(taken, replace(told, weights_copied=copied)), tokens)


def _fill(engine: PrivateEngine, n_ctx: int, tell: Tell) -> int:
    """Decode a prompt that fills the context, and a short answer; tokens in the context."""
    once, twice = _count(engine, _PROBE_WORDS), _count(engine, 2 * _PROBE_WORDS)
    room = n_ctx - _ANSWER - _SPARE
    words = max(1, (room - once) * _PROBE_WORDS // max(1, twice - once) + _PROBE_WORDS)
    request = Generate(
        id=0,
        parts=(PromptPart(_WORD * words),),
        sampling=Sampling(temperature=0),
        max_tokens=_ANSWER,
        slot="measure",
    )
    done = engine.ask(request, _reading(tell))
    assert isinstance(done, Done)
    return done.prompt_tokens + done.tokens


def _use_outputs(engine: PrivateEngine, options: LoadOptions, rows: int) -> None:
    """Ask for as many rows of logits at once as there is room for: so many, if not all."""
    if options.full_logits:
        engine.ask(MeasurePerplexity(0, _WORD * options.n_batch, window=options.n_batch))
        return
    items = tuple((PromptPart("a"),) for _ in range(rows))
    engine.ask(Score(id=0, prefix=(PromptPart(_WORD),), items=items, continuations=("b",)))


def _use_adapter(engine: PrivateEngine, header: GgufHeader) -> None:
    """Have the adapter loaded that the program brings for the model. Before all else: llama.cpp
    makes its computing buffers anew for it, of which no page was touched yet."""
    if adapter := adapter_of(header):
        prefix, items = (PromptPart(_WORD),), ((PromptPart("a"),),)
        engine.ask(
            Score(id=0, prefix=prefix, items=items, continuations=("b",), adapter=str(adapter))
        )


def _count(engine: PrivateEngine, words: int) -> int:
    counted = engine.ask(Count(0, (PromptPart(_WORD * words),)))
    assert isinstance(counted, Counted)
    return counted.tokens


def _parts(taken: Resident, told: MemoryParts) -> MemoryParts:
    buffers = told.weights_copied + told.cache + told.compute
    other = taken.anonymous - buffers
    # Where pages of the compute buffer were never touched, they take nothing.
    untouched = min(told.compute, max(0, -other))
    return MemoryParts(
        weights_mapped=max(0, taken.file),
        weights_copied=told.weights_copied,
        cache=told.cache,
        compute=told.compute - untouched,
        other=max(0, other),
    )


def _resident(engine: PrivateEngine, files: Sequence[Path]) -> Resident:
    try:
        return resident(engine.pid, files)
    except psutil.Error as error:
        reason = f"the engine's memory cannot be read ({type(error).__name__})"
        raise AppError(Code.INTERNAL, reason=reason) from error


def _loading(tell: Tell) -> Callable[[Reply], None]:
    def on_reply(reply: Reply) -> None:
        if isinstance(reply, LoadProgress):
            tell(Advanced(reply.fraction * _LOADING_SHARE))

    return on_reply


def _reading(tell: Tell) -> Callable[[Reply], None]:
    def on_reply(reply: Reply) -> None:
        if isinstance(reply, PromptProgress) and reply.total:
            share = reply.done / reply.total
            tell(Advanced(_LOADING_SHARE + (1 - _LOADING_SHARE) * share))

    return on_reply
