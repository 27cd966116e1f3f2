"""What ``models bench`` and ``models quantize`` measure files with."""

from __future__ import annotations

from pathlib import Path

from desktop_lm import bootstrap, paths
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.model_bench import BenchPlan
from desktop_lm.messages import LoadOptions

_CONTEXT = 2048
_QUICK_RUNS, _QUICK_WORDS, _QUICK_TOKENS = 1, 30, 8


def bench_plan(text: str, runs: int = 5, *, quick: bool = False) -> BenchPlan:
    """As many threads as the program itself would use, and a context of a few pages."""
    options = LoadOptions(n_ctx=_CONTEXT, n_threads=bootstrap.default_threads())
    if quick:
        return BenchPlan(text, options, _QUICK_RUNS, _QUICK_WORDS, _QUICK_TOKENS)
    return BenchPlan(text, options, max(1, runs))


def bench_text(file: Path | None = None) -> str:
    """The text for the perplexity. Raises AppError(FILE_UNREADABLE, EMPTY_TEXT)."""
    path = file or paths.resource("texts", "bench.txt")
    try:
        text = path.read_text("utf-8", "replace")
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error
    if not text.strip():
        raise AppError(Code.EMPTY_TEXT)
    return text
