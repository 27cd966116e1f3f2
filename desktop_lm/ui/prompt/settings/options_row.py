"""Temperature, length and seed: a quiet row that is closed at first, and the way to the rest."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions
from desktop_lm.ui.prompt.settings.number_box import NumberBox
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.flow import Flow

_LEAST_SHOWN = "0.7"  # what the least width of a number's box has room for
_SHOWN = {"temperature": "0.70", "length": "4096", "seed": "1234567"}


class _Group(QWidget):
    """A name and its number, no wider than it takes to read the usual ones: ``shown``."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self._shown = shown

    def sizeHint(self) -> QSize:
        """The least, and what the number takes beyond that."""
        metrics = self.fontMetrics()
        more = metrics.horizontalAdvance(self._shown) - metrics.horizontalAdvance(_LEAST_SHOWN)
        return QSize(self.minimumSizeHint().width() + more, super().sizeHint().height())


class OptionsRow(QWidget):
    """``all_asked`` comes when somebody wants to see all settings."""

    all_asked = Signal()

    def __init__(self, theme: Theme, options: AnswerOptions) -> None:
        super().__init__()
        self._theme = theme
        self._options = options
        self.boxes: dict[str, NumberBox] = {}
        self._flow = Flow(theme, SECTION)  # in two lines rather than with half of a name
        spaced(QVBoxLayout(self), theme, gap=0, margins=(4, 0, 4, 0)).addWidget(self._flow)
        self._add(
            self.tr("Tempera&ture"),
            "temperature",
            self.tr("0 takes the likeliest word each time; higher values surprise more."),
        )
        self._add(
            self.tr("Le&ngth"),
            "length",
            self.tr("The answer ends after this many tokens at the latest."),
        )
        self._add(
            self.tr("&Seed"),
            "seed",
            self.tr("The same seed and text give the same answer. Random takes a new one."),
        )
        self.all_button = QuietButton(theme, "", "")
        self.all_button.clicked.connect(self.all_asked)
        self._flow.add(self.all_button)
        options.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        count = self._options.set_apart()
        text = self.tr("&All settings…")
        if count:
            text = self.tr("&All ({count} set)…").format(count=count)
        self.all_button.say(text)
        self.all_button.setToolTip(
            self.tr("Instructions, presets, choice of words, stop texts, JSON")
        )
        self._flow.refresh()

    def _add(self, name: str, field: str, hint: str) -> None:
        number = NumberBox(
            self._theme, self._options, field, self.tr("Random") if field == "seed" else ""
        )
        self.boxes[field] = number
        label = QLabel(name)
        label.setProperty("role", "muted")
        label.setBuddy(number.box)
        label.setToolTip(hint)
        number.box.setToolTip(hint)
        number.box.setAccessibleDescription(hint)
        group = _Group(max(_SHOWN[field], number.box.specialValueText(), key=len))
        layout = spaced(QHBoxLayout(group), self._theme, gap=GROUP)
        layout.addWidget(label)
        layout.addWidget(number.box)
        self._flow.add(group)
