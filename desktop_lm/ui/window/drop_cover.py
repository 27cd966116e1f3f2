"""Files dragged over the window: shows what letting go will do, and tells what was dropped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.plain_text import has_local_files


class FileDrops(QObject):
    """Takes files that are dragged over ``window``, which hands its drag events on: an event filter
    would cost a call of Python for each of its events.

    ``dropped`` carries the path of the first one, ``all_dropped`` those of all: they may be models,
    and whether they are, is seen when they are opened. ``words`` say what letting go will do, or
    ``words_for`` the files.
    """

    dropped = Signal(str)
    all_dropped = Signal(list)

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        words: str = "",
        words_for: Callable[[list[str]], str] | None = None,
    ) -> None:
        super().__init__(window)
        words = words or self.tr("Let go to open this model file")
        self._words_for = words_for
        self.cover = DropCover(theme, window, words)
        window.setAcceptDrops(True)

    def enter(self, event: QDragEnterEvent) -> None:
        """Something is dragged into the window."""
        if has_local_files(event.mimeData()):
            event.acceptProposedAction()
            if self._words_for is not None:
                self.cover.words = self._words_for(_paths(event.mimeData()))
            self.cover.show_over()

    def leave(self) -> None:
        """It is dragged out again."""
        self.cover.hide()

    def drop(self, event: QDropEvent) -> None:
        """It was let go."""
        self.cover.hide()
        self._take(event)

    def _take(self, event: QDropEvent) -> None:
        if files := _paths(event.mimeData()):
            event.acceptProposedAction()
            self.dropped.emit(files[0])
            self.all_dropped.emit(files)


def _paths(data: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class DropCover(QWidget):
    """Lies over the window while files are dragged there, and lets the pointer through."""

    def __init__(self, theme: Theme, window: QWidget, words: str) -> None:
        super().__init__(window)
        self.words = words
        self._theme = theme
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self) -> None:
        """Show over all of the window."""
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil, a frame and a sentence."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self._theme.colours.base)
        veil.setAlphaF(0.88)
        painter.fillRect(self.rect(), veil)
        edge = self._theme.px(12)
        frame = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        accent = QColor(self._theme.colours.accent)
        painter.setPen(QPen(accent, self._theme.px(2), Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, self._theme.px(8), self._theme.px(8))
        font = self.font()
        font.setPixelSize(self._theme.text_px)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, self.words)
