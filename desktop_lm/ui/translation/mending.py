"""Line breaks of a page taken out of a pasted text, when one wants it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction, QKeySequence

from desktop_lm.tasks.text.mend_lines import mend
from desktop_lm.tasks.text.unmend_lines import unmended
from desktop_lm.ui.background import Background
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.banner import Banner

_LONGEST = 1_000_000  # characters that are looked through unasked


class Mending(QObject):
    """Offers it in ``banner`` where what was pasted into ``box`` looks broken by a page. ``action``
    does it at any time; undo brings the lines back. ``mended`` is called after it."""

    def __init__(self, box: TextBox, banner: Banner, mended: Callable[[], object]) -> None:
        super().__init__(box)
        self._box = box
        self._banner = banner
        self._mended = mended
        self._background = Background(self, threads=1)
        self.action = QAction(self.tr("&Mend line breaks of a page"), self)
        self.action.setShortcut(QKeySequence.fromString("Ctrl+Shift+J"))
        self.action.triggered.connect(lambda _=False: self.mend())
        box.pasted.connect(lambda: QTimer.singleShot(0, self, self._look))

    def mend(self) -> None:
        """Make paragraphs of the lines, or say that there is nothing to mend."""
        text = self._box.text()
        self._background.run(lambda: mend(text), lambda better: self._put(text, better), topic="do")

    def close(self) -> None:
        """The window closes."""
        self._background.close()

    def _look(self) -> None:
        text = self._box.text()
        if "\n" in text and len(text) <= _LONGEST:
            self._background.run(
                lambda: mend(text), lambda better: self._offer(text, better), topic="look"
            )

    def _offer(self, text: str, better: str) -> None:
        if better != text == self._box.text():
            self._banner.show_note(
                self.tr("The lines of this text seem to be broken as on a page."),
                [
                    (self.tr("Mend them"), lambda: self._put(text, better)),
                    (self.tr("Leave them"), lambda: None),
                ],
            )

    def _put(self, text: str, better: str) -> None:
        if self._box.text() != text:
            return  # somebody went on writing
        if better == text:
            self._banner.show_note(self.tr("No line of this text is broken as on a page."))
            return
        self._box.replace_text(better)
        done = self._box.document().revision()
        self._banner.show_note(
            self.tr("The lines are put together."),
            [(self.tr("Undo"), lambda: self._undo(text, better, done))],
        )
        self._mended()

    def _undo(self, text: str, better: str, done: int) -> None:
        if self._box.document().revision() == done:
            self._box.undo()
            self._mended()
            return
        now = self._box.text()
        self._background.run(
            lambda: unmended(text, better, now),
            lambda parts: self._bring_back(now, parts),
            topic="do",
        )

    def _bring_back(self, now: str, parts: tuple[str, str, str]) -> None:
        """The lines of the page, with what was written since, behind which the caret is."""
        if self._box.text() != now:
            return  # somebody went on writing
        before, written, behind = parts
        self._box.replace_text(before + written + behind)
        place = len(before + written)
        self._box.setTextCursor(self._box.cursor_over(place, place))
        self._mended()
