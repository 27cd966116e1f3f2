"""Runs in the program's environment: ``python -m translator.engine_run REQUEST REPLY``.

The request names a model, a number of beams (0: as many as the model wants) and a list of prompts,
each a list of (text, special) parts; the reply has the answers, the beams, the seconds they took
and their tokens. Prompts share batches, as they do where the program translates a file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from desktop_lm import bootstrap
from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.model_files.private_engine import PrivateEngine
from desktop_lm.messages import (
    Completion,
    Done,
    GenerateMany,
    Load,
    Loaded,
    LoadOptions,
    PromptPart,
    Reply,
)
from desktop_lm.tasks.translation.prompt import Direction, wanted_beams

_MOST_TOKENS = 200
_IN_A_REQUEST = 192
_CONTEXT = 2048  # cells that the prompts at work share
_ANY = Direction("en", "de")  # a file says the same of all its directions
Prompt = tuple[PromptPart, ...]


def main(asked: str, told: str) -> None:
    """Answer one request."""
    request = json.loads(Path(asked).read_text(encoding="utf-8"))
    prompts = [
        tuple(PromptPart(text, special) for text, special in prompt)
        for prompt in request["prompts"]
    ]
    with bootstrap.start_engine(Stop()) as engine:
        options = LoadOptions(n_ctx=_CONTEXT, n_threads=request["threads"])
        loaded = engine.ask(Load(0, request["model"], options))
        assert isinstance(loaded, Loaded)
        beams = request["beams"] or wanted_beams(loaded.model, _ANY)
        started = perf_counter()
        answers, tokens = _answers(engine, prompts, beams)
        seconds = perf_counter() - started
    reply = {"answers": answers, "beams": beams, "seconds": seconds, "tokens": tokens}
    Path(told).write_text(json.dumps(reply), encoding="utf-8")


def _answers(engine: PrivateEngine, prompts: Sequence[Prompt], beams: int) -> tuple[list[str], int]:
    """The continuations of the prompts, in their order, and how many tokens they have."""
    answers = [""] * len(prompts)
    tokens = 0
    for numbers in _batches(prompts):

        def note(reply: Reply, numbers: Sequence[int] = numbers) -> None:
            if isinstance(reply, Completion):
                answers[numbers[reply.index]] = reply.text

        request = GenerateMany(
            id=0,
            prefix=(),
            items=tuple(prompts[number] for number in numbers),
            max_tokens=(_MOST_TOKENS,) * len(numbers),
            stop=("\n",),
            beams=beams,
        )
        done = engine.ask(request, note)
        assert isinstance(done, Done)
        tokens += done.tokens
    return answers, tokens


def _batches(prompts: Sequence[Prompt]) -> Iterator[list[int]]:
    """Which prompts go together, those of like length in each, the longest first."""
    for start in range(0, len(prompts), _IN_A_REQUEST):
        numbers = range(start, min(start + _IN_A_REQUEST, len(prompts)))
        yield sorted(numbers, key=lambda number: -sum(len(part.text) for part in prompts[number]))


if __name__ == "__main__":
    main(*sys.argv[1:])
