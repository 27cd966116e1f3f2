"""What can be done on the page: its menu and its links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from desktop_lm.ui.prompt.exchange import Exchange

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.answer_page import AnswerPage
    from desktop_lm.ui.prompt.prompt_tab import PromptTab


class PageActions:
    """Of the page of one tab."""

    def __init__(self, tab: PromptTab) -> None:
        self._tab = tab

    def page_made(self, page: AnswerPage) -> None:
        """There is a page now."""
        page.menu_asked.connect(self._show_menu)
        page.link_asked.connect(self._follow_link)

    def _follow_link(self, address: str) -> None:
        from desktop_lm.ui.prompt.markdown.links import ask_to_open

        if not self._tab.attaching.show_link(address):
            ask_to_open(self._tab, address)

    def _show_menu(self, exchange: Exchange | None, place: QPoint) -> None:
        from desktop_lm.ui.prompt.exchange_menu import ExchangeMenu

        tab = self._tab
        menu = ExchangeMenu(tab.asking, tab.page, exchange, busy=tab.dialogue.is_busy)
        if exchange is not None and exchange.text:
            menu.add_comparing(tab.beside, exchange)
        menu.add_exports(tab, tab.dialogue.conversation.number, exchange)
        menu.exec(place)
        menu.deleteLater()
