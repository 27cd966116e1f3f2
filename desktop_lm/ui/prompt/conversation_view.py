"""The conversation on the page, drawn as the dialogue goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.ui.prompt.asking import Asking
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.prompt_parts import PromptParts
from desktop_lm.ui.window.banner import Banner

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.answer_page import AnswerPage
    from desktop_lm.ui.prompt.open_conversation import OpenConversation


class ConversationView(QObject):
    """``changed`` follows whatever is on the page; ``opened`` comes when another conversation, or
    more of one, is there."""

    changed = Signal()
    opened = Signal()

    def __init__(self, parts: PromptParts, asking: Asking, banner: Banner) -> None:
        super().__init__()
        self._parts = parts
        self._asking = asking
        self._dialogue = asking.dialogue
        self._banner = banner
        self._said: tuple[OpenConversation, str] | None = None  # of the page that was shown then
        dialogue = asking.dialogue
        dialogue.opened.connect(self._opened)
        dialogue.begun.connect(self._begun)
        dialogue.grown.connect(self._grown)
        dialogue.ended.connect(self._ended)
        dialogue.found.connect(self._go_to)
        dialogue.lengthened.connect(self._lengthened)
        dialogue.relabelled.connect(self._relabelled)
        self._show_buttons()

    @property
    def last_answer(self) -> str:
        """As far as it came; "" where there is none."""
        return self._exchanges[-1].text if self._exchanges else ""

    def page_made(self, page: AnswerPage) -> None:
        """There is a page now."""
        page.earlier_asked.connect(self._dialogue.bring_earlier)
        self._show_on(page)

    def remember_said(self) -> None:
        """What the banner says is about the conversation that is shown: it goes with that."""
        self._said = self._dialogue.conversation, self._banner.sentence

    # --- inside ---

    @property
    def _exchanges(self) -> list[Exchange]:
        return self._dialogue.exchanges

    def _begun(self, _exchange: Exchange, is_new: bool) -> None:  # noqa: FBT001  a signal's
        if is_new:
            self._parts.page.begin()
        else:
            self._show_on(self._parts.page)
            self._parts.page.go_to_end()
        self._page_changed()

    def _grown(self, text: str) -> None:
        self._parts.page.grow(text)
        self._show_buttons()

    def _ended(self) -> None:
        if self._exchanges and self._dialogue.growing not in self._exchanges:
            self._parts.page.end()  # else it was one that waited
        self._page_changed()

    def _show_on(self, page: AnswerPage) -> None:
        has_earlier = self._dialogue.conversation.before is not None
        page.show_exchanges(self._exchanges, self._dialogue.growing, has_earlier=has_earlier)

    def _lengthened(self, count: int) -> None:
        has_earlier = self._dialogue.conversation.before is not None
        self._parts.page.show_earlier(count, has_earlier=has_earlier)

    def _relabelled(self) -> None:
        """One goes on reading where one is."""
        if self._exchanges:
            self._parts.page.redraw()

    def _go_to(self, place: int) -> None:
        if place >= 0:
            self._parts.page.go_to_exchange(place)

    def _opened(self) -> None:
        """Another conversation is shown, or more is known of it."""
        if self._exchanges or self._parts.has_page:
            self._show_on(self._parts.page)
            self._parts.page.go_to_end()
        self._forget_said()
        self.opened.emit()
        self._page_changed()
        if self._exchanges and self._exchanges[-1].broken_off:
            self._banner.show_note(
                self.tr("The last answer was broken off when the program ended."),
                [(self.tr("Continue from here"), self._asking.go_on)],
            )
            self.remember_said()

    def _forget_said(self) -> None:
        """What can be done about another conversation would be done to this one."""
        if self._said is None:
            return
        about, sentence = self._said
        shown = self._dialogue.conversation
        if about is not shown and (about.number != shown.number or not about.number):
            if about.exchanges and self._banner.sentence == sentence:
                self._banner.hide()
            self._said = None

    def _page_changed(self) -> None:
        self._parts.show_page(page=bool(self._exchanges))
        self._show_buttons()
        self.changed.emit()

    def _show_buttons(self) -> None:
        self._parts.composer.copy_button.setEnabled(bool(self.last_answer))
        self._parts.composer.clear_button.setEnabled(bool(self._exchanges))
