"""A table from the command line with the real model, killed on the way and gone on with."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import monotonic

import psutil
import pytest

PATIENCE = 120.0  # seconds; only a failing test waits this long
ROWS = [f"Day {number}: the soup was {'cold' if number % 2 else 'good'}." for number in range(400)]

pytestmark = pytest.mark.model


def command(table: Path, *more: str) -> list[str]:
    words = ["sentiment", "--file", str(table), "--text-column", "text", "--json", *more]
    return [sys.executable, "-P", "-m", "desktop_lm", *words]


def judged(progress: Path) -> int:
    """Texts that have their label on the disk."""
    try:
        with closing(sqlite3.connect(f"{progress.as_uri()}?mode=ro", uri=True)) as run:
            return int(run.execute("SELECT count(*) FROM texts WHERE label <> ''").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0


def test_a_table_is_gone_on_with_after_a_kill(tmp_path: Path) -> None:
    table, rated = tmp_path / "rows.csv", tmp_path / "rows.rated.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("id", "text"), *enumerate(ROWS)])
    progress = tmp_path / "rows.rated.csv.progress"
    running = psutil.Popen(command(table), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = monotonic() + PATIENCE
    while not judged(progress):
        assert monotonic() < deadline
        assert running.is_running()
        psutil.wait_procs([running], timeout=0.02)
    running.kill()
    running.communicate()
    assert not rated.exists()
    before = judged(progress)
    assert 0 < before < len(ROWS)

    began = monotonic()
    done = subprocess.run(command(table, "--resume"), capture_output=True, check=True)
    seconds = monotonic() - began

    told = json.loads(done.stdout)
    assert (told["rows"], told["judged_before"]) == (len(ROWS), before)
    assert told["rows_per_second"] > (len(ROWS) - before) / seconds  # loading is not counted
    with rated.open(newline="", encoding="utf-8-sig") as file:
        found = list(csv.DictReader(file))
    assert [(row["id"], row["text"]) for row in found] == [(str(i), t) for i, t in enumerate(ROWS)]
    assert all(row["sentiment"] for row in found)
    assert not progress.exists()
