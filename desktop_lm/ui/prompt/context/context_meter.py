"""One thin bar: what a prompt will take of the context, and what is left."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop_lm.tasks.context_use import ContextUse
from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.context.context_words import description, warning

_HEIGHT, _LEAST, _GAP = 4, 2.0, 1.0  # units; pixels: a part that is there is seen, and its edge
_TINTS = (0.35, 0.6, 1.0)  # of the accent: instructions, conversation, this prompt


class ContextMeter(QWidget):
    """The bar, and below it a line where there is something one should know before sending."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.bar = _Bar(theme)
        self.bar.setAccessibleName(self.tr("Context"))
        self.line = QLabel()
        self.line.setWordWrap(True)
        self.line.setProperty("role", "muted")
        set_enum(self.line, "textFormat", "PlainText")
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP / 2, margins=(4, 0, 4, 0))
        layout.addWidget(self.bar)
        layout.addWidget(self.line)
        self.line.hide()

    def show_use(self, use: ContextUse) -> None:
        """Show what a prompt would take."""
        words = description(use)
        self.bar.show_use(use, words)
        told, warned = self.line.text(), warning(use)
        self.line.setText(warned)
        self.line.setVisible(bool(warned))
        if warned and _letters(warned) != _letters(told):
            self._announce(warned)

    def _announce(self, text: str) -> None:
        """Say to a screen reader what does not fit any more; not each figure while one types."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, text))


def _letters(words: str) -> str:
    return "".join(filter(str.isalpha, words))


class _Bar(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._use: ContextUse | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_use(self, use: ContextUse, words: str) -> None:
        self._use = use
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a line is thick."""
        return QSize(self._theme.px(100), self._theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each part in a tint of its own with a gap after it, the room for the answer outlined."""
        del event
        use, colours = self._use, self._theme.colours
        if use is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if self.isRightToLeft():
            painter.translate(area.width(), 0)
            painter.scale(-1, 1)
        clip = QPainterPath()
        clip.addRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setClipPath(clip)
        painter.fillRect(area, QColor(colours.line))
        whole = max(use.size, use.used)
        start = 0.0
        over = use.used >= use.size
        for tokens, tint in zip((use.frame, use.history, use.prompt), _TINTS, strict=True):
            colour = QColor(colours.negative if over else colours.accent)
            colour.setAlphaF(tint)
            start += self._part(painter, start, tokens / whole, colour)
        room = QColor(colours.muted)
        room.setAlphaF(0.45)
        self._part(painter, start, use.room / whole, room)

    def _part(self, painter: QPainter, start: float, share: float, colour: QColor) -> float:
        if share <= 0:
            return 0.0
        width = max(share * self.width(), _LEAST)
        painter.fillRect(QRectF(start, 0, max(width - _GAP, _GAP), self.height()), colour)
        return width
