"""Runs over tables whose rows have their verdicts already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from desktop_lm.tables.columns import Columns
from desktop_lm.tables.row import Facts, Row
from desktop_lm.tables.run_file import Judged, RunAbout, RunFile
from desktop_lm.tables.source import source_of

USUAL = ("positive", "neutral", "negative")


class Said(NamedTuple):
    """A text of the table and the probability of each label; none: it is not judged."""

    text: str
    shares: tuple[float, ...] = ()
    day: str = ""
    extra: tuple[str, ...] = ()
    group: str = ""


def judged_run(path: Path, said: Sequence[Said], labels: tuple[str, ...] = USUAL) -> RunFile:
    """A run over a table beside ``path`` in which all this is said, each text once."""
    source = path.with_suffix(".csv")
    source.write_text("day,review,branch\n", encoding="utf-8")
    columns = Columns(text=1, date=0, group=2)
    about = RunAbout(
        source=source_of(source),
        names=("day", "review", "branch"),
        columns=columns,
        facts=Facts("csv", "UTF-8", ","),
        labels=labels,
        method={"model": "abc"},
    )
    run = RunFile.create(path, about)
    rows = [
        Row(at, (one.day, one.text, one.group), one.extra) for at, one in enumerate(said, start=2)
    ]
    list(run.read(rows, columns))
    shares = {one.text: one.shares for one in said if one.shares}
    run.store(
        [
            Judged(text_id, labels[found.index(max(found))], False, found)
            for text_id, text in run.next_texts(len(rows))
            if (found := shares.get(text, ()))
        ]
    )
    return run
