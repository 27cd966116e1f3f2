"""Where the Sentiment tab turns to a table; what a table needs is made when one is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
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
        self._draft: dict[str, Any] | None = None  # a table that is not shown again yet
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

    def takes(self, path: str) -> bool:
        """Whether the name is one of a table's."""
        return Path(path).suffix.lower() in _SUFFIXES

    def open(self, path: str) -> bool:
        """Show the table in ``path``. False where its name is none of a table's."""
        if not self.takes(path):
            return False
        self._shown().open(Path(path))
        return True

    def snapshot(self) -> dict[str, Any] | None:
        """The open table as JSON, None where there is none."""
        if self._draft is not None:
            return self._draft
        return self.page.snapshot() if self.page is not None and self.is_open else None

    def restore(self, draft: object) -> None:
        """Show the table that was open, once the window is there."""
        if isinstance(draft, dict):
            self._draft = draft
            QTimer.singleShot(0, self._tab, self._restore)

    def start(self) -> bool:
        """Begin with the table that is shown; whether there is one."""
        if self.page is None or not self.is_open:
            return False
        self.page.start()
        return True

    def shut(self) -> None:
        """The window closes; the table is remembered as it was until then."""
        self._draft = self.snapshot()
        if self.page is not None:
            self.page.shut()

    def output(self, job: int, update: object) -> None:
        """An update of one of the tab's jobs."""
        if self.page is not None:
            self.page.output(job, update)

    def show_notice(self, job: int, words: str) -> bool:
        """Whether the job is the table's, which shows it then."""
        return self.page is not None and self.page.show_notice(job, words)

    def job_changed(self, event: JobChanged) -> bool:
        """Whether the job is the table's."""
        return self.page is not None and self.page.job_changed(event)

    def model_changed(self, event: ModelChanged) -> None:
        """Remember which model the tab uses."""
        if event.path:
            self._model = event.path
            if self.page is not None:
                self.page.use_model(event.path)

    def _restore(self) -> None:
        from desktop_lm.ui.sentiment.table import table_draft

        found, self._draft = table_draft.load(self._draft), None
        if found is not None:
            order, begun = found
            self._shown().restore(order, begun=begun)

    def _shown(self) -> TablePage:
        page = self._made()
        page.use_model(self._model)
        self.stack.setCurrentWidget(page)
        return page

    def _close(self) -> None:
        self.stack.setCurrentWidget(self._beside)
        self._tab.text_box.setFocus()  # what had it is out of sight
        self._tab.draft_changed.emit()

    def _made(self) -> TablePage:
        if self.page is None:
            from desktop_lm.ui.sentiment.table.table_page import TablePage

            self.page = TablePage(self._tab.theme, self._tab.jobs)
            self.page.closed.connect(self._close)
            self.page.changed.connect(self._tab.draft_changed)
            self.page.refused.connect(self._tab.show_error)
            self.page.noticed.connect(self._tab.noticed)
            self.stack.addWidget(self.page)
        return self.page
