"""``desktop-lm translate --file``: a whole file, through Ctrl+C and kills."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path

from desktop_lm import bootstrap, paths
from desktop_lm.cli import translation_model
from desktop_lm.cli.file_report import print_report
from desktop_lm.cli.models.progress import ProgressLine
from desktop_lm.cli.models.show import print_json
from desktop_lm.cli.output import JobFailed, say_error
from desktop_lm.cli.session import Interrupted, Session
from desktop_lm.cli.units import counted, time_left
from desktop_lm.documents.translatable.open_file import SUFFIXES, Choice
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation.file.beginning import begin
from desktop_lm.jobs.translation.file.file_language import detected
from desktop_lm.jobs.translation.file.order import FileOrder, held, target_beside
from desktop_lm.jobs.translation.file.report import FileReport
from desktop_lm.jobs.translation.file.run_file import RunFile
from desktop_lm.jobs.translation.file.translating import FileTranslating, Progress
from desktop_lm.jobs.translation.file.writing import write
from desktop_lm.jobs.translation.remembered import Remembered, open_memory
from desktop_lm.tables import run_database
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.translation.glossary import Glossary
from desktop_lm.tasks.translation.style import Style

OWNER = "translation"
_OK, _INTERRUPTED = 0, 130
_TOLD_UNITS = 100
_AUTO = "auto"


def add_options(command: argparse.ArgumentParser) -> None:
    """The options that go with ``--file``."""
    group = command.add_argument_group("a file instead of a text")
    group.add_argument("--file", type=Path, metavar="FILE", help=", ".join(SUFFIXES))
    group.add_argument(
        "--out", type=Path, metavar="FILE", help="default: book.de.docx for book.docx"
    )
    group.add_argument(
        "--bilingual", action="store_true", help="each text with its translation below or beside it"
    )
    group.add_argument(
        "--columns",
        nargs="+",
        default=[],
        metavar="NAME",
        help="of a table: names or numbers (default: those that hold text)",
    )
    group.add_argument(
        "--paths",
        nargs="+",
        default=[],
        metavar="PATH",
        help="of a JSON file's strings, such as items[*].title (default: what looks like text)",
    )
    group.add_argument(
        "--redo", action="store_true", help="of a PO file: also what is translated already"
    )
    group.add_argument("--resume", action="store_true", help="go on with a run that was broken off")
    group.add_argument("--overwrite", action="store_true", help="replace a file that exists")


def is_asked(options: argparse.Namespace) -> bool:
    """Whether any of these options is there."""
    names = ("out", "bilingual", "columns", "paths", "redo", "resume", "overwrite")
    return any(getattr(options, name) for name in names)


def run(options: argparse.Namespace, style: Style, glossary: Callable[[], Glossary]) -> int:
    """Translate the file; 0, or 130 after Ctrl+C with all that was translated kept.

    Raises AppError.
    """
    choice = Choice(tuple(options.columns), tuple(options.paths), options.redo)
    if options.source == _AUTO:
        options.source = _found_language(options.file, choice)
    model = translation_model.chosen(options.model, options.source, options.target)
    order = FileOrder(
        source=options.file,
        target=options.out or target_beside(options.file, options.target),
        source_language=options.source,
        target_language=options.target,
        model=_hash_of(model),
        style=style,
        beams=options.beams,
        glossary=glossary(),
        choice=choice,
        bilingual=options.bilingual,
        resume=options.resume,
        overwrite=options.overwrite,
    )
    with held(order):
        return _held(order, model, use_memory=not options.no_memory, as_json=options.json)


def _held(order: FileOrder, model: str, *, use_memory: bool, as_json: bool) -> int:
    with ProgressLine() as line:
        run = begin(order, lambda units: line.write(f"texts read: {units:,}"))
    memory = open_memory(paths.translation_memory_file(), say_error) if use_memory else None
    with closing(run), closing(memory) if memory else nullcontext():
        remembered = None
        if memory is not None:
            remembered = Remembered(
                memory, order.model, order.direction, order.beams, order.glossary, say_error
            )
        try:
            _translate(run, FileTranslating(run, order, remembered), model)
            report = _written(order, run)
        except (Interrupted, KeyboardInterrupt):  # the latter while the file is written
            _leave("paused", run, order)
            return _INTERRUPTED
        except AppError:
            _leave("not finished", run, order)
            raise
    if as_json:
        print_json(report.to_json())
    else:
        print_report(report)
    return _OK


def _written(order: FileOrder, run: RunFile) -> FileReport:
    with ProgressLine() as line:

        def tell(units: int) -> None:
            if units % _TOLD_UNITS == 0:
                line.write(f"texts written: {units:,}")

        return write(order, run, tell)


def _translate(run: RunFile, translating: FileTranslating, model: str) -> None:
    if run.counts().is_done:
        return
    with Session(bootstrap.build_runner()) as session, ProgressLine() as line:
        session.open_model(model, OWNER)
        work(session, translating, lambda progress: line.write(words(progress)))


def work(
    session: Session, translating: FileTranslating, tell: Callable[[Progress], object]
) -> None:
    """Translate all that is left. Raises AppError, Interrupted; what came before is kept."""
    while (chunk := translating.next_chunk()) is not None:
        try:
            session.run(OWNER, translating.factory(chunk), partial(translating.take, chunk))
        except JobFailed as failed:
            tell(translating.keep_failed(chunk, failed.error))
        except Interrupted:
            translating.keep(chunk)
            raise
        else:
            tell(translating.keep(chunk))


def words(progress: Progress) -> str:
    """One line: how far, how fast, how long still."""
    counts = progress.counts
    line = f"{counts.done:,} of {counted(counts.segments, 'segment', 'segments')}"
    if progress.seconds_left is None:
        return line
    return f"{line}, {progress.words_per_second:.1f} words/s, {time_left(progress.seconds_left)}"


def _leave(how: str, run: RunFile, order: FileOrder) -> None:
    """Say what is kept; where that is nothing, the run need not be gone on with."""
    counts = run.counts()
    if counts.done:
        _say(
            f"{how}; segments kept: {counts.done:,} of {counts.segments:,}; --resume goes on "
            f"({order.progress.name})"
        )
    else:
        run.close()
        run_database.remove(order.progress)


def _found_language(path: Path, choice: Choice) -> str:
    found = detected(path, choice)
    _say(f"{path.name} is in {BY_CODE[found.language].english} ({found.confidence:.0%} sure)")
    return found.language


def _hash_of(model: str) -> str:
    found = bootstrap.model_sha256(model)
    if not found:
        raise AppError(Code.FILE_MISSING, path=model)
    return found


def _say(text: str) -> None:
    print(f"desktop-lm: {text}", file=sys.stderr)
