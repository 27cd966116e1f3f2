"""Boxes for the numbers of an answer's settings."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QSignalBlocker
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

from desktop_lm.tasks.prompt.answer_settings import DEFAULT, LIMITS
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.number_space import NumberSpace

translate = QCoreApplication.translate
_STEPS = {"temperature": 0.1, "top_p": 0.05, "min_p": 0.05, "repeat_penalty": 0.05, "length": 64}
_DECIMALS = {"temperature": 1}
_WIDTH, _BEFORE = 64, 5  # units: the least width, and the space before the number


class _DecimalBox(QDoubleSpinBox):
    """Takes a point and a comma alike: these numbers have no thousands, and Qt would drop the
    wrong one and make 13 of 1,3."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        sign = self.locale().decimalPoint()
        for other in ".,":
            text = text.replace(other, sign)
        return super().validate(text, position)


def _shown(value: float) -> str:
    if value == round(value):
        return numbers.whole(round(value))
    return QLocale().toString(float(value), "g", 2)


class NumberBox:
    """A box that shows and sets the value ``name`` of ``options``; ``lowest_word`` stands for
    its least value, ``width`` is in units."""

    def __init__(
        self,
        theme: Theme,
        options: AnswerOptions,
        name: str,
        lowest_word: str = "",
        *,
        width: float = _WIDTH,
    ) -> None:
        self._theme = theme
        self._options = options
        self._name = name
        self._width = width
        least, most = LIMITS[name]
        self.box: QSpinBox | QDoubleSpinBox
        if isinstance(getattr(DEFAULT, name), int):
            whole = QSpinBox()
            whole.setRange(round(least), round(most))
            whole.setSingleStep(round(_STEPS.get(name, 1)))
            whole.setGroupSeparatorShown(name == "length")
            self.box = whole
        else:
            decimal = _DecimalBox()
            decimal.setDecimals(_DECIMALS.get(name, 2))
            decimal.setRange(least, most)
            decimal.setSingleStep(_STEPS[name])
            self.box = decimal
        self.box.setSpecialValueText(lowest_word)
        self.box.setToolTip(
            translate("AnswerSettings", "From {least} to {most}").format(
                least=lowest_word or _shown(least), most=_shown(most)
            )
        )
        NumberSpace(self.box, theme)
        theme.changed.connect(self._fit)
        self._fit()
        self._show()
        options.changed.connect(self._show)
        self.box.valueChanged.connect(self._set)

    def _set(self) -> None:
        self._options.change(**{self._name: self.box.value()})

    def _show(self) -> None:
        value = getattr(self._options.settings, self._name)
        if round(self.box.value(), 2) != round(value, 2):
            with QSignalBlocker(self.box):  # it may have fewer digits than the value
                self.box.setValue(value)

    def _fit(self) -> None:
        self.box.setMinimumWidth(self._theme.px(self._width))
