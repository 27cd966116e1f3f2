"""``desktop-lm bench sentiment``: arguments in, figures out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

_DIGITS = 4


def add_parser(commands: Any) -> None:
    """Put the command beside ``engine``."""
    from desktop_lm.tasks.sentiment.method import Mode

    command = commands.add_parser(
        "sentiment", help="accuracy, calibration and speed of sentiment on rows with labels"
    )
    command.add_argument(
        "--data",
        required=True,
        type=Path,
        metavar="FILE",
        help="UTF-8 lines of a text, a tab and a label; gzipped where it ends in .gz",
    )
    command.add_argument("--limit", type=_positive, metavar="N", help="only the first N rows")
    command.add_argument(
        "--mode",
        nargs="+",
        choices=[mode.value for mode in Mode],
        default=[Mode.FAST.value],
        help="fast reads a row once, thorough several times (default: fast)",
    )
    command.add_argument(
        "--teach", type=_positive, metavar="N", help="also train on N of the rows, judge the rest"
    )
    command.add_argument(
        "--draws", type=_positive, default=5, metavar="N", help="as often as this (default 5)"
    )
    command.add_argument("--model", metavar="FILE", help="a GGUF file (default: the starter model)")
    command.add_argument("--threads", type=_positive, metavar="N", help="default: physical cores")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure and print. Raises AppError, BenchFailed, JobFailed, Interrupted."""
    import json

    from desktop_lm import bootstrap
    from desktop_lm.bench import machine
    from desktop_lm.bench.sentiment.rows import read_rows
    from desktop_lm.bench.sentiment.suite import Plan, measure
    from desktop_lm.messages import Load, LoadOptions
    from desktop_lm.tasks.sentiment.method import Mode

    rows = read_rows(options.data, options.limit)
    path = options.model or bootstrap.starter_model()
    threads = options.threads or bootstrap.default_threads()
    load = Load(0, path, LoadOptions(n_threads=threads))
    before = machine.load()
    plan = Plan(tuple(map(Mode, options.mode)), options.teach or 0, options.draws)
    figures = measure(rows, plan, load, _say)
    figures |= {"data": str(options.data), "model": path, "threads": threads, "load_before": before}
    print(json.dumps(_rounded(figures)) if options.json else _table(figures))


def _say(text: str) -> None:
    print(f"... {text}", file=sys.stderr)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list | tuple) else value


def _table(figures: dict[str, Any]) -> str:
    lines = [f"{figures['rows']} rows of {figures['data']}: {', '.join(figures['labels'])}"]
    for mode, found in figures["modes"].items():
        lines += ["", *_summary(mode, found), "  probability   rows  stated  right"]
        lines += [
            f"  {each['low']:.2f} to {each['high']:.2f} {each['rows']:6}  "
            f"{each['confidence']:6.1%} {each['accuracy']:6.1%}"
            for each in found["reliability"]
        ]
    if taught := figures.get("teach"):
        lines += ["", _taught(taught)]
    vader = figures["baseline_vader"]
    words = (
        f"{vader['accuracy']:.1%}, macro-F1 {vader['macro_f1']:.3f}" if vader else "not installed"
    )
    return "\n".join([*lines, "", f"VADER's word list on the same rows: {words}"])


def _summary(mode: str, found: dict[str, Any]) -> list[str]:
    ratio, times = found["speed_ratio"], found["chat_ratio"]
    right = f"accuracy {found['accuracy']:.1%}, macro-F1 {found['macro_f1']:.3f}"
    sure = f"sure of {found['coverage']:.1%} of the rows"
    return [
        f"{mode}: {right}, calibration error {found['ece']:.3f}",
        f"  {sure}, and right in {found['accuracy_when_sure']:.1%} of those",
        f"  {found['rows_per_second']:.1f} rows/s: {ratio:.2f} of what reading each row once takes",
        f"  {times:.1f} times as fast as one question after the other",
    ]


def _taught(found: dict[str, Any]) -> str:
    repeated = found["rows_repeated"]
    left_out = f"; {repeated} rows whose text came before left out" if repeated else ""
    return (
        f"taught with {found['rows_taught']} rows, {len(found['accuracies'])} draws: accuracy "
        f"{found['accuracy']:.1%} (standard deviation {found['accuracy_sd']:.1%}){left_out}"
    )


def _positive(text: str) -> int:
    import argparse

    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a whole number, at least 1")
    return int(text)
