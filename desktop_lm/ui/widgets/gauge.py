"""A figure with its bar."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.labels import SteadyLabel
from desktop_lm.ui.widgets.meter import Meter


class Gauge(QWidget):
    """Hidden while there is no figure to show."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._figure = SteadyLabel()
        self._figure.setProperty("role", "muted")
        set_enum(self._figure, "alignment", "AlignRight|AlignVCenter")
        self._meter = Meter(theme, name)
        layout = spaced(QHBoxLayout(self), theme, gap=GROUP)
        layout.addWidget(self._figure)
        layout.addWidget(self._meter)
        self.hide()

    @property
    def text(self) -> str:
        """The figure shown."""
        return self._figure.text()

    def set_narrow(self, *, narrow: bool) -> None:
        """The bar alone, or the figure with it."""
        self._figure.setVisible(not narrow)

    def show_figure(
        self, figure: str, parts: tuple[float, ...], words: str, widest: str = ""
    ) -> None:
        """Show ``figure`` and its ``parts`` of the whole (0 to 1); ``words`` say it exactly.
        ``widest`` is the longest figure there can be: its room is kept, so that nothing moves."""
        if (figure, words) == (self._figure.text(), self._meter.toolTip()):
            return
        self.setVisible(bool(figure))
        self._figure.keep_room_for(widest)
        self._figure.show_text(figure)
        self._figure.setToolTip(words)
        self._meter.show_parts(parts, words)
