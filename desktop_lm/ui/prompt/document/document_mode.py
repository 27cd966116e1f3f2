"""Whether the Prompt tab shows a conversation or a document, and the way between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
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
    ``settings_asked`` are the document's, as is ``apart``; ``busy`` comes where its model is at
    work already. ``made`` carries a DocumentDesk; each open document has one of its own. Nothing is
    made before the first one is shown.

    A document that is left while the model writes in it stays open, out of sight, until the
    model has ended."""

    changed = Signal()
    entered = Signal()
    left = Signal()
    refused = Signal(object)
    busy = Signal()
    apart = Signal()
    made = Signal(object)
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
        self._shown: DocumentDesk | None = None
        self._out_of_sight: list[DocumentDesk] = []  # while the model writes in them
        self._remembered: dict[str, Any] = {}
        self.is_on = False

    @property
    def desk(self) -> DocumentDesk:
        """The document that is shown, or was; made on first use."""
        if self._shown is None:
            from desktop_lm.ui.prompt.document.document_desk import DocumentDesk

            options = self._parts.composer.options
            desk = DocumentDesk(self._theme, self._jobs, self._history, options, self._window)
            self._parts.add_page(desk.page)
            desk.shown.connect(partial(self._show, desk))
            desk.missing.connect(partial(self._missed, desk))
            desk.changed.connect(self.changed)
            desk.refused.connect(self.refused)
            desk.busy.connect(self.busy)
            desk.apart.connect(self.apart)
            desk.settings_asked.connect(self.settings_asked)
            self._shown = desk
            self.made.emit(desk)
        return self._shown

    @property
    def is_busy(self) -> bool:
        """Whether the model writes in one, shown or not."""
        return any(desk.is_at_work for desk in self._open)

    def begin(self, text: str = "") -> None:
        """A new document."""
        self._put_away()
        self.desk.begin(text)

    def open(self, number: int) -> None:
        """A document of the history."""
        if self._shown is not None and self._shown.number == number:
            self._shown.stay()
            self._show(self._shown)
            return
        for desk in self._out_of_sight:
            if desk.number == number:
                self._put_away()
                self._bring_back(desk)
                return
        if self._shown is not None and self._shown.is_at_work:
            self._put_away()
        self.desk.open(number)

    def open_if_document(self, number: int, otherwise: Callable[[int], object]) -> None:
        """Show what ``number`` is in the history: a document here, or have ``otherwise`` called
        with it."""
        from desktop_lm.storage.history.conversation import Kind

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
            self._put_away()
            self._parts.show_document(None)
            self._parts.composer.box.setFocus()
            self.left.emit()
            self.changed.emit()

    def shut(self) -> None:
        """The window closes."""
        if self._shown is not None and self.is_on:
            self._remembered = self._shown.snapshot()
        self.is_on = False
        for desk in self._open:
            desk.close()

    # --- events of the tab's jobs ---

    def owns(self, job: int) -> bool:
        """Whether the job works on a document."""
        return any(desk.owns(job) for desk in self._open)

    def output(self, job: int, update: object) -> None:
        """Something new of a document's job."""
        for desk in self._open:
            if desk.owns(job):
                desk.output(update)

    def end(self, event: JobChanged) -> None:
        """A job has ended; that of a document is taken note of."""
        for desk in list(self._open):
            if desk.owns(event.job):
                desk.end(event)
                if desk in self._out_of_sight:
                    self._out_of_sight.remove(desk)
                    self._drop(desk)

    def show_new(self) -> None:
        """One insert for all that came at once."""
        for desk in self._open:
            desk.show_new()

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
        """The window is on the screen: the document of the last time. A draft has it until it is
        shown: what only the draft has would be lost with a window that ends before."""
        draft = self._remembered
        number, text = draft.get("number"), draft.get("text")
        if isinstance(number, int) and number > 0:
            self.desk.open(number, text if isinstance(text, str) else "")
        elif isinstance(text, str) and draft:
            self.begin(text)

    # --- inside ---

    @property
    def _open(self) -> Iterator[DocumentDesk]:
        yield from self._out_of_sight
        if self._shown is not None:
            yield self._shown

    def _put_away(self) -> None:
        """The document that was shown is not any more; what is written in it goes on."""
        if self._shown is None:
            return
        if self._shown.is_at_work:
            self._shown.go_out_of_sight()
            self._out_of_sight.append(self._shown)
            self._shown = None
        else:
            self._shown.close()

    def _bring_back(self, desk: DocumentDesk) -> None:
        """Show one that is out of sight."""
        self._drop_shown()
        self._out_of_sight.remove(desk)
        self._shown = desk
        desk.come_back()

    def _missed(self, desk: DocumentDesk) -> None:
        """Another document could not be had: what was shown stays."""
        self._remembered = {}
        if desk is not self._shown or not self.is_on or self._parts.shows(desk.page):
            return
        for other in self._out_of_sight:
            if self._parts.shows(other.page):
                self._bring_back(other)
                return
        self.leave()

    def _drop_shown(self) -> None:
        if self._shown is not None:
            self._drop(self._shown)
            self._shown = None

    def _drop(self, desk: DocumentDesk) -> None:
        desk.close()
        self._parts.remove_page(desk.page)
        # Behind all that the history has to tell it yet.
        self._history.ask(lambda _history: True, lambda _done: desk.deleteLater())

    def _show(self, desk: DocumentDesk) -> None:
        if desk is not self._shown:
            return
        self._remembered = {}
        if not self.is_on:
            self.is_on = True
            self.entered.emit()
        self._parts.show_document(desk.page)
        self._parts.side.show_open(desk.number)
        self.changed.emit()
