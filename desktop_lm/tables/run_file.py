"""A run over a table: its rows, its texts, and the verdicts as they come, in one file.

All rows are read into it first, so that the table may change, move or be closed meanwhile. A text
stands in it once, however many rows have it. What was stored is on the disk: a run that is killed
goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Self

from desktop_lm.tables import run_database
from desktop_lm.tables.columns import Columns, DayOrder
from desktop_lm.tables.open_table import Reading
from desktop_lm.tables.poles import poles_of
from desktop_lm.tables.row import UNJUDGED, Facts, Problem, Remark, Row
from desktop_lm.tables.run_base import RunBase
from desktop_lm.tables.run_dates import date_again, date_cell, day
from desktop_lm.tables.source import Source
from desktop_lm.tables.text_of import text_of
from desktop_lm.tables.word_order import sort_key_of_any
from desktop_lm.tables.words import has_word, holds

_BATCH = 500  # rows a transaction
_WRITTEN = "written"
FORM = run_database.Form(
    application=0x64_6C_6D_74,  # "dlmt"
    version=1,
    schema="""
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL,
    label TEXT,          -- NULL: not judged yet; '': could not be judged
    unsure INTEGER NOT NULL DEFAULT 0,
    share REAL,          -- the label's probability
    lean REAL,           -- the high pole's probability less the low one's
    shares TEXT          -- JSON: a probability for each of the run's labels
);
CREATE TABLE rows (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    cells TEXT NOT NULL, -- JSON
    extra TEXT NOT NULL, -- JSON
    problems TEXT NOT NULL,
    text_id INTEGER REFERENCES texts (id),
    day TEXT,
    grp TEXT
);
CREATE INDEX rows_text ON rows (text_id);
CREATE INDEX texts_open ON texts (id) WHERE label IS NULL;
""",
)


@dataclass(frozen=True, slots=True)
class RunAbout:
    """What a run is over. ``reading`` is how its file was to be read, ``facts`` tells how it was.
    ``labels`` are the classes, best first or, where they are a user's own, in the order of the
    alphabet; ``method`` is what judges (model, profile, settings): a run goes on with the same
    only."""

    source: Source
    names: tuple[str, ...]
    columns: Columns
    facts: Facts
    labels: tuple[str, ...]
    method: Mapping[str, str]
    reading: Reading = field(default_factory=Reading)


class Judged(NamedTuple):
    """A verdict on text ``text_id``: a probability for each label; label "" where it failed."""

    text_id: int
    label: str
    unsure: bool
    shares: tuple[float, ...]


class Counts(NamedTuple):
    """How far a run is, in rows and in different texts; ``unjudged`` rows have no text to
    judge."""

    rows: int
    rows_done: int
    texts: int
    texts_done: int
    unjudged: int

    @property
    def is_done(self) -> bool:
        return self.texts_done == self.texts


class RowWithVerdict(NamedTuple):
    """A row as it goes out; label None: not judged (yet)."""

    number: int
    cells: tuple[str, ...]
    extra: tuple[str, ...]
    problems: tuple[Problem, ...]
    label: str | None
    unsure: bool
    share: float | None
    shares: tuple[float, ...]


class RunFile(RunBase):
    """A run over a table."""

    form = FORM

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        super().__init__(path, connection)
        # SQLite knows capitals, and the order of letters, of ASCII only.
        connection.create_function("holds", 2, holds, deterministic=True)
        connection.create_function("has_word", 2, has_word, deterministic=True)
        connection.create_function("sort_key", 1, sort_key_of_any, deterministic=True)

    @classmethod
    def create(cls, path: Path, about: RunAbout) -> Self:
        """A new run without rows. Raises RUN_UNFINISHED, DISK_FULL, WRITE_FAILED."""
        return cls.made(path, asdict(about))

    @property
    def about(self) -> RunAbout:
        """What the run is over. Raises RUN_DAMAGED."""
        return self.over(_about)

    def read(self, rows: Iterable[Row], columns: Columns) -> Iterator[int]:
        """Take all rows in; yields how many there are so far, after each batch. Where nobody chose
        how the dates are written, all of them decide: the first may tell nothing, or something
        else."""
        with run_database.transaction(self.connection, self.path):
            self.connection.execute("DELETE FROM rows")
            self.connection.execute("DELETE FROM texts")
        waiting, taken = iter(rows), 0
        order = DayOrder()
        while batch := list(islice(waiting, _BATCH)):
            with run_database.transaction(self.connection, self.path):
                for row in batch:
                    self._add(row, columns)
                    order.see(date_cell(row.cells, columns))
            taken += len(batch)
            yield taken
        chosen = self.about.reading.month_first
        month_first = order.is_month_first if chosen is None else chosen
        found = replace(columns, month_first=month_first, order_open=order.is_open)
        if found != columns:
            self.is_over(asdict(replace(self.about, columns=found)))
        if month_first != columns.month_first:
            for _ in date_again(self, found):
                yield taken
        self.end_reading()

    @property
    def is_written(self) -> bool:
        """Whether the results of all rows were written."""
        return self.value(_WRITTEN) is True

    def end_writing(self) -> None:
        """The results of all rows are written."""
        self.keep(_WRITTEN, value=True)

    def counts(self) -> Counts:
        """How far the run is."""
        with run_database.errors_told(self.path):
            rows, unjudged = self.connection.execute(
                "SELECT count(*), count(*) - count(text_id) FROM rows"
            ).fetchone()
            texts, left = self.connection.execute(
                "SELECT count(*), count(*) - count(label) FROM texts"
            ).fetchone()
            open_rows = self.connection.execute(
                "SELECT count(*) FROM rows JOIN texts ON texts.id = text_id WHERE label IS NULL"
            ).fetchone()[0]
        return Counts(rows, rows - open_rows, texts, texts - left, unjudged)

    def next_texts(self, most: int) -> list[tuple[int, str]]:
        """The first texts that are not judged, with their numbers; ``most`` of them."""
        with run_database.errors_told(self.path):
            return self.connection.execute(
                "SELECT id, text FROM texts WHERE label IS NULL ORDER BY id LIMIT ?", (most,)
            ).fetchall()

    def rows_with(self, text_ids: Sequence[int]) -> int:
        """How many rows have one of these texts."""
        marks = ",".join("?" * len(text_ids))
        with run_database.errors_told(self.path):
            found = self.connection.execute(
                f"SELECT count(*) FROM rows WHERE text_id IN ({marks})",  # noqa: S608  marks only
                text_ids,
            ).fetchone()
        return int(found[0])

    def store(self, verdicts: Sequence[Judged]) -> None:
        """Keep these verdicts; they are on the disk when this returns."""
        labels = self.about.labels
        with run_database.transaction(self.connection, self.path):
            self.connection.executemany(
                "UPDATE texts SET label = ?, unsure = ?, share = ?, lean = ?, shares = ? "
                "WHERE id = ?",
                [_values(verdict, labels) for verdict in verdicts],
            )

    def rows(self) -> Iterator[RowWithVerdict]:
        """All rows in their order, with what is known of them."""
        with run_database.errors_told(self.path):
            yield from map(row_of, self.connection.execute(f"{ROWS} ORDER BY rows.id"))

    def _add(self, row: Row, columns: Columns) -> None:
        text, problems = text_of(row, columns.text)
        text_id = None
        if text:
            text_id = self._text_id(text)
        self.connection.execute(
            "INSERT INTO rows (number, cells, extra, problems, text_id, day, grp) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                row.number,
                _json(row.cells),
                _json(row.extra),
                " ".join(problems),
                text_id,
                day(row.cells, columns),
                row.cells[columns.group].strip() if columns.group >= 0 else None,
            ),
        )

    def _text_id(self, text: str) -> int:
        text = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no UTF-8
        key = hashlib.blake2b(text.encode(), digest_size=16).digest()
        found = self.connection.execute("SELECT id FROM texts WHERE hash = ?", (key,)).fetchone()
        if found:
            return int(found[0])
        made = self.connection.execute("INSERT INTO texts (hash, text) VALUES (?, ?)", (key, text))
        assert made.lastrowid is not None
        return made.lastrowid


ROWS = (
    "SELECT number, cells, extra, problems, label, unsure, share, shares "
    "FROM rows LEFT JOIN texts ON texts.id = rows.text_id"
)


def row_of(values: Sequence[Any]) -> RowWithVerdict:
    """A row from what ``ROWS`` selects."""
    number, cells, extra, problems, label, unsure, share, shares = values
    found = tuple(Problem(name) for name in problems.split())
    return RowWithVerdict(
        number,
        tuple(json.loads(cells)),
        tuple(json.loads(extra)),
        (*found, Problem.FAILED) if label == "" else found,
        label or None,
        bool(unsure),
        share,
        tuple(json.loads(shares)) if shares else (),
    )


def is_unjudged(row: RowWithVerdict) -> bool:
    """Whether it has no verdict and will get none."""
    return not UNJUDGED.isdisjoint(row.problems)


def _values(verdict: Judged, labels: Sequence[str]) -> tuple[Any, ...]:
    lean = None
    if verdict.shares:
        poles, shares = poles_of(labels), dict(zip(labels, verdict.shares, strict=True))
        lean = shares[poles.high] - shares[poles.low]
    share = max(verdict.shares, default=None)
    return (
        verdict.label,
        int(verdict.unsure),
        share,
        lean,
        _json(verdict.shares),
        verdict.text_id,
    )


def _json(values: Sequence[object]) -> str:
    return json.dumps(values)  # in ASCII: SQLite refuses half a surrogate pair


def _about(found: Any) -> RunAbout:
    facts = {**found["facts"], "sheets": tuple(found["facts"].get("sheets", ()))}
    remarks = tuple(
        Remark(each["code"], tuple((key, value) for key, value in each["params"]))
        for each in facts["remarks"]
    )
    return RunAbout(
        source=Source(**found["source"]),
        names=tuple(found["names"]),
        columns=Columns(**found["columns"]),
        facts=Facts(**{**facts, "remarks": remarks}),
        labels=tuple(found["labels"]),
        method=dict(found["method"]),
        reading=Reading(**found.get("reading", {})),
    )
