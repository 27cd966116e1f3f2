"""Runs the comparison and writes its table and its numbers."""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from compare import contestants, texts, trial
from compare.contenders.common import Task
from compare.contestants import CONTESTANTS, ROOT
from compare.markdown import markdown
from compare.summary import summarise

sys.path.append(str(ROOT))  # where this program is not installed, only checked out

from desktop_lm import bootstrap
from desktop_lm.bench import machine

_LIMIT_SECONDS = 1800.0
_N_CTX = 4096


def main() -> int:
    """Measure, write, print; 0 even where some could not run: the table says so."""
    options = _options()
    model = options.model or bootstrap.starter_model()
    rows, wanted = _read_rows(options.sentiment, options.rows)
    labels = sorted(set(wanted))
    task = Task(model, options.threads, _N_CTX, list(texts.TEXTS), options.max_tokens, rows, labels)
    Path(model).read_bytes()  # the first round reads it from memory like the others
    before = machine.load()
    trials = _run(task, options)
    summaries = [
        summarise(one.name, one.how, trials[one.name], wanted)
        for one in CONTESTANTS
        if one.name in trials
    ]
    about = _about(options, task, before)
    _write(
        options.out,
        markdown(summaries, about),
        {
            "about": about,
            "summaries": [one.to_json() for one in summaries],
        },
    )
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m compare", description=__doc__)
    build = ROOT / "build"
    parser.add_argument("--model", metavar="FILE", help="a GGUF file (default: the starter model)")
    parser.add_argument("--sentiment", type=Path, metavar="FILE", help="lines of text, tab, label")
    parser.add_argument("--rows", type=int, default=0, help="judge only so many of them, drawn")
    parser.add_argument("--rounds", type=int, default=5, help="starts of each (default 5)")
    parser.add_argument("--threads", type=int, default=bootstrap.default_threads())
    parser.add_argument("--max-tokens", type=int, default=128, help="longest answer (default 128)")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="of these names only")
    parser.add_argument("--venv", type=Path, default=build / "compare-venv")
    parser.add_argument("--out", type=Path, default=build / "compare")
    return parser.parse_args()


def _read_rows(file: Path | None, limit: int) -> tuple[list[str], list[str]]:
    """Texts and labels; a draw of ``limit`` of them, the same each time."""
    if file is None:
        return [], []
    lines = file.read_text(encoding="utf-8").splitlines()
    pairs = [line.rsplit("\t", 1) for line in lines if "\t" in line]
    if 0 < limit < len(pairs):
        pairs = random.Random(0).sample(pairs, limit)  # noqa: S311
    return [text for text, _ in pairs], [label for _, label in pairs]


def _run(task: Task, options: argparse.Namespace) -> dict[str, list[trial.Trial]]:
    """Every contestant once a round, one after the other; the texts are judged in the first."""
    chosen = [one for one in CONTESTANTS if not options.only or one.name in options.only]
    missing = contestants.install(options.venv, _say)
    trials: dict[str, list[trial.Trial]] = {one.name: [] for one in chosen}
    for number in range(options.rounds):
        for one in chosen if number % 2 == 0 else reversed(chosen):
            so_far = trials[one.name]
            if (so_far and so_far[-1].failure) or (number and not one.writes):
                continue
            _say(f"round {number + 1} of {options.rounds}: {one.name}")
            if one.requirement in missing:
                so_far.append(trial.Trial(failure=missing[one.requirement]))
                continue
            python = contestants.python_in(options.venv) if one.requirement else sys.executable
            given = replace(
                task,
                prompts=task.prompts if one.writes else [],
                rows=task.rows if number == 0 else [],
            )
            so_far.append(trial.run(python, one.module, given, _LIMIT_SECONDS))
    return trials


def _about(options: argparse.Namespace, task: Task, before: dict[str, Any]) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "model": Path(task.model).name,
        "threads": task.threads,
        "rounds": options.rounds,
        "max_tokens": task.max_tokens,
        "words": [len(text.split()) for text in task.prompts],
        "sentiment": options.sentiment.name if options.sentiment else "",
        "rows": len(task.rows),
        "labels": task.labels,
        **machine.machine(),
        **before,
    }


def _write(folder: Path, table: str, numbers: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    date = numbers["about"]["date"]
    (folder / f"compare-{date}.md").write_text(table, encoding="utf-8")
    (folder / f"compare-{date}.json").write_text(json.dumps(numbers, indent=1), encoding="utf-8")
    print(table)


def _say(text: str) -> None:
    print(f"... {text}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
