"""Runs in the program's environment: ``python -m translator.engine_run REQUEST REPLY``.

The request names a model and has a list of prompts, each a list of (text, special) parts; the
reply has the greedy answers, the seconds they took and their tokens.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

from desktop_lm import bootstrap
from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.private_engine import PrivateEngine
from desktop_lm.messages import Done, Generate, Load, LoadOptions, PromptPart, Reply, Sampling, Text

_MOST_TOKENS = 200


def main(asked: str, told: str) -> None:
    """Answer one request."""
    request = json.loads(Path(asked).read_text(encoding="utf-8"))
    options = LoadOptions(n_ctx=512, n_threads=request["threads"])
    answers: list[str] = []
    tokens = 0
    with bootstrap.start_engine(Stop()) as engine:
        engine.ask(Load(0, request["model"], options))
        started = perf_counter()
        for prompt in request["prompts"]:
            parts = tuple(PromptPart(text, special) for text, special in prompt)
            answer, count = _answer(engine, parts)
            answers.append(answer)
            tokens += count
        seconds = perf_counter() - started
    reply = {"answers": answers, "seconds": seconds, "tokens": tokens}
    Path(told).write_text(json.dumps(reply), encoding="utf-8")


def _answer(engine: PrivateEngine, parts: tuple[PromptPart, ...]) -> tuple[str, int]:
    """The greedy continuation of a prompt, and how many tokens it has."""
    texts: list[str] = []

    def note(reply: Reply) -> None:
        if isinstance(reply, Text):
            texts.append(reply.text)

    sampling = Sampling(temperature=0, repeat_penalty=1)
    request = Generate(id=0, parts=parts, sampling=sampling, max_tokens=_MOST_TOKENS)
    done = engine.ask(request, note)
    assert isinstance(done, Done)
    return "".join(texts), done.tokens


if __name__ == "__main__":
    main(*sys.argv[1:])
