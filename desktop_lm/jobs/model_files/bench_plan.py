"""What model files are measured with."""

from __future__ import annotations

from pathlib import Path

from desktop_lm import paths
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.model_files.model_bench import BenchPlan
from desktop_lm.messages import LoadOptions

_CONTEXT = 2048
_QUICK_RUNS, _QUICK_WORDS, _QUICK_TOKENS = 1, 30, 8


def bench_plan(
    n_threads: int, text_file: Path | None = None, runs: int = 5, *, quick: bool = False
) -> BenchPlan:
    """A context of a few pages and the program's own text, where no file is given.

    ``quick`` shows that it works, not how fast. Raises AppError(FILE_UNREADABLE, EMPTY_TEXT).
    """
    text = _read(text_file or paths.resource("texts", "bench.txt"))
    options = LoadOptions(n_ctx=_CONTEXT, n_threads=n_threads)
    if quick:
        return BenchPlan(text, options, _QUICK_RUNS, _QUICK_WORDS, _QUICK_TOKENS)
    return BenchPlan(text, options, max(1, runs))


def _read(path: Path) -> str:
    try:
        text = path.read_text("utf-8", "replace")
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error
    if not text.strip():
        raise AppError(Code.EMPTY_TEXT)
    return text
