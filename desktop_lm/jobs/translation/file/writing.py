"""A finished run's translations put in their places, and counted on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from desktop_lm.documents.translatable.open_file import open_translatable
from desktop_lm.documents.translatable.unit import Unit, Written, same
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation.file.cutting import Cut, cut_unit, cuts_of
from desktop_lm.jobs.translation.file.order import FileOrder
from desktop_lm.jobs.translation.file.placing import placed, unplaced
from desktop_lm.jobs.translation.file.report import Doubt, FileReport
from desktop_lm.jobs.translation.file.run_file import DoneSegment, Origin, RunFile
from desktop_lm.tables import run_database
from desktop_lm.tasks.text.word_count import count_words
from desktop_lm.tasks.translation.checks import Finding, Flag, flags_of
from desktop_lm.tasks.translation.text import CutText


def write(
    order: FileOrder, run: RunFile, tell: Callable[[int], object] = lambda _units: None
) -> FileReport:
    """Write the target, and remove the run's file once it is there. ``tell`` hears how many units
    are written, also while pictures are copied; what it raises ends the writing, and the run is
    kept.

    Raises DOCUMENT_CHANGED where the source is another than the one that was translated, what
    reading and writing the document does, and WRITE_FAILED, also where the disk is full; the run
    is kept then.
    """
    if not run.about.source.is_still(order.source):
        raise AppError(Code.DOCUMENT_CHANGED, path=str(order.source))
    file = open_translatable(order.source, order.choice)
    filling = _Filling(run, order, tell)
    translations = map(filling.written, file.units())
    file.write(
        order.target,
        translations,
        bilingual=order.bilingual,
        language=order.target_language,
        copying=lambda: tell(filling.units),
    )
    report = FileReport(
        source=str(order.source),
        target=str(order.target),
        kind=file.kind,
        source_language=order.source_language,
        target_language=order.target_language,
        bilingual=order.bilingual,
        units=filling.units,
        segments_in=run.counts().segments,
        segments_out=filling.segments,
        repeated=filling.segments - len(filling.seen),
        translated=filling.origins[Origin.MODEL],
        from_memory=filling.origins[Origin.MEMORY],
        edited=filling.origins[Origin.EDITED],
        failed=filling.origins[Origin.FAILED],
        retried=filling.retried,
        flagged=filling.flagged,
        words=filling.words,
        seconds=run.seconds,
        doubts=tuple(filling.doubts),
    )
    run.close()
    run_database.remove(order.progress)
    return report


class _Filling:
    """Makes a unit's translation of its segments', and counts."""

    def __init__(self, run: RunFile, order: FileOrder, tell: Callable[[int], object]) -> None:
        self._run = run
        self._order = order
        self._tell = tell
        self.units = 0
        self.segments = 0
        self.seen: set[int] = set()
        self.origins: Counter[Origin] = Counter()  # of different segments, as all below
        self.retried = 0
        self.words = 0
        self.flagged = 0
        self.doubts: list[Doubt] = []

    def written(self, unit: Unit) -> Written:
        """Raises DOCUMENT_CHANGED for a segment that the run does not know."""
        self._tell(self.units)
        self.units += 1
        cut = cut_unit(unit, self._order)
        cuts = list(cuts_of(cut))
        done = [self._done(one) for one in cuts]
        if all(map(_is_left, cuts, done)):
            written = same(unit)
        else:
            written = placed(unit, cut, [one.target for one in done])
        lost = _lost_words(unit, cut, written)
        for number, (one, segment) in enumerate(zip(cuts, done, strict=True)):
            self._doubt(one.text, segment, unit, lost.get(number, ()))
        return written

    def _done(self, cut: Cut) -> DoneSegment:
        done = self._run.translation(cut)
        if done is None:
            raise AppError(Code.DOCUMENT_CHANGED, path=str(self._order.source))
        self.segments += 1
        if done.id not in self.seen:
            self.seen.add(done.id)
            self.origins[done.origin] += 1
            self.retried += done.retried
            if done.origin is Origin.MODEL:
                self.words += count_words(cut.text)
        return done

    def _doubt(self, text: str, done: DoneSegment, unit: Unit, lost: tuple[str, ...]) -> None:
        """Every place counts, also of a segment that was there before. ``lost`` are the words whose
        formatting has no place."""
        if done.origin is Origin.FAILED:
            self.doubts.append(Doubt(unit.place, text, done.target, None))
        findings = (*done.findings, *([Finding(Flag.FORMATTING, lost)] if lost else []))
        self.flagged += bool(findings)
        for finding in findings:
            self.doubts.append(Doubt(unit.place, text, done.target, finding.flag, finding.what))


def _is_left(cut: Cut, done: DoneSegment) -> bool:
    """Whether nothing was made of a segment: no answer, or the words once more where others were to
    be expected."""
    is_once_more = done.target == cut.text and Flag.SAME in flags_of(done.findings)
    return done.origin is Origin.FAILED or is_once_more


def _lost_words(unit: Unit, cut: CutText, written: Written) -> dict[int, tuple[str, ...]]:
    """The words whose formatting has no place in the translation, by the number of the segment."""
    found: dict[int, tuple[str, ...]] = {}
    for span in unplaced(unit, written):
        number = cut.segment_at(span.start)
        found[number] = (*found.get(number, ()), unit.text[span.start : span.end])
    return found
