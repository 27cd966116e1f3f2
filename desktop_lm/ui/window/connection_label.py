"""Says that no connection was made; in a narrow window with a picture."""

from __future__ import annotations

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from desktop_lm.ui.look.theme import Theme

_ICON_UNITS = 16


class ConnectionLabel(QLabel):
    """The program opens no connection at all, so this never changes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._narrow = False
        self._words = self.tr("No connection made")
        self.setProperty("role", "muted")
        self.setAccessibleName(self._words)
        self.setToolTip(
            self.tr(
                "No connection made. Everything happens on this computer; this program connects "
                "to nothing."
            )
        )
        theme.changed.connect(self._draw)
        self._draw()

    def set_narrow(self, *, narrow: bool) -> None:
        """Show a picture in place of the words."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._draw()

    def _draw(self) -> None:
        if not self._narrow:
            self.setPixmap(QPixmap())
            self.setText(self._words)
            return
        from desktop_lm.ui.look.icons import IconSize, icon

        size, colour = self._theme.px(_ICON_UNITS), self._theme.colours.muted
        sized = IconSize(size, ratio=self.devicePixelRatioF())
        drawn = icon("unplug", sized, colour, colour)
        self.setPixmap(drawn.pixmap(size, size))
