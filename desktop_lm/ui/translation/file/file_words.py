"""What is said of a file and its translation, in the window's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.unit import Place
from desktop_lm.jobs.translation.file.report import Doubt, FileReport
from desktop_lm.jobs.translation.file.translating import Progress
from desktop_lm.tasks.translation.checks import Finding
from desktop_lm.ui.translation.file.file_look import Look
from desktop_lm.ui.translation.panes.check_words import sentence_for
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate


def facts(look: Look) -> str:
    """What the file is, in one line."""
    texts = numbers.counted(
        look.texts, translate("File", "{count} text"), translate("File", "{count} texts")
    )
    words = numbers.counted(
        look.words, translate("File", "{count} word"), translate("File", "{count} words")
    )
    return f"{kind_name(look.kind)} · {texts} · {words}"


def kind_name(kind: FileKind) -> str:
    """As people call it."""
    return {
        FileKind.TEXT: translate("File", "Text"),
        FileKind.MARKDOWN: "Markdown",
        FileKind.SUBRIP: translate("File", "Subtitles (SRT)"),
        FileKind.WEBVTT: translate("File", "Subtitles (WebVTT)"),
        FileKind.WORD: translate("File", "Word document"),
        FileKind.OPEN_DOCUMENT: translate("File", "OpenDocument text"),
        FileKind.WEB_PAGE: translate("File", "Web page"),
        FileKind.EPUB: translate("File", "Book (EPUB)"),
        FileKind.GETTEXT: translate("File", "Program texts (PO)"),
        FileKind.TABLE: translate("File", "Table"),
        FileKind.JSON: "JSON",
        FileKind.PROPERTIES: translate("File", "Program texts (properties)"),
    }[kind]


def place(where: Place, kind: FileKind) -> str:
    """Where a text stands."""
    number = numbers.whole(where.number)
    if kind in (FileKind.TEXT, FileKind.MARKDOWN):
        words = translate("File", "Line {number}")
    elif kind in (FileKind.SUBRIP, FileKind.WEBVTT):
        words = translate("File", "Cue {number}")
    elif kind is FileKind.GETTEXT:
        words = translate("File", "Entry {number}")
    elif kind is FileKind.TABLE:
        words = translate("File", "Row {number}")
    elif kind in (FileKind.JSON, FileKind.PROPERTIES):
        return where.part
    else:
        words = translate("File", "Paragraph {number}")
    said = words.format(number=number)
    return f"{said}, {where.part}" if where.part else said


def progress(found: Progress) -> str:
    """How far, how fast, how long still."""
    counts = found.counts
    line = numbers.counted(
        counts.segments,
        translate("File", "{done} of {count} segment"),
        translate("File", "{done} of {count} segments"),
        done=numbers.whole(counts.done),
    )
    if found.seconds_left is None or counts.is_done:
        return line
    return translate("File", "{line} · {rate} words/s · {time} left").format(
        line=line,
        rate=numbers.rate(found.words_per_second),
        time=numbers.duration(found.seconds_left),
    )


def rows(report: FileReport) -> list[tuple[str, str]]:
    """The report's figures with their names; those that are none are left out but the first two."""
    counted = [
        (translate("File", "Segments in the file"), report.segments_in),
        (translate("File", "Segments written"), report.segments_out),
        (translate("File", "By the model"), report.translated),
        (translate("File", "Translated before"), report.from_memory),
        (translate("File", "In your own words"), report.edited),
        (translate("File", "The same as one before"), report.repeated),
        (translate("File", "Tried twice"), report.retried),
        (translate("File", "Left as they are"), report.failed),
        (translate("File", "Worth a look"), report.flagged),
    ]
    found = [(n, numbers.whole(c)) for at, (n, c) in enumerate(counted) if c or at < 2]  # noqa: PLR2004
    if report.words_per_second:
        speed = translate("File", "{rate} words/s").format(
            rate=numbers.rate(report.words_per_second)
        )
        found.append((translate("File", "Speed"), speed))
    return found


def doubt(found: Doubt, kind: FileKind) -> str:
    """What is to be looked at, and where."""
    if found.flag is None:
        said = translate("File", "The model failed on it: it stands as it was.")
    else:
        said = sentence_for(Finding(found.flag, found.what))
    return translate("File", "{place}: {said}").format(place=place(found.place, kind), said=said)
