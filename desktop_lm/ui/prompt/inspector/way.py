"""Opens the inspector at the right, and keeps what it shows up with the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop_lm.jobs.events import JobChanged
from desktop_lm.ui.job_desk import TabJobs
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.asking import Asking
from desktop_lm.ui.prompt.document.document_mode import DocumentMode
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.prompt_parts import PromptParts

if TYPE_CHECKING:
    from desktop_lm.messages import Alternative
    from desktop_lm.ui.prompt.document.document_desk import DocumentDesk
    from desktop_lm.ui.prompt.inspector.side_panel import SidePanel
    from desktop_lm.ui.prompt.inspector.token_surface import Pick

_WIDTH = 300  # units


class Way(QObject):
    """Made with the tab; the panel with its first use. ``changed`` follows what is remembered."""

    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        parts: PromptParts,
        asking: Asking,
        jobs: TabJobs,
        documents: DocumentMode,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._parts = parts
        dialogue = self._dialogue = asking.dialogue
        self._asking = asking
        self._jobs = jobs
        self._documents = documents
        self._pick: Pick | None = None
        self._job = 0
        self._is_late = False  # the model was at work when it was wanted
        self._shown_for: object = None
        self._width = 0
        self.panel: SidePanel | None = None
        parts.composer.inspector_button.toggled.connect(self._turn)
        dialogue.ended.connect(self.ask_quietly)
        dialogue.opened.connect(self._opened)
        documents.made.connect(self._document_made)
        documents.entered.connect(self._turned_to)
        documents.left.connect(self._turned_to)

    @property
    def is_open(self) -> bool:
        """Whether the panel is there."""
        return self._parts.composer.inspector_button.isChecked()

    def toggle(self) -> None:
        """Open or close the panel."""
        self._parts.composer.inspector_button.toggle()

    def follow(self, pick: Pick | None) -> None:
        """Another token was gone to."""
        self._pick = pick
        if self.panel is None:
            return
        trace = pick.source.trace if pick else None
        self.panel.step.show_step(trace, pick.index if pick else 0)
        if pick is not None and not self._documents.is_on:
            self.ask_quietly()

    def job_changed(self, event: JobChanged) -> None:
        """A job of the tab is over; the one that took the prompt apart, perhaps."""
        from desktop_lm.tasks.prompt_pieces import PromptPieces

        if event.job == self._job:
            self._job = 0
            found = event.result
            if self.panel is not None and isinstance(found, PromptPieces) and found.pieces:
                self.panel.show_pieces(found)
            else:
                self._shown_for = None
        if self._is_late:
            self.ask_quietly()

    def ask_quietly(self) -> None:
        """Where that loads no model that was not loaded, and nobody waits for it."""
        if self._dialogue.model and self._subject is not self._shown_for:
            self._ask()

    def snapshot(self) -> dict[str, Any]:
        """Whether it is open, and how wide."""
        self._measure()
        return {"open": self.is_open, "width": self._width}

    def restore(self, values: Any) -> None:
        """As it was."""
        if not isinstance(values, dict):
            return
        if isinstance(width := values.get("width"), int) and 0 < width <= _WIDTH * 4:
            self._width = width
        self._parts.composer.inspector_button.setChecked(values.get("open") is True)

    # --- inside ---

    def _turn(self, on: bool) -> None:  # noqa: FBT001  a signal's
        if on and self.panel is None:
            self._make()
        if self.panel is not None:
            self._measure()
            self.panel.setVisible(on)
        if on:
            self._parts.give_beside(self._theme.px(self._width or _WIDTH))
            self.follow(self._pick)
            self.ask_quietly()
        self.changed.emit()

    def _make(self) -> None:
        from desktop_lm.ui.prompt.inspector.side_panel import SidePanel

        self.panel = SidePanel(self._theme)
        self._parts.put_beside(self.panel)
        self.panel.closed.connect(self.toggle)
        self.panel.pieces_asked.connect(self._ask)
        self.panel.step.taken.connect(self._take)

    def _measure(self) -> None:
        if self.panel is not None and self.panel.isVisible():
            self._width = round(self.panel.width() / self._theme.px(100) * 100)

    @property
    def _subject(self) -> object:
        """What is taken apart: the prompt of the token one is on, or the last one; in a document
        what would be sent now, each time anew."""
        if self._documents.is_on:
            return object()
        exchanges = self._dialogue.exchanges
        if self._pick is not None and self._pick.source in exchanges:
            return self._pick.source
        return exchanges[-1] if exchanges else None

    def _document_made(self, desk: DocumentDesk) -> None:
        """Its button and ours are one."""
        ours, its = self._parts.composer.inspector_button, desk.page.inspector
        ours.toggled.connect(its.setChecked)
        its.toggled.connect(ours.setChecked)
        its.setChecked(ours.isChecked())
        desk.written.connect(self.ask_quietly)

    def _turned_to(self) -> None:
        self._pick = None
        self._opened()

    def _opened(self) -> None:
        self._shown_for = None
        self._job = 0  # what was taken apart is not here any more
        if self.panel is not None:
            self.panel.show_pieces(None)
            self.ask_quietly()

    def _ask(self) -> None:
        subject = self._subject
        if self.panel is None or not self.is_open or subject is None:
            return
        self._is_late = bool(self._dialogue.is_busy or self._jobs.current or self._jobs.waiting)
        if self._is_late:
            return
        self._shown_for = subject
        if self._documents.is_on:
            self._job = self._documents.desk.take_apart()
        elif isinstance(subject, Exchange):
            self._job = self._asking.take_apart(subject)

    def _take(self, other: Alternative) -> None:
        if self._pick is None:
            return
        branch = self._documents.desk.branch if self._documents.is_on else self._asking.branch
        branch(self._pick.source, self._pick.index, other)
