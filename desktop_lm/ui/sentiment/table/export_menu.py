"""What can be saved of a run: the chart, the rows, a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop_lm.documents.translatable.text_target import refuse_source
from desktop_lm.errors import AppError
from desktop_lm.tables.export import Head, write
from desktop_lm.tables.run_file import RowWithVerdict, RunFile
from desktop_lm.tables.run_view import Wanted, order_of, rows_of
from desktop_lm.ui.background import Background
from desktop_lm.ui.sentiment.table.charts.bar_chart import BarChart, save_svg
from desktop_lm.ui.sentiment.table.table_words import note
from desktop_lm.ui.widgets.save_dialog import ask_where_to_save
from desktop_lm.written_file import written_beside

_PAGE = 500


class Exports(QObject):
    """Writes files; ``saved`` carries the path, ``failed`` an AppError."""

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, parent: QWidget, run: Path, name: str) -> None:
        super().__init__(parent)
        self._parent = parent
        self._run = run
        self._name = name
        self._background = Background(self, threads=1)

    def close(self) -> None:
        """Wait for what is being written."""
        self._background.close()

    def menu(self, chart: BarChart, wanted: Callable[[], Wanted], html: Callable[[], str]) -> QMenu:
        """The choices. ``wanted`` says which rows are shown, ``html`` makes the report. A chart
        can be saved while it is seen: else it is an older one."""
        menu = QMenu(self._parent)

        def add(text: str, kinds: str, act: Callable[[Path], object]) -> QAction:
            action = menu.addAction(text)
            action.triggered.connect(partial(self._ask, text, kinds, act))
            return action

        is_shown = chart.isVisible()
        add(self.tr("Chart as &PNG…"), "*.png", partial(self._save_png, chart)).setEnabled(is_shown)
        add(self.tr("Chart as &SVG…"), "*.svg", partial(self._save_svg, chart)).setEnabled(is_shown)
        menu.addSeparator()
        rows = self.tr("&Rows shown as CSV or XLSX…")
        add(rows, "*.csv *.xlsx *.tsv", lambda path: self.save_rows(path, wanted()))
        menu.addSeparator()
        add(self.tr("Report as &HTML…"), "*.html", lambda path: self.save_html(path, html()))
        add(self.tr("Report as P&DF…"), "*.pdf", lambda path: self.save_pdf(path, html()))
        return menu

    def save_rows(self, path: Path, wanted: Wanted) -> None:
        """Write the rows that are shown, in their order, off this thread."""
        self._background.run(
            lambda: write_rows(self._run, path, wanted),
            lambda _: self.saved.emit(str(path)),
            self.failed.emit,
        )

    def save_html(self, path: Path, html: str) -> None:
        """Write the report."""
        self._saved(path, lambda beside: beside.write_text(html, encoding="utf-8"))

    def save_pdf(self, path: Path, html: str) -> None:
        """Write the report as a page."""
        from desktop_lm.ui.sentiment.table.report import write_pdf

        self._saved(path, lambda beside: write_pdf(beside, html))

    def _save_png(self, chart: BarChart, path: Path) -> None:
        self._saved(path, lambda beside: _require(chart.grab().save(str(beside), "PNG")))

    def _save_svg(self, chart: BarChart, path: Path) -> None:
        self._saved(path, lambda beside: _require(save_svg(chart, str(beside))))

    def _saved(self, path: Path, act: Callable[[Path], object]) -> None:
        try:
            with written_beside(path) as beside:
                act(beside)
        except AppError as error:
            self.failed.emit(error)
        else:
            self.saved.emit(str(path))

    def _ask(self, title: str, kinds: str, act: Callable[[Path], object]) -> None:
        suffix = kinds.split(maxsplit=1)[0].removeprefix("*")
        title = title.replace("&", "").removesuffix("…")
        chosen = ask_where_to_save(self._parent, title, self._name + suffix, suffix, kinds)
        if chosen:
            act(Path(chosen))


def write_rows(run_path: Path, target: Path, wanted: Wanted) -> int:
    """Write the rows of a run that are ``wanted``, in their order. Raises AppError."""
    refuse_source(run_path, target)
    run = RunFile.open(run_path)
    try:
        refuse_source(Path(run.about.source.path), target)
        ids = order_of(run.connection, wanted, run.path)
        with_extra = any(row.extra for row in _rows(run, ids))
        head = Head(run.about.names, run.about.labels, note, with_extra)
        return write(target, head, _rows(run, ids))
    finally:
        run.close()


def _rows(run: RunFile, ids: Sequence[int]) -> Iterator[RowWithVerdict]:
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        found = rows_of(run.connection, page, run.path)
        yield from (found[row] for row in page)


def _require(done: bool) -> None:  # noqa: FBT001  what Qt answers
    if not done:
        raise OSError("Qt could not write the picture")
