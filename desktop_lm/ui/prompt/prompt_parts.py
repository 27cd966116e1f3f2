"""The parts of the Prompt tab and where they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.composer import Composer
from desktop_lm.ui.prompt.history_side import HistorySide
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.widgets.column import Column
from desktop_lm.ui.widgets.invitation import Invitation
from desktop_lm.ui.widgets.scroll_page import ScrollPage
from desktop_lm.ui.window.banner import Banner
from desktop_lm.ui.window.tab_order import chain_of, line_up

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.answer_page import AnswerPage

translate = QCoreApplication.translate
_COMPOSER_SHARE = 3  # the box grows to a third of the height


class PromptParts:
    """The history beside a page above the box to write in. ``page_made`` is called once with the
    page of answers, which is made with the first answer or when it is asked for."""

    def __init__(
        self, theme: Theme, history: HistoryDesk, page_made: Callable[[AnswerPage], None]
    ) -> None:
        self._theme = theme
        self._page_made = page_made
        self._page: AnswerPage | None = None
        self._stack = QStackedWidget()
        self.side = HistorySide(theme, history)
        self.composer = Composer(theme)
        self.invitation = Invitation(
            theme,
            translate(
                "PromptTab",
                "Ask a question, or say what you want written. It is done on this computer.",
            ),
            (
                translate("PromptTab", "Explain the tides to a child"),
                translate("PromptTab", "Write a short note of thanks to a neighbour"),
                translate("PromptTab", "Suggest five names for a small bakery"),
            ),
        )
        self._has_document = self._shows_page = False
        inside = QWidget()
        self._start = ScrollPage(inside)
        self._start_layout = spaced(QVBoxLayout(inside), theme, gap=0)
        self._start_layout.addWidget(self.invitation, 1)

    @property
    def page(self) -> AnswerPage:
        """The prompts and answers."""
        if self._page is None:
            from desktop_lm.ui.prompt.answer_page import AnswerPage

            self._page = AnswerPage(self._theme)
            chain = chain_of(self._page)
            self._stack.addWidget(self._page)
            line_up(self.invitation, chain)
            self._page_made(self._page)
        return self._page

    @property
    def has_page(self) -> bool:
        """Whether it was made."""
        return self._page is not None

    def show_page(self, *, page: bool) -> None:
        """The page, or the invitation in its place."""
        if not self._has_document:
            self._stack.setCurrentWidget(self.page if page else self._start)
        self._shows_page = page

    def add_page(self, page: QWidget) -> None:
        """One more page for the place of the conversation's."""
        chain = chain_of(page)
        self._stack.addWidget(page)
        line_up(self.invitation, chain)

    def remove_page(self, page: QWidget) -> None:
        """Take one of these pages away for good."""
        self._stack.removeWidget(page)
        page.deleteLater()

    def show_document(self, page: QWidget | None) -> None:
        """A document's page in place of the conversation and its box; None brings them back."""
        self._has_document = page is not None
        self._foot.setVisible(page is None)
        if page is None:
            self.show_page(page=self._shows_page)
        else:
            self._stack.setCurrentWidget(page)

    def shows(self, page: QWidget) -> bool:
        """Whether it is this page that is to be seen."""
        return self._stack.currentWidget() is page

    def add_to_start(self, row: QWidget) -> None:
        """Put ``row`` above the invitation."""
        chain = chain_of(row)
        self._start_layout.insertWidget(0, row)
        line_up(self.side, chain)

    def add_below_start(self, line: QWidget) -> None:
        """Put ``line`` below the invitation."""
        chain = chain_of(line)
        self._start_layout.addWidget(line)
        line_up(self.invitation, chain)

    def lay_out(self, tab: QWidget, banner: Banner) -> None:
        """Put everything in its place."""
        self._stack.addWidget(self._start)
        beside = spaced(QHBoxLayout(tab), self._theme, gap=0)
        beside.addWidget(self.side)
        self._split = QSplitter()
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        middle = QWidget()
        layout = spaced(QVBoxLayout(middle), self._theme, gap=GROUP)
        self._split.addWidget(middle)
        beside.addWidget(self._split, 1)
        self._layout = layout
        layout.addWidget(self._stack, 1)
        layout.addWidget(Column(self._theme, banner))
        self._foot = Column(self._theme, self.composer, bottom=SECTION)
        layout.addWidget(self._foot)

    def show_in_place(self, widget: QWidget) -> None:
        """Show ``widget`` where the page is, until the page is wanted again."""
        if self._stack.indexOf(widget) < 0:
            chain = chain_of(widget)
            self._stack.addWidget(widget)
            line_up(self.invitation, chain)
        self._stack.setCurrentWidget(widget)

    def put_beside(self, panel: QWidget) -> None:
        """Let ``panel`` stand at the right of the page; its width is the user's."""
        chain = chain_of(panel)
        self._split.addWidget(panel)
        line_up(self.composer.generate_button, chain)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)

    def give_beside(self, width: int) -> None:
        """The panel becomes ``width`` pixels wide."""
        self._split.setSizes([max(self._split.width() - width, 1), width])

    def put_below_page(self, widget: QWidget) -> None:
        """Let ``widget`` stand between the page and the box, hidden at first."""
        column = Column(self._theme, widget)
        column.hide()
        self._layout.insertWidget(1, column)

    def show_below_page(self, widget: QWidget, *, shown: bool) -> None:
        """Show or hide what was put below the page."""
        if (column := widget.parentWidget()) is not None:
            column.setVisible(shown)

    def fit(self, width: int, height: int) -> None:
        """The tab has another size."""
        self.composer.set_most_height(height // _COMPOSER_SHARE)
        self.side.fit_into(width)
