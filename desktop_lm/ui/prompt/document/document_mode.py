"""Whether the Prompt tab shows a conversation or a document, and the way between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_lm.jobs.events import JobChanged
from desktop_lm.ui.job_desk import TabJobs
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.prompt_parts import PromptParts
from desktop_lm.ui.storage.history_desk import HistoryDesk

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.document.document_desk import DocumentDesk


class DocumentMode(QObject):
    """``entered`` and ``left`` come when a document takes the place of the conversation and when
    it gives it back. ``changed`` follows what a draft would remember, ``refused`` and
    ``settings_asked`` are the document's. Its widgets are made when the first one is shown."""

    changed = Signal()
    entered = Signal()
    left = Signal()
    refused = Signal(object)
    settings_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        jobs: TabJobs,
        history: HistoryDesk,
        parts: PromptParts,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs = jobs
        self._history = history
        self._parts = parts
        self._window = parent
        self._made: DocumentDesk | None = None
        self._remembered: dict[str, Any] = {}
        self.is_on = False

    @property
    def desk(self) -> DocumentDesk:
        """The open document, made on first use."""
        if self._made is None:
            from desktop_lm.ui.prompt.document.document_desk import DocumentDesk

            options = self._parts.composer.options
            self._made = DocumentDesk(self._theme, self._jobs, self._history, options, self._window)
            self._parts.add_page(self._made.page)
            self._made.shown.connect(self._show)
            self._made.changed.connect(self.changed)
            self._made.refused.connect(self.refused)
            self._made.settings_asked.connect(self.settings_asked)
        return self._made

    def begin(self, text: str = "") -> None:
        """A new document."""
        self.desk.begin(text)

    def open(self, number: int) -> None:
        """A document of the history."""
        self.desk.open(number)

    def open_if_document(self, number: int, otherwise: Callable[[int], object]) -> None:
        """Show what ``number`` is in the history: a document here, or have ``otherwise`` called
        with it."""
        from desktop_lm.storage.conversation import Kind

        def show(kind: Kind) -> None:
            if kind is Kind.DOCUMENT:
                self.open(number)
            else:
                self.leave()
                otherwise(number)

        self._history.ask(lambda history: history.conversation(number).kind, show)

    def leave(self) -> None:
        """Back to the conversation; the document stays in the history."""
        if self.is_on:
            self.is_on = False
            self.desk.close()
            self._parts.show_document(None)
            self._parts.composer.box.setFocus()
            self.left.emit()
            self.changed.emit()

    def shut(self) -> None:
        """The window closes."""
        if self._made is not None and self.is_on:
            self._remembered = self._made.snapshot()
            self.is_on = False
            self._made.close()

    # --- events of the tab's jobs ---

    def owns(self, job: int) -> bool:
        """Whether the job works on the document."""
        return self._made is not None and self._made.owns(job)

    def output(self, update: object) -> None:
        """Something new of the document's job."""
        from desktop_lm.tasks.prompt import TextAdded

        if isinstance(update, TextAdded):
            self.desk.add(update.text)

    def end(self, event: JobChanged) -> None:
        """A job has ended; that of the document is taken note of."""
        if self._made is not None:
            self._made.end(event)

    def show_new(self) -> None:
        """One insert for all that came at once."""
        if self._made is not None:
            self._made.show_new()

    # --- drafts ---

    def snapshot(self) -> dict[str, Any] | None:
        """None while a conversation is shown."""
        if not self.is_on:
            return self._remembered or None
        return self.desk.snapshot()

    def restore(self, draft: Any) -> None:
        """Remember which document was shown; :meth:`show_remembered` shows it."""
        if isinstance(draft, dict):
            self._remembered = draft

    def show_remembered(self) -> None:
        """The window is on the screen: the document of the last time."""
        draft, self._remembered = self._remembered, {}
        number, text = draft.get("number"), draft.get("text")
        if isinstance(number, int) and number > 0:
            self.open(number)
        elif isinstance(text, str) and draft:
            self.begin(text)

    def _show(self) -> None:
        if not self.is_on:
            self.is_on = True
            self.entered.emit()
        self._parts.show_document(self.desk.page)
        self._parts.side.show_open(self.desk.number)
        self.changed.emit()
