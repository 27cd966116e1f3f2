"""The switch "Probabilities": off, nothing of it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.asking import Asking
from desktop_lm.ui.prompt.document.document_mode import DocumentMode
from desktop_lm.ui.prompt.prompt_parts import PromptParts
from desktop_lm.ui.storage.history_desk import HistoryDesk

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.answer_page import AnswerPage
    from desktop_lm.ui.prompt.document.document_desk import DocumentDesk
    from desktop_lm.ui.prompt.inspector.inspector import TokenInspector
    from desktop_lm.ui.prompt.inspector.legend import Legend
    from desktop_lm.ui.prompt.inspector.page_tokens import PageTokens

ALTERNATIVES = 8  # asked for of each token


class Probabilities(QObject):
    """Ties the switch, in the corner of the composer and of a document, to what is drawn, to the
    legend and to what is asked.

    ``picked`` carries the Pick of the token one went to, or None.
    """

    picked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parts: PromptParts,
        asking: Asking,
        history: HistoryDesk,
        documents: DocumentMode,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._parts = parts
        self._asking = asking
        self._history = history
        self._documents = documents
        self._legend: Legend | None = None
        self._page_tokens: PageTokens | None = None
        self.inspector: TokenInspector | None = None  # of the page
        self._of_documents: dict[DocumentDesk, TokenInspector] = {}
        parts.composer.probabilities_button.toggled.connect(self._turn)
        asking.dialogue.opened.connect(self._opened)
        asking.dialogue.begun.connect(self._opened)
        documents.made.connect(self._document_made)
        documents.entered.connect(self._show_legend)
        documents.left.connect(self._show_legend)

    @property
    def is_on(self) -> bool:
        """Whether answers are shown token by token."""
        return self._parts.composer.probabilities_button.isChecked()

    def page_made(self, page: AnswerPage) -> None:
        """There is a page now."""
        if self.is_on:
            self._inspector_of(page).turn(on=True)

    def inspector_in(self, desk: DocumentDesk) -> TokenInspector | None:
        """That of a document; None where it was never wanted."""
        return self._of_documents.get(desk)

    def _turn(self, on: bool) -> None:  # noqa: FBT001  a signal's
        self._asking.alternatives = ALTERNATIVES if on else 0
        if on and self._legend is None:
            from desktop_lm.ui.prompt.inspector.legend import Legend

            self._legend = Legend(self._theme)
            self._parts.put_below_page(self._legend)
        self._show_legend()
        if self._parts.has_page:
            self._inspector_of(self._parts.page).turn(on=on)

    def _show_legend(self) -> None:
        if self._legend is not None:
            shown = self.is_on and not self._documents.is_on
            self._parts.show_below_page(self._legend, shown=shown)

    def _opened(self) -> None:
        if self.inspector is not None and self._page_tokens is not None:
            self.inspector.forget()
            self._page_tokens.learn()

    def _inspector_of(self, page: AnswerPage) -> TokenInspector:
        if self.inspector is None:
            from desktop_lm.ui.prompt.inspector.inspector import TokenInspector
            from desktop_lm.ui.prompt.inspector.page_tokens import PageTokens

            self._page_tokens = PageTokens(self._theme, page, self._history)
            self.inspector = TokenInspector(self._theme, self._page_tokens, self._asking.branch)
            self.inspector.picked.connect(self.picked)
        return self.inspector

    # --- documents ---

    def _document_made(self, desk: DocumentDesk) -> None:
        """One more document is open; its switch and ours are one."""
        ours, its = self._parts.composer.probabilities_button, desk.page.probabilities
        its.toggled.connect(lambda on: self._turn_in(desk, on=on))
        desk.destroyed.connect(lambda: self._of_documents.pop(desk, None))
        ours.toggled.connect(its.setChecked)
        its.toggled.connect(ours.setChecked)
        its.setChecked(ours.isChecked())

    def _turn_in(self, desk: DocumentDesk, *, on: bool) -> None:
        desk.alternatives = ALTERNATIVES if on else 0
        desk.page.show_legend(shown=on)
        if desk not in self._of_documents:
            from desktop_lm.ui.prompt.document.document_tokens import DocumentTokens
            from desktop_lm.ui.prompt.inspector.inspector import TokenInspector

            tokens = DocumentTokens(self._theme, desk.page.editor)
            inspector = TokenInspector(self._theme, tokens, desk.branch)
            inspector.picked.connect(self.picked)
            desk.page.editor.textChanged.connect(inspector.heed_edits)
            self._of_documents[desk] = inspector
        self._of_documents[desk].turn(on=on)
