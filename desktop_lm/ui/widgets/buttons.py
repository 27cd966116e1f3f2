"""The three kinds of button: the main one of a tab, quiet ones, and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtGui import QColor, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.keys import key_words

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent

ICON_UNITS = 18
_ICON_GAP = 3
BUTTON_PADDING = 8  # between the edge of a quiet button and its icon; see the style sheet


def literal(name: str) -> str:
    """``name`` as the text of a button or a label, which would take "&" for the mark of a key."""
    return name.replace("&", "&&")


class MainButton(QPushButton):
    """The one action a tab is there for, at the bottom right of its input."""

    def __init__(self, text: str, hint: str, shortcut: QKeySequence) -> None:
        super().__init__(text)
        self.setProperty("role", "main")
        self.setToolTip(f"{hint} ({key_words(shortcut)})")
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as the space bar does."""
        from PySide6.QtCore import Qt  # a namespace that the window's start is spared

        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


class QuietButton(QToolButton):
    """An icon, a word or both, without a frame until the pointer or the focus is on it.

    The icon is drawn right after the button is first painted: the window comes before its icons.
    """

    def __init__(
        self, theme: Theme, icon_name: str, text: str, hint: str = "", *, icon_only: bool = False
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icon_name = icon_name
        self._icon_is_old = False
        self.setProperty("role", "quiet")
        self.say(text)
        self.setToolTip(hint or _without_marks(text))
        self._is_alone = icon_only
        beside = "ToolButtonTextBesideIcon" if icon_name else "ToolButtonTextOnly"
        set_enum(self, "toolButtonStyle", "ToolButtonIconOnly" if icon_only else beside)
        self._renew_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again in a new colour or size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._renew_icon()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an icon that was not needed before, when all is on the screen."""
        super().paintEvent(event)
        if self._icon_is_old:
            QTimer.singleShot(0, self, self._draw_old_icon)

    def say(self, text: str) -> None:
        """Show other words, which are those that are read aloud as well."""
        self.setText(text)
        self.setAccessibleName(_without_marks(text))

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon_name = name
        self._renew_icon()

    def _renew_icon(self) -> None:
        """Keep its room at once, draw it when it can be seen.

        Fonts and colours reach a button that is about to be shown as one that is visible, so an
        icon that waits goes on waiting.
        """
        if not self._icon_name:
            return
        size = self._theme.px(ICON_UNITS)
        self.setIconSize(QSize(size + self._gap(), size))
        if self.isVisible() and not self._icon_is_old:
            self._draw_icon()
        else:
            self._icon_is_old = True
            self.setIcon(_blank_icon())

    def _draw_old_icon(self) -> None:
        if self._icon_is_old and self.isVisible():
            self._draw_icon()

    def _draw_icon(self) -> None:
        from desktop_lm.ui.look.icons import IconSize, icon

        self._icon_is_old = False
        colours = self._theme.colours
        size = IconSize(
            self._theme.px(ICON_UNITS),
            self._gap(),
            gap_first=self.isRightToLeft(),
            ratio=self.devicePixelRatioF(),
        )
        self.setIcon(icon(self._icon_name, size, colours.muted, colours.border))

    def _gap(self) -> int:
        """Styles leave too little between icon and text; none is needed without text."""
        return 0 if self._is_alone else self._theme.px(_ICON_GAP)


def _without_marks(text: str) -> str:
    return "&".join(part.replace("&", "") for part in text.split("&&"))


def _blank_icon() -> QIcon:
    """Stands for an icon that is still to be drawn; a button without any would be smaller."""
    pixmap = QPixmap(1, 1)
    pixmap.fill(QColor(0, 0, 0, 0))
    return QIcon(pixmap)


class LinkButton(QPushButton):
    """A sentence's worth of text that does something when clicked."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "link")
        self.setAutoDefault(False)

    def enterEvent(self, event: QEnterEvent) -> None:
        """A pointer as for links."""
        from PySide6.QtCore import Qt

        self.setCursor(Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)
