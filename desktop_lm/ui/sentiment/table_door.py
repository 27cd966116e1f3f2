"""Where the Sentiment tab turns to a table; what a table needs is made when one is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_lm.jobs.events import JobChanged, ModelChanged
from desktop_lm.ui.look.space import spaced

if TYPE_CHECKING:
    from desktop_lm.ui.sentiment.table.table_page import TablePage
    from desktop_lm.ui.window.tab_page import TabPage

# As tables/open_table.py; that need not be imported before there is a table.
_SUFFIXES = frozenset(
    {
        *(".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".jsonl", ".ndjson", ".parquet"),
        ".txt",
    }
)


class TableDoor:
    """``beside`` is shown while no table is open."""

    def __init__(self, tab: TabPage, beside: QWidget) -> None:
        self._tab = tab
        self._beside = beside
        self._model = ""
        self.page: TablePage | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(beside)
        spaced(QVBoxLayout(tab), tab.theme, gap=0).addWidget(self.stack)

    @property
    def is_open(self) -> bool:
        """Whether a table is shown."""
        return self.page is not None and self.stack.currentWidget() is self.page

    def ask(self) -> None:
        """Let a file be chosen."""
        from PySide6.QtWidgets import QFileDialog

        kinds = " ".join(f"*{suffix}" for suffix in sorted(_SUFFIXES))
        chosen, _ = QFileDialog.getOpenFileName(
            self._tab, self._tab.tr("Open a table"), "", self._tab.tr("Tables") + f" ({kinds})"
        )
        if chosen:
            self.open(chosen)

    def open(self, path: str) -> bool:
        """Show the table in ``path``. False where its name is none of a table's."""
        if Path(path).suffix.lower() not in _SUFFIXES:
            return False
        page = self._made()
        page.model = self._model
        self.stack.setCurrentWidget(page)
        page.open(Path(path))
        return True

    def start(self) -> bool:
        """Begin with the table that is shown; whether there is one."""
        if self.page is None or not self.is_open:
            return False
        self.page.start()
        return True

    def shut(self) -> None:
        """The window closes."""
        if self.page is not None:
            self.page.shut()

    def output(self, job: int, update: object) -> None:
        """An update of one of the tab's jobs."""
        if self.page is not None:
            self.page.output(job, update)

    def job_changed(self, event: JobChanged) -> bool:
        """Whether the job is the table's."""
        return self.page is not None and self.page.job_changed(event)

    def model_changed(self, event: ModelChanged) -> None:
        """Remember which model the tab uses."""
        if event.path:
            self._model = event.path
            if self.page is not None:
                self.page.model = event.path

    def _made(self) -> TablePage:
        if self.page is None:
            from desktop_lm.ui.sentiment.table.table_page import TablePage

            self.page = TablePage(self._tab.theme, self._tab.jobs)
            self.page.closed.connect(lambda: self.stack.setCurrentWidget(self._beside))
            self.page.refused.connect(self._tab.show_error)
            self.page.noticed.connect(self._tab.noticed)
            self.stack.addWidget(self.page)
        return self.page
