"""Says whether a connection was made, and for what; in a narrow window with a picture."""

from __future__ import annotations

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from desktop_lm.ui.look.theme import Theme

_ICON_UNITS = 16


class ConnectionLabel(QLabel):
    """The program connects to nothing but for a download somebody started; then it says so."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._narrow = False
        self._icon = "unplug"
        self.setProperty("role", "muted")
        theme.changed.connect(self._draw)
        self._say(
            self.tr("No connection made"),
            self.tr(
                "No connection made. Everything happens on this computer; this program connects "
                "to nothing unless you download a model."
            ),
        )

    def show_downloading(self) -> None:
        """A download was started."""
        self._icon = "download"
        self._say(
            self.tr("Connected for a download"),
            self.tr(
                "Since its start this program has connected to the publisher of a model you "
                "chose to download, and to nothing else. Your texts stay on this computer."
            ),
        )

    def _say(self, words: str, at_length: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self.setToolTip(at_length)
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
        drawn = icon(self._icon, sized, colour, colour)
        self.setPixmap(drawn.pixmap(size, size))
