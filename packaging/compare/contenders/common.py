"""What a contender is given and what it tells; the standard library only.

A :class:`Task` comes in as one JSON object on standard input. Out go lines that begin with
``MARK`` and hold one object each; whatever else a library prints is passed over.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from compare.texts import question

MARK = "compare: "
_WORD_TOKENS = 16  # enough for one word and for what a model likes to say before it


@dataclass(frozen=True, slots=True)
class Task:
    """``prompts`` are answered with the likeliest tokens, ``rows`` are given one of ``labels``."""

    model: str
    threads: int
    n_ctx: int
    prompts: list[str]
    max_tokens: int
    rows: list[str]
    labels: list[str]


class Writer(Protocol):
    """A loaded model. ``version`` names the library."""

    version: str

    def write(self, prompt: str, max_tokens: int, on_tokens: Callable[[int], None]) -> str:
        """Answer as in a chat; ``on_tokens`` hears how many tokens are out, each time more are."""

    def judge(self, rows: Sequence[str], labels: Sequence[str]) -> list[str]:
        """One of the labels for each text, or "" where none can be told."""


def serve(load: Callable[[Task], Writer]) -> None:
    """Load, tell, answer the prompts, judge the rows."""
    task = Task(**json.load(sys.stdin))
    writer = load(task)
    tell("ready", version=writer.version)
    for prompt in task.prompts:
        tell("answer", **_answer(writer, prompt, task.max_tokens))
    tell("answered")
    if task.rows:
        started = perf_counter()
        found = writer.judge(task.rows, task.labels)
        tell("judged", labels=found, seconds=perf_counter() - started)


def tell(event: str, **fields: object) -> None:
    """A line for whoever started this process."""
    sys.stdout.write(f"\n{MARK}{json.dumps({'event': event, **fields})}\n")
    sys.stdout.flush()


def judge_by_asking(
    write: Callable[[str, int, Callable[[int], None]], str],
    rows: Sequence[str],
    labels: Sequence[str],
) -> list[str]:
    """Let a model write its label: the first one in its answer."""
    anything = re.compile("|".join(labels), re.IGNORECASE)
    found = []
    for row in rows:
        answer = write(question(row, list(labels)), _WORD_TOKENS, lambda _: None)
        first = anything.search(answer)
        found.append(first.group().lower() if first else "")
    return found


def _answer(writer: Writer, prompt: str, max_tokens: int) -> dict[str, object]:
    times: list[tuple[float, int]] = []
    asked = perf_counter()
    text = writer.write(prompt, max_tokens, lambda tokens: times.append((perf_counter(), tokens)))
    if not times:
        return {"tokens": 0, "text": text}
    (first_at, first), (last_at, last) = times[0], times[-1]
    return {
        "first_seconds": first_at - asked,
        "rest_seconds": last_at - first_at,
        "rest_tokens": last - first,
        "tokens": last,
        "text": text,
    }
