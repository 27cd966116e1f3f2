"""A run over a file: begun, or gone on with where it was broken off."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from desktop_lm.documents.translatable.open_file import (
    Translatable,
    check_kind,
    open_translatable,
    without_units,
)
from desktop_lm.documents.translatable.text_target import refuse_source
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation.file.cutting import cut_unit, cuts_of
from desktop_lm.jobs.translation.file.order import FileOrder
from desktop_lm.jobs.translation.file.run_file import RunAbout, RunFile
from desktop_lm.tables import run_database
from desktop_lm.tables.source import source_of
from desktop_lm.tasks.language.languages import BY_CODE

_BATCH = 500  # units

Tell = Callable[[int], object]


def begin(order: FileOrder, tell: Tell = lambda _units: None) -> RunFile:
    """A run with all its segments read: the one at ``order.progress`` where it is to be resumed,
    else a new one. ``tell`` hears how many units were read. To be called while :func:`held`.

    Raises what :func:`desktop_lm.documents.translatable.open_file.open_translatable` and its file
    do, and TARGET_IS_SOURCE, TARGET_EXISTS, TARGET_SUFFIX, RUN_UNFINISHED, RUN_OF_ANOTHER,
    RUN_DIFFERENT, RUN_DAMAGED, DOCUMENT_CHANGED, SAME_LANGUAGE, DISK_FULL, WRITE_FAILED, and what
    :func:`desktop_lm.documents.translatable.open_file.without_units` says of an empty one.
    """
    if order.source_language == order.target_language:
        raise AppError(Code.SAME_LANGUAGE, language=BY_CODE[order.source_language].english)
    refuse_source(order.source, order.target)
    check_kind(order.source)
    if order.target.suffix.lower() != order.source.suffix.lower():
        raise AppError(
            Code.TARGET_SUFFIX, path=str(order.target), suffix=order.source.suffix.lower()
        )
    other = RunFile.other_source(order.progress, order.source) if order.progress.exists() else None
    if other:
        raise AppError(Code.RUN_OF_ANOTHER, path=str(order.progress), source=other)
    if order.resume and order.progress.exists():
        return _resumed(order, tell)
    if order.overwrite:
        run_database.remove(order.progress)
    elif order.target.exists() and not order.progress.exists():
        raise AppError(Code.TARGET_EXISTS, path=str(order.target))
    return _begun(order, tell)


def _begun(order: FileOrder, tell: Tell) -> RunFile:
    source = source_of(order.source)
    file = _opened(order)
    run = RunFile.create(order.progress, RunAbout(source, order.method))
    try:
        _read(run, file, order, tell)
    except BaseException:
        run.close()
        run_database.remove(order.progress)
        raise
    return run


def _resumed(order: FileOrder, tell: Tell) -> RunFile:
    run = RunFile.open(order.progress)
    try:
        _check_same(order, run.about)
        file = _opened(order)
        if not run.is_read:
            _read(run, file, order, tell)
    except BaseException:
        run.close()
        raise
    return run


def _opened(order: FileOrder) -> Translatable:
    file = open_translatable(order.source, order.choice)
    if order.bilingual and not file.can_be_bilingual:
        raise AppError(Code.BILINGUAL_NOT_POSSIBLE, kind=file.kind.value)
    return file


def _check_same(order: FileOrder, about: RunAbout) -> None:
    """That the run is of this text and this method."""

    def different(what: str) -> AppError:
        return AppError(Code.RUN_DIFFERENT, path=str(order.progress), what=what)

    if not about.source.is_still(order.source):
        raise AppError(Code.DOCUMENT_CHANGED, path=str(order.source))
    for key, value in order.method.items():
        if about.method.get(key) != value:
            raise different(key)


def _read(run: RunFile, file: Translatable, order: FileOrder, tell: Tell) -> None:
    """All segments; where the file changed meanwhile, they may be a mixture."""
    run.begin_reading()
    units, taken = file.units(), 0
    while batch := list(islice(units, _BATCH)):
        run.add(cut for unit in batch for cut in cuts_of(cut_unit(unit, order)))
        taken += len(batch)
        tell(taken)
    if not taken:
        raise without_units(order.source, file.kind)
    if not run.about.source.is_still(order.source):
        raise AppError(Code.DOCUMENT_CHANGED, path=str(order.source))
    run.end_reading()
