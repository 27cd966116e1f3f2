"""``desktop-lm sentiment --file``: a verdict for each row of a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.error_text import notice_text
from desktop_lm.cli.models.progress import ProgressLine
from desktop_lm.cli.models.show import print_json
from desktop_lm.cli.output import JobFailed
from desktop_lm.cli.session import Interrupted, Session
from desktop_lm.cli.table_words import dates_text, facts_text, note, remark_text
from desktop_lm.cli.units import counted
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.sentiment.table_run import (
    ProblemRows,
    RunOrder,
    begin,
    judged_by,
    problem_rows,
)
from desktop_lm.jobs.sentiment.table_scoring import Chunk, Progress, TableScoring
from desktop_lm.models.file_hash import sha256_of
from desktop_lm.models.file_lock import AlreadyLocked, FileLock
from desktop_lm.tables import run_database
from desktop_lm.tables.export import KINDS, Head, write
from desktop_lm.tables.open_table import SUFFIXES, Reading
from desktop_lm.tables.run_file import RunFile
from desktop_lm.tables.summary import class_counts
from desktop_lm.tasks.sentiment import head as sentiment_head
from desktop_lm.tasks.sentiment.method import Mode
from desktop_lm.tasks.task import Notice

OWNER = "sentiment"
_MINUTE = 60
_DATE_ORDERS = {"day-first": False, "month-first": True}
_NO_SEPARATORS = ('"', "\n", "\r", "\0")


def add_options(command: argparse.ArgumentParser) -> None:
    """The options that go with ``--file``."""
    group = command.add_argument_group("a table instead of texts")
    group.add_argument("--file", type=Path, metavar="FILE", help=", ".join(SUFFIXES))
    group.add_argument("--out", type=Path, metavar="FILE", help=f"results, {', '.join(KINDS)}")
    group.add_argument(
        "--text-column",
        default="",
        metavar="NAME",
        help="name or number (default: the longest free text)",
    )
    group.add_argument("--date-column", default="", metavar="NAME", help="for trends")
    group.add_argument(
        "--dates",
        choices=_DATE_ORDERS,
        help="how 03/04/2026 is read (default: as the other dates tell)",
    )
    group.add_argument("--group-column", default="", metavar="NAME", help="for comparisons")
    group.add_argument("--sheet", default="", metavar="NAME", help="of a workbook")
    group.add_argument(
        "--separator", type=separator, default="", metavar="SIGN", help="between the cells"
    )
    group.add_argument(
        "--encoding", type=_encoding, default="", metavar="NAME", help="of a text file"
    )
    group.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        help="whether the first row names the columns (default: found out)",
    )
    group.add_argument("--resume", action="store_true", help="go on with a run that was broken off")
    group.add_argument("--overwrite", action="store_true", help="replace results that exist")
    command.set_defaults(usage_error=command.error)


def check(options: argparse.Namespace) -> None:
    """End with a word on usage where the arguments do not go together."""
    if bool(options.file) == bool(options.text):
        options.usage_error("sentiment takes either texts or --file")
    names = ("out", "text_column", "date_column", "group_column", "sheet", "separator", "encoding")
    others = (
        options.header is not None,
        options.dates is not None,
        options.resume,
        options.overwrite,
    )
    if not options.file and any((*(getattr(options, name) for name in names), *others)):
        options.usage_error("--out and what else is said of tables goes with --file")


def separator(text: str) -> str:
    r"""The sign that stands between cells; ``\t`` is a tab, and "" is found out."""
    sign = text.replace(r"\t", "\t")
    if len(sign) > 1 or sign in _NO_SEPARATORS:
        raise argparse.ArgumentTypeError(r"must be one sign, such as ; or \t")
    return sign


def _encoding(text: str) -> str:
    try:
        b"a".decode(text or "utf-8", "replace")
    except (LookupError, ValueError):
        raise argparse.ArgumentTypeError(f"there is no encoding called {text}") from None
    return text


def run(options: argparse.Namespace) -> int:
    """Judge the table; 0, or 130 after Ctrl+C with all that was judged kept.

    Raises AppError.
    """
    model = options.model or bootstrap.starter_model()
    order = order_of(options, model)
    lock = order.progress.with_name(order.progress.name + ".lock")
    try:
        with FileLock(lock):
            return _locked(options, order, model)
    except AlreadyLocked:
        raise AppError(Code.RUN_IN_USE, path=str(order.progress)) from None
    except BrokenPipeError:  # of standard output, whose reader has gone
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.WRITE_FAILED, path=str(order.target), reason=reason) from error


def _locked(options: argparse.Namespace, order: RunOrder, model: str) -> int:
    with ProgressLine() as line:
        judged_run = begin(order, lambda rows: line.write(f"rows read: {rows:,}"))
    try:
        _say(f"{order.source.name}: {facts_text(judged_run.about.facts)}")
        for remark in judged_run.about.facts.remarks:
            _say(remark_text(remark))
        names = judged_run.about.names
        _say(f"the texts are in column {names[judged_run.about.columns.text]}")
        if dates := dates_text(judged_run.about):
            _say(dates)
        profile = profile_of(options, model)
        scoring = TableScoring(judged_run, Mode(order.method["mode"]), profile)
        before, seconds = scoring.progress().counts, 0.0
        try:
            if not before.is_done:
                with Session(bootstrap.build_runner()) as session, ProgressLine() as line:
                    session.open_model(model, OWNER)
                    began = monotonic()
                    notices = judge(session, scoring, lambda progress: line.write(words(progress)))
                    seconds = monotonic() - began
                for notice in notices:
                    _say(notice_text(notice))
        except Interrupted:
            _say(f"stopped; what was judged is kept, --resume goes on ({order.progress.name})")
            return 130
        return _finish(options, order, judged_run, before.rows_done, seconds)
    finally:
        judged_run.close()


def judge(
    session: Session, scoring: TableScoring, tell: Callable[[Progress], object]
) -> list[Notice]:
    """Judge all texts that are left; what is to be known of them, each once. Raises AppError,
    Interrupted; what came before is kept."""
    notices: dict[Notice, None] = {}

    def take(chunk: Chunk, update: object) -> None:
        if isinstance(update, Notice):
            notices[update] = None
        scoring.take(chunk, update)

    while (chunk := scoring.next_chunk()) is not None:
        try:
            session.run(OWNER, scoring.factory(chunk), partial(take, chunk))
        except JobFailed as failed:
            tell(scoring.keep_failed(chunk, failed.error))
        except Interrupted:
            scoring.keep(chunk)
            raise
        else:
            tell(scoring.keep(chunk))
    return list(notices)


def order_of(options: argparse.Namespace, model: str) -> RunOrder:
    """What the arguments ask for."""
    profile = profile_of(options, model)
    source: Path = options.file
    target = options.out or source.with_name(f"{source.stem}.rated.csv")
    if target.suffix.lower() not in KINDS:
        raise AppError(Code.TABLE_KIND_UNKNOWN, path=str(target), kinds=", ".join(KINDS))
    try:
        model_hash = sha256_of([Path(model)])
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=model) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=model, reason=reason) from error
    order = RunOrder(
        source=source,
        target=target,
        text=options.text_column,
        date=options.date_column,
        group=options.group_column,
        reading=Reading(
            options.separator,
            options.encoding,
            options.sheet,
            options.header,
            _DATE_ORDERS.get(options.dates),
        ),
        method={"mode": options.mode, "profile": options.profile or ""},
        resume=options.resume,
        overwrite=options.overwrite,
    )
    return judged_by(order, model_hash, profile, bootstrap.sentiment_heads(model))


def profile_of(options: argparse.Namespace, model: str) -> sentiment_head.Head | None:
    """The profile that ``--profile`` names. Raises AppError where it does not fit the model."""
    return bootstrap.profile_head(options.profile, model) if options.profile else None


def _finish(
    options: argparse.Namespace, order: RunOrder, run: RunFile, before: int, seconds: float
) -> int:
    """``before`` rows were judged when the command began, the others in so many ``seconds``."""
    about = run.about
    problems = problem_rows(run)
    with_extra = any(row.extra for row in run.rows())
    head = Head(about.names, about.labels, note, with_extra)
    write(order.target, head, run.rows())
    classes = class_counts(run.connection)
    counts = run.counts()
    summary: dict[str, Any] = {
        "file": str(order.source),
        "out": str(order.target),
        "text_column": about.names[about.columns.text],
        "date_column": about.names[about.columns.date] if about.columns.date >= 0 else None,
        "month_first": about.columns.month_first,
        "date_order_open": about.columns.order_open,
        "format": about.facts.kind,
        "encoding": about.facts.encoding,
        "separator": about.facts.separator,
        "rows": counts.rows,
        "texts": counts.texts,
        "judged_before": before,
        "not_judged": counts.rows - sum(classes.values()),
        "classes": classes,
        "problems": {problem.value: rows.number for problem, rows in problems.items()},
        "problem_rows": {problem.value: rows.first for problem, rows in problems.items()},
        "rows_per_second": round((counts.rows_done - before) / seconds, 2) if seconds else 0.0,
        "model_sha256": order.method["model"],
    }
    run.close()
    run_database.remove(order.progress)
    if options.json:
        print_json(summary)
    else:
        print(f"{order.target}: {counted(counts.rows, 'row', 'rows')}")
        for label, number in classes.items():
            print(f"  {label:<10} {number:>8}  {number / max(1, sum(classes.values())):.0%}")
        for problem, rows in problems.items():
            print(f"  {which_rows(rows)}: {note([problem])}")
    return 0


def which_rows(rows: ProblemRows) -> str:
    """``row 7``, ``3 rows (7, 9, 12)`` or, where there are more, with dots behind."""
    if rows.number == 1:
        return f"row {rows.first[0]}"
    more = ", …" if rows.number > len(rows.first) else ""
    return f"{counted(rows.number, 'row', 'rows')} ({', '.join(map(str, rows.first))}{more})"


def words(progress: Progress) -> str:
    """One line: how far, how fast, how long still."""
    counts = progress.counts
    line = f"{counts.rows_done:,} of {counted(counts.rows, 'row', 'rows')}"
    if progress.seconds_left is None:
        return line
    minutes, seconds = divmod(round(progress.seconds_left), _MINUTE)
    return f"{line}, {progress.rows_per_second:.1f} rows/s, {minutes}:{seconds:02} left"


def _say(text: str) -> None:
    print(f"desktop-lm: {text}", file=sys.stderr)
