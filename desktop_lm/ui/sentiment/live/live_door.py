"""Where the Sentiment tab turns to live mode, which is made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from desktop_lm.ui.job_desk import JobDesk
from desktop_lm.ui.widgets.buttons import QuietButton

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.ui.sentiment.live.live_page import LivePage
    from desktop_lm.ui.window.banner import Banner
    from desktop_lm.ui.window.tab_page import TabPage


class LiveDoor:
    """``button`` opens it and says whether anything is watched."""

    def __init__(self, tab: TabPage, desk: JobDesk) -> None:
        self._tab = tab
        self._desk = desk
        self._stack: QStackedWidget | None = None
        self.page: LivePage | None = None
        self.button = QuietButton(
            tab.theme,
            "activity",
            tab.tr("&Watch…"),
            tab.tr("Watch a file or the clipboard for strongly negative texts"),
        )
        self.button.clicked.connect(self.open)

    def live_in(self, stack: QStackedWidget) -> None:
        """Show the page in ``stack``, whose first widget is the page of single texts."""
        self._stack = stack

    def open(self) -> LivePage:
        """Show the page."""
        assert self._stack is not None
        stack = self._stack
        if self.page is None:
            from desktop_lm.ui.sentiment.live.live_page import LivePage

            self.page = LivePage(self._tab.theme, self._desk)
            self.page.closed.connect(lambda: stack.setCurrentIndex(0))
            self.page.watching.connect(self._say)
            self.page.noticed.connect(self._notice)
            self.page.judge.failed.connect(self._tell)
            stack.addWidget(self.page)
        stack.setCurrentWidget(self.page)
        return self.page

    def shut(self) -> None:
        """The window closes."""
        if self.page is not None:
            self.page.shut()

    def _say(self, watching: bool) -> None:  # noqa: FBT001  Qt's signal
        self.button.setText(self._tab.tr("&Watching") if watching else self._tab.tr("&Watch…"))

    def _notice(self, words: str) -> None:
        self._banner.show_note(words)
        self._tab.noticed.emit(words)

    def _tell(self, error: AppError) -> None:
        from desktop_lm.ui.error_text import sentence

        self._banner.show_error(sentence(error))

    @property
    def _banner(self) -> Banner:
        """Where the user looks."""
        assert self.page is not None
        return self.page.banner if self.page.isVisible() else self._tab.banner
