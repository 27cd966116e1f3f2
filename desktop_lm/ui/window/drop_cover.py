"""Files dragged over the window: shows what letting go will do, and tells what was dropped."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.plain_text import has_local_files


class FileDrops(QObject):
    """Takes files that are dragged over ``window``. ``dropped`` carries the path of the first
    one, ``all_dropped`` those of all: they may be models, and whether they are, is seen when they
    are opened. ``words`` say what letting go will do."""

    dropped = Signal(str)
    all_dropped = Signal(list)

    def __init__(self, theme: Theme, window: QWidget, words: str = "") -> None:
        super().__init__(window)
        words = words or self.tr("Let go to open this model file")
        self.cover = DropCover(theme, window, words)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the window's drags."""
        if isinstance(event, QDragEnterEvent):
            if has_local_files(event.mimeData()):
                event.acceptProposedAction()
                self.cover.show_over()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.cover.hide()
            self._take(event)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.cover.hide()
        return super().eventFilter(watched, event)

    def _take(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files[0])
            self.all_dropped.emit(files)


class DropCover(QWidget):
    """Lies over the window while files are dragged there, and lets the pointer through."""

    def __init__(self, theme: Theme, window: QWidget, words: str) -> None:
        super().__init__(window)
        self._words = words
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
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, self._words)
