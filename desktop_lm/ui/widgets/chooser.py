"""A combo box whose width does not follow the longest of its choices."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

_CHARACTERS = 16


def chooser(name: str) -> QComboBox:
    """``name`` is what a screen reader says."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(_CHARACTERS)
    return made
