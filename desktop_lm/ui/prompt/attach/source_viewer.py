"""Shows what the links of the page point at: a file, or a passage of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.dialogue import Dialogue

if TYPE_CHECKING:
    from desktop_lm.storage.history.conversation import Attachment
    from desktop_lm.ui.prompt.exchange import Exchange


class SourceViewer:
    """Over ``window``, for the conversation that the ``dialogue`` shows."""

    def __init__(self, theme: Theme, dialogue: Dialogue, window: QWidget) -> None:
        self._theme = theme
        self._dialogue = dialogue
        self._window = window

    def follow(self, address: str) -> bool:
        """Show what a link points at; False for one that is not of this kind."""
        from desktop_lm.ui.prompt.attach.page_links import link_of

        link = link_of(address)
        if link is None:
            return False
        exchanges = self._dialogue.exchanges
        if link.place < len(exchanges):
            exchange = exchanges[link.place]
            if link.what == "file" and link.number < len(exchange.attachments):
                self.show(exchange.attachments[link.number])
            elif link.what == "passage":
                self._show_passage(exchange, link.number)
        return True

    def show(
        self, attachment: Attachment, stretch: tuple[int, int] = (0, 0), words: str = ""
    ) -> None:
        """Show a document, with a stretch of it marked, until the user closes it."""
        from desktop_lm.ui.prompt.attach.source_dialog import SourceDialog

        dialog = SourceDialog(self._theme, self._window, attachment, stretch, words)
        dialog.exec()
        dialog.deleteLater()

    def _show_passage(self, exchange: Exchange, number: int) -> None:
        from desktop_lm.ui.prompt.attach.attach_words import place_words

        reading = exchange.reading
        if reading is None or number >= len(reading.passages):
            return
        cited = reading.passages[number]
        for attachment in self._dialogue.conversation.attachments:
            if cited.is_of(attachment.name, attachment.text):
                words = f"[{number + 1}] {place_words(cited)}"
                self.show(attachment, (cited.start, cited.end), words)
                return
