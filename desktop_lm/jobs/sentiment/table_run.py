"""A run over a table: begun or gone on with, its rows read into the run's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from desktop_lm.documents.translatable.text_target import refuse_source
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.sentiment.heads import version_of
from desktop_lm.tables import run_database
from desktop_lm.tables.columns import Columns, day_order, guess, index_of
from desktop_lm.tables.open_table import Reading, open_table
from desktop_lm.tables.row import Facts, Problem, Row, Table
from desktop_lm.tables.run_file import RunAbout, RunFile
from desktop_lm.tables.source import Source, source_of
from desktop_lm.tasks.sentiment.head import Head, Heads
from desktop_lm.tasks.sentiment.method import LABELS
from desktop_lm.text_encoding import Encoding

CLASSIFIERS = "version of the classifiers"  # part of a run's method; "" for none
PROGRESS_SUFFIX = ".progress"
SAMPLE_ROWS = 200
_NAMED_ROWS = 5


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What is wanted. Columns are names or numbers, "" is found out for the text and none for
    the others. ``method`` is what judges.

    A run goes on with the same only, where what is not named here is as it was. With ``seen``,
    what somebody saw of the table who chose all of this, nothing is: no date is no date then, and
    the table must have been read as it was seen.
    """

    source: Path
    target: Path
    text: str = ""
    date: str = ""
    group: str = ""
    reading: Reading = field(default_factory=Reading)
    method: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = LABELS
    resume: bool = False
    overwrite: bool = False
    seen: Facts | None = None

    @property
    def progress(self) -> Path:
        """The run's file, beside the results."""
        return progress_file(self.target)


def progress_file(target: Path) -> Path:
    """Where a run that writes ``target`` keeps what it has."""
    return target.with_name(target.name + PROGRESS_SUFFIX)


def is_free(target: Path, source: Path) -> bool:
    """Whether results of ``source`` can go to ``target``: nothing is there, or a run over the same
    file that was broken off, or one of which nobody can tell."""
    progress = progress_file(target)
    if not progress.exists():
        return not target.exists()
    return RunFile.other_source(progress, source) is None


def judged_by(
    order: RunOrder, model_sha256: str, profile: Head | None, heads: Heads | None
) -> RunOrder:
    """``order`` with what it names pinned down: the model by its hash, and the profile as it is
    taught now, because one of the same name may be taught again; where there is none, the
    ``heads`` that the program brings for the model, or that it brings none."""
    method = {**order.method, "model": model_sha256}
    if profile is not None:
        method["state of the profile"] = sha256(msgspec.json.encode(profile)).hexdigest()
    else:
        method[CLASSIFIERS] = version_of(heads)
    return replace(order, method=method, labels=profile.labels if profile else LABELS)


def begin(order: RunOrder, tell: Callable[[int], object] = lambda _rows: None) -> RunFile:
    """A run with all its rows read: the one at ``order.progress`` where it is to be resumed, else
    a new one. ``tell`` hears how many rows were read.

    Raises what :func:`desktop_lm.tables.open_table.open_table` does, COLUMN_MISSING,
    TARGET_IS_SOURCE, TARGET_EXISTS, RUN_UNFINISHED, RUN_OF_ANOTHER, RUN_DIFFERENT,
    RUN_CLASSIFIER_MISSING, RUN_DAMAGED, RUN_IN_USE, TABLE_CHANGED, DISK_FULL, WRITE_FAILED.
    """
    refuse_source(order.source, order.target)
    if order.progress.exists() and (other := RunFile.other_source(order.progress, order.source)):
        raise AppError(Code.RUN_OF_ANOTHER, path=str(order.progress), source=other)
    if order.resume and order.progress.exists():
        return _resumed(order, tell)
    if not (order.overwrite or order.progress.exists()) and order.target.exists():
        raise AppError(Code.TARGET_EXISTS, path=str(order.target))
    source = source_of(order.source)
    table = open_table(order.source, order.reading)
    columns = chosen_columns(order, table)
    about = RunAbout(
        source=source,
        names=table.columns,
        columns=columns,
        facts=table.facts,
        labels=order.labels,
        method=order.method,
        reading=order.reading,
    )
    if order.overwrite:  # not before a new one can begin
        run_database.remove(order.progress)
    run = RunFile.create(order.progress, about)
    try:
        _read(run, table, columns, order.source, tell)
    except BaseException:
        run.close()
        run_database.remove(order.progress)
        raise
    return run


def sample(table: Table) -> list[Row]:
    """Its first rows, to look at and to guess from."""
    return list(islice(table.rows(), SAMPLE_ROWS))


def chosen_columns(order: RunOrder, table: Table) -> Columns:
    """The columns that ``order`` names, the text's guessed where it names none."""
    rows = sample(table)
    guessed = guess(table.columns, rows)
    date = index_of(order.date, table.columns) if order.date else -1
    found = day_order(row.cells[date] for row in rows if date >= 0)
    chosen = order.reading.month_first
    return Columns(
        text=index_of(order.text, table.columns) if order.text else guessed.text,
        date=date,
        group=index_of(order.group, table.columns) if order.group else -1,
        month_first=found.is_month_first if chosen is None else chosen,
        order_open=found.is_open,
    )


class ProblemRows(NamedTuple):
    """How many rows have a problem, and the numbers of the first of them."""

    number: int
    first: tuple[int, ...]


def problem_rows(run: RunFile) -> dict[Problem, ProblemRows]:
    """Which rows have each problem."""
    found: dict[Problem, ProblemRows] = {}
    for row in run.rows():
        for problem in dict.fromkeys(row.problems):
            number, first = found.get(problem, ProblemRows(0, ()))
            first += (row.number,) if number < _NAMED_ROWS else ()
            found[problem] = ProblemRows(number + 1, first)
    return found


def _resumed(order: RunOrder, tell: Callable[[int], object]) -> RunFile:
    run = RunFile.open(order.progress)
    try:
        about = run.about
        _check_same(order, about)
        if not run.is_read:
            table = open_table(order.source, about.reading)
            _read(run, table, about.columns, order.source, tell)
    except BaseException:
        run.close()
        raise
    return run


def _check_same(order: RunOrder, about: RunAbout) -> None:
    """That the run is of these rows and columns and this method."""

    def different(what: str) -> AppError:
        return AppError(Code.RUN_DIFFERENT, path=str(order.progress), what=what)

    if not about.source.is_still(order.source):
        raise AppError(Code.TABLE_CHANGED, path=str(order.source))
    same = _reading_is_same(order, about)
    if all(same.values()):  # else it has columns of other names
        same = {"column": _columns_are_same(order, about)}
        if about.method.get(CLASSIFIERS) and order.method.get(CLASSIFIERS) == "":
            raise AppError(Code.RUN_CLASSIFIER_MISSING, path=str(order.progress))
        for key in {*order.method, *about.method}:
            same[key] = order.method.get(key) == about.method.get(key)
        same["set of labels"] = order.labels == about.labels
    for what, is_same in same.items():
        if not is_same:
            raise different(what)


def _columns_are_same(order: RunOrder, about: RunAbout) -> bool:
    columns = about.columns
    none_wanted = (not order.date, not order.group)
    if order.seen is not None and none_wanted != (columns.date < 0, columns.group < 0):
        return False
    named = ((order.text, columns.text), (order.date, columns.date), (order.group, columns.group))
    return all(index_of(name, about.names) == at for name, at in named if name)


def _reading_is_same(order: RunOrder, about: RunAbout) -> dict[str, bool]:
    """Whether the rows were read as is asked for now, by what a sentence calls it."""
    found, was, now, seen = about.facts, about.reading, order.reading, order.seen
    has_dates, dates = about.columns.date >= 0, {was.month_first, about.columns.month_first}
    if seen is not None:
        return {
            "order of day and month": not has_dates or now.month_first in dates,
            "sheet": seen.sheet == found.sheet,
            "separator": seen.separator == found.separator,
            "encoding": seen.encoding == found.encoding,
            "choice of header": seen.has_header == found.has_header,
        }
    # What was asked for then is the same also where the file's kind has no use for it.
    encodings = {now.encoding, Encoding(now.encoding).name}
    return {
        "sheet": now.sheet in ("", was.sheet, found.sheet),
        "separator": now.separator in ("", was.separator, found.separator),
        "encoding": not now.encoding or bool(encodings & {was.encoding, found.encoding}),
        "choice of header": now.header in (None, was.header, found.has_header),
        "order of day and month": not has_dates or now.month_first in {None, *dates},
    }


def _read(
    run: RunFile, table: Table, columns: Columns, source: Path, tell: Callable[[int], object]
) -> None:
    """All rows, of which there must be one; where the file changed meanwhile, they may be a
    mixture."""
    before: Source = run.about.source
    rows = 0
    for rows in run.read(table.rows(), columns):
        tell(rows)
    if not rows:
        raise AppError(Code.TABLE_EMPTY, path=str(source))
    if not before.is_still(source):
        raise AppError(Code.TABLE_CHANGED, path=str(source))
