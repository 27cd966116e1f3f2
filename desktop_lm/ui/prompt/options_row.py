"""Temperature, length and seed: a quiet row that is closed at first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme

if TYPE_CHECKING:
    from desktop_lm.messages import Sampling

RANDOM_SEED = -1
_LAST_SEED = 2**31 - 1
_MOST_TOKENS = 32_768
_TEMPERATURE = 0.7
_FIELD, _BEFORE = 64, 5  # units: the least width, and the space before the number


class OptionsRow(QWidget):
    """How the answer is made. ``changed`` follows each edit."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._temperature = QDoubleSpinBox()
        self._temperature.setRange(0, 2)
        self._temperature.setSingleStep(0.1)
        self._temperature.setDecimals(1)
        self._temperature.setValue(_TEMPERATURE)
        self._length = QSpinBox()
        self._length.setRange(16, _MOST_TOKENS)
        self._length.setSingleStep(64)
        self._length.setGroupSeparatorShown(True)
        self._length.setValue(512)
        self._seed = QSpinBox()
        self._seed.setRange(RANDOM_SEED, _LAST_SEED)
        self._seed.setSpecialValueText(self.tr("Random"))
        self._seed.setValue(RANDOM_SEED)
        self._theme = theme
        self._fields: list[QAbstractSpinBox] = []
        self._layout = spaced(QHBoxLayout(self), theme, gap=SECTION, margins=(4, 0, 4, 0))
        self._add(
            theme,
            self.tr("&Temperature"),
            self._temperature,
            self.tr("0 takes the likeliest word each time; higher values surprise more."),
        )
        self._add(
            theme,
            self.tr("Le&ngth"),
            self._length,
            self.tr("The answer ends after this many tokens at the latest."),
        )
        self._add(
            theme,
            self.tr("&Seed"),
            self._seed,
            self.tr("The same seed and text give the same answer. Random takes a new one."),
        )
        self._layout.addStretch(1)
        theme.changed.connect(self._fit)
        self._fit()
        for field in (self._temperature, self._length, self._seed):
            field.valueChanged.connect(self.changed)

    @property
    def max_tokens(self) -> int:
        """The most tokens an answer may have."""
        return self._length.value()

    def sampling(self) -> Sampling:
        """The options for one answer; a random seed is drawn anew each time."""
        import secrets

        from desktop_lm.messages import Sampling

        seed = self._seed.value()
        return Sampling(
            temperature=round(self._temperature.value(), 2),
            seed=secrets.randbelow(_LAST_SEED) if seed == RANDOM_SEED else seed,
        )

    def snapshot(self) -> dict[str, float]:
        """The values to remember."""
        return {
            "temperature": self._temperature.value(),
            "length": self._length.value(),
            "seed": self._seed.value(),
        }

    def restore(self, values: dict[str, Any]) -> None:
        """Bring remembered values back; what is missing or no number is passed over."""
        for name, field in (("length", self._length), ("seed", self._seed)):
            if isinstance(value := values.get(name), int):
                field.setValue(max(min(value, field.maximum()), field.minimum()))
        if isinstance(value := values.get("temperature"), int | float):
            self._temperature.setValue(value)

    def _fit(self) -> None:
        """No style sheet reaches the space before the number."""
        for field in self._fields:
            field.setMinimumWidth(self._theme.px(_FIELD))
            field.lineEdit().setTextMargins(self._theme.px(_BEFORE), 0, 0, 0)

    def _add(self, theme: Theme, name: str, field: QAbstractSpinBox, hint: str) -> None:
        label = QLabel(name)
        label.setProperty("role", "muted")
        label.setBuddy(field)
        label.setToolTip(hint)
        field.setToolTip(hint)
        field.setAccessibleDescription(hint)
        self._fields.append(field)
        group = spaced(QHBoxLayout(), theme, gap=GROUP)
        group.addWidget(label)
        group.addWidget(field)
        self._layout.addLayout(group)
