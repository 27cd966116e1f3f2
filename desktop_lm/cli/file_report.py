"""The closing report of a file's translation, for a person."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from desktop_lm.cli.units import counted
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.unit import Place
from desktop_lm.jobs.translation.file.report import Doubt, FileReport
from desktop_lm.tasks.translation.checks import Flag

_PLACES = 12  # named of each flag; --json has them all
_SHOWN = 60  # characters of a text

FLAGS: dict[Flag, str] = {
    Flag.EMPTY: "came back empty",
    Flag.SAME: "the same as the source",
    Flag.CUT: "not ended by the model",
    Flag.LANGUAGE: "in the source's language",
    Flag.VARIETY: "in the other variety of Chinese",
    Flag.REPETITION: "repeats itself",
    Flag.LENGTH: "much shorter or longer than the source",
    Flag.NUMBERS: "a number is missing",
    Flag.UNITS: "a number has another unit",
    Flag.PARTS: "a placeholder, tag, link or path is missing",
    Flag.FORMATTING: "a formatting or link found no words",
    Flag.TERM: "a term of the glossary was not followed",
    Flag.CHATTER: "talks about the translation",
    Flag.UNSURE: "the model was not sure",
    Flag.LONG: "longer than any sentence the model learnt from",
}
_UNITS: dict[FileKind, str] = {
    FileKind.TEXT: "line",
    FileKind.MARKDOWN: "line",
    FileKind.SUBRIP: "cue",
    FileKind.WEBVTT: "cue",
    FileKind.GETTEXT: "entry",
    FileKind.TABLE: "row",
}


def print_report(report: FileReport) -> None:
    """Some lines on standard output."""
    for line in lines(report):
        print(line)


def lines(report: FileReport) -> Iterator[str]:
    """The report as text."""
    yield (
        f"{report.target}: {report.segments_out:,} of "
        f"{counted(report.segments_in, 'segment', 'segments')} written, "
        f"{report.source_language} to {report.target_language}"
    )
    parts = [
        (report.translated, "translated"),
        (report.from_memory, "from the memory"),
        (report.edited, "of your own wording"),
        (report.repeated, "the same as one before"),
        (report.retried, "tried twice"),
        (report.failed, "left as they are: the model failed on them"),
        (report.flagged, "to look at"),
    ]
    for number, what in parts:
        if number:
            yield f"  {number:>8,}  {what}"
    if report.words_per_second:
        yield (
            f"  {counted(report.words, 'word', 'words')} in {report.seconds:.1f} s: "
            f"{report.words_per_second:.1f} words/s"
        )
    for flag in report.flags:
        yield from _doubts(report, flag)
    if report.failed:
        yield from _doubts(report, None)


def place_words(place: Place, kind: FileKind) -> str:
    """Where a unit stands: ``paragraph 12 of chapter3.xhtml``, ``row 3, title``."""
    if kind in (FileKind.JSON, FileKind.PROPERTIES):
        return place.part
    where = f"{_UNITS.get(kind, 'paragraph')} {place.number}"
    if not place.part:
        return where
    return f"{where}, {place.part}" if kind is FileKind.TABLE else f"{where} of {place.part}"


def _doubts(report: FileReport, flag: Flag | None) -> Iterator[str]:
    found = [doubt for doubt in report.doubts if doubt.flag is flag]
    yield f"{FLAGS[flag] if flag else 'left as they are'} ({len(found):,}):"
    for doubt in islice(found, _PLACES):
        yield f"  {place_words(doubt.place, report.kind)}: {_shown(doubt)}"
    if len(found) > _PLACES:
        yield f"  and {len(found) - _PLACES:,} more; --json names all"


def _shown(doubt: Doubt) -> str:
    between = " → " if doubt.flag is Flag.TERM else ", "
    what = f"[{between.join(doubt.what)}] " if doubt.what else ""
    text = " ".join(doubt.source.split())
    return what + (text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
