"""What can be done on the page: its buttons, its menu and its links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from desktop_lm.ui.prompt.exchange import Exchange

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.answer_page import AnswerPage
    from desktop_lm.ui.prompt.exchange_buttons import ExchangeButtons
    from desktop_lm.ui.prompt.page_links import Act
    from desktop_lm.ui.prompt.prompt_tab import PromptTab


class PageActions:
    """Of the page of one tab."""

    def __init__(self, tab: PromptTab) -> None:
        self._tab = tab
        self.buttons: ExchangeButtons | None = None

    def page_made(self, page: AnswerPage) -> None:
        """There is a page now."""
        from desktop_lm.ui.prompt.exchange_buttons import ExchangeButtons

        dialogue = self._tab.dialogue
        self.buttons = ExchangeButtons(self._tab.theme, page, self._tab.asking)
        for moment in (dialogue.begun, dialogue.answered, dialogue.opened):
            moment.connect(self._show_state)
        self._show_state()
        page.menu_asked.connect(self._show_menu)
        page.link_asked.connect(self._follow_link)

    def _show_state(self, *_of_signal: object) -> None:
        if self.buttons is not None:
            dialogue = self._tab.dialogue
            self.buttons.show_state(busy=dialogue.is_busy, growing=dialogue.growing)

    def _follow_link(self, address: str) -> None:
        from desktop_lm.ui.prompt.markdown.links import ask_to_open
        from desktop_lm.ui.prompt.page_links import act_of

        if act := act_of(address):
            self._act(act)
        elif not self._tab.attaching.show_link(address):
            ask_to_open(self._tab, address)

    def _act(self, act: Act) -> None:
        from desktop_lm.ui.prompt.page_links import What

        asking, exchanges = self._tab.asking, self._tab.dialogue.exchanges
        if self._tab.dialogue.is_busy:
            asking.say_busy()
        elif act.what is What.VERSION:
            asking.show_version(act.number)
        elif act.number < len(exchanges):
            asking.go_on(exchanges[act.number])

    def _show_menu(self, exchange: Exchange | None, place: QPoint) -> None:
        from desktop_lm.ui.prompt.exchange_menu import ExchangeMenu

        tab = self._tab
        menu = ExchangeMenu(tab.asking, tab.page, exchange, busy=tab.dialogue.is_busy)
        if exchange is not None and exchange.text:
            menu.add_comparing(tab.beside, exchange)
        menu.add_exports(tab, tab.dialogue.conversation.number, exchange)
        menu.exec(place)
        menu.deleteLater()
