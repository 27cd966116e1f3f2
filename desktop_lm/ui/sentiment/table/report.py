"""A run on one page: figures, pictures, and the receipt of how they came about."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QMarginsF, QSize
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QPixmap, QTextDocument

from desktop_lm import __version__
from desktop_lm.jobs.sentiment.table_run import CLASSIFIERS
from desktop_lm.jobs.sentiment.table_scoring import Progress
from desktop_lm.tables.run_file import RunAbout
from desktop_lm.tables.summary import Extreme
from desktop_lm.ui.look.colours import LIGHT
from desktop_lm.ui.sentiment.table.charts.bar_chart import BarChart
from desktop_lm.ui.sentiment.table.charts.figures import Figures
from desktop_lm.ui.sentiment.table.charts.picture import Kind, picture_of
from desktop_lm.ui.sentiment.table.table_words import class_name, dates, ends_of, facts
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate
_CHART = QSize(540, 400)
_SHOWN_WIDTH = 330  # of a chart on the page, two in a line
_EXTREMES, _CHARACTERS = 4, 110
_DPI = 96
_STYLE = (
    "body { font-family: sans-serif; font-size: 9pt; color: #1d1f21; } h1 { font-size: 15pt; } "
    ".head { font-weight: bold; } td { padding-right: 12px; vertical-align: top; } "
    ".muted { color: #62676d; }"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a report is made of. ``model`` is the model's file name."""

    about: RunAbout
    figures: Figures
    progress: Progress
    model: str


def html_of(told: Told) -> str:
    """The report as one HTML file that needs no other."""
    ends = ends_of(told.figures.labels)
    parts = [
        "<!doctype html><html><head><meta charset='utf-8'><title>",
        escape(_title(told)),
        f"</title><style>{_STYLE}</style></head><body><h1>{escape(_title(told))}</h1>",
        f"<p class='muted'>{escape(_line(told))}</p>",
        _charts(told.figures),
        "<table><tr><td>",
        _texts(ends.low, told.figures.lowest),
        "</td><td>",
        _texts(ends.high, told.figures.highest),
        "</td></tr></table>",
        _receipt(told),
        "</body></html>",
    ]
    return "".join(parts)


def write_pdf(path: Path, html: str) -> None:
    """The same on one page of A4, made smaller where it would not fit. Raises OSError."""
    with path.open("ab"):
        pass  # QPdfWriter says nothing of a file it cannot open
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(12, 12, 12, 12), QPageLayout.Unit.Millimeter)
    writer.setResolution(_DPI)
    document = QTextDocument()
    document.setHtml(html)
    page = writer.pageLayout().paintRectPixels(_DPI).size()
    document.setTextWidth(max(page.width(), document.idealWidth()))
    from PySide6.QtGui import QPainter

    painter = QPainter(writer)
    size = document.size()
    share = min(1.0, page.width() / size.width(), page.height() / size.height())
    painter.scale(share, share)
    document.drawContents(painter)
    painter.end()


def _title(told: Told) -> str:
    return translate("Report", "Sentiment of {name}").format(name=Path(told.about.source.path).name)


def _line(told: Told) -> str:
    counts = told.progress.counts
    return translate(
        "Report", "Rows: {rows}; judged: {judged}; different texts: {different}. {today}"
    ).format(
        rows=numbers.whole(counts.rows),
        judged=numbers.whole(sum(told.figures.classes.values())),
        different=numbers.whole(counts.texts),
        today=dt.datetime.now().astimezone().date().isoformat(),
    )


def _charts(figures: Figures) -> str:
    chart = BarChart(LIGHT)
    cells = []
    for kind in Kind:
        picture = picture_of(kind, figures)
        if picture.bars:
            chart.show_picture(picture, LIGHT)
            data = _png(chart.picture_of(_CHART))
            cells.append(
                f"<td><img width='{_SHOWN_WIDTH}' alt='{escape(picture.title, quote=True)}' "
                f"src='data:image/png;base64,{data}'></td>"
            )
    chart.close()
    chart.deleteLater()
    lines = ["".join(cells[at : at + 2]) for at in range(0, len(cells), 2)]
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _png(image: QPixmap) -> str:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return base64.b64encode(data.data()).decode("ascii")


def _texts(title: str, found: Sequence[Extreme]) -> str:
    lines = []
    for extreme in found[:_EXTREMES]:
        text = " ".join(extreme.text.split())
        shown = text if len(text) <= _CHARACTERS else text[:_CHARACTERS] + "…"
        row = translate("Report", "Row {row}").format(row=numbers.whole(extreme.number))
        lines.append(f"<tr><td class='muted'>{escape(row)}</td><td>{escape(shown)}</td></tr>")
    return f"<p class='head'>{escape(title)}</p><table>{''.join(lines)}</table>"


def _receipt(told: Told) -> str:
    """How the figures came about, so that anybody can get them again."""
    about = told.about
    classes = ", ".join(
        f"{class_name(label)} {numbers.whole(number)}"
        for label, number in told.figures.classes.items()
    )
    lines = [
        (translate("Report", "File"), f"{about.source.path} ({facts(about.facts)})"),
        (translate("Report", "File, SHA-256"), about.source.sha256),
        (translate("Report", "Texts"), about.names[about.columns.text]),
        (translate("Report", "Dates"), dates(about)),
        (translate("Report", "Rows"), classes),
        (translate("Report", "Model"), told.model),
        (translate("Report", "Model, SHA-256"), about.method.get("model", "")),
        (translate("Report", "Settings"), _settings(about)),
        (translate("Report", "Calibration"), _calibration(about)),
        (translate("Report", "Program"), f"desktop-lm {__version__}"),
        (
            translate("Report", "Date"),
            dt.datetime.now().astimezone().isoformat(" ", "seconds"),
        ),
    ]
    rows = "".join(
        f"<tr><td class='muted'>{escape(name)}</td><td>{escape(value)}</td></tr>"
        for name, value in lines
        if value
    )
    head = escape(translate("Report", "Receipt"))
    return f"<p class='head'>{head}</p><table>{rows}</table>"


def _settings(about: RunAbout) -> str:
    others = {key: value for key, value in about.method.items() if key != "model" and value}
    return ", ".join(f"{key}: {value}" for key, value in others.items())


def _calibration(about: RunAbout) -> str:
    """What made the probabilities; the classifiers' cards say what was measured of them."""
    if name := about.method.get("profile"):
        return translate(
            "Report", "the classifier “{name}”, taught by the user for this model"
        ).format(name=name)
    if about.method.get(CLASSIFIERS):
        return translate(
            "Report",
            "the program's classifier for this model, fitted to give probabilities; of texts in "
            "Chinese the labels' own, the model's prior taken out (contextual calibration)",
        )
    return translate(
        "Report", "the labels' own, the model's prior taken out (contextual calibration)"
    )
