"""Whether a model fits into the memory, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop_lm.ui.widgets.signs import Sign

translate = QCoreApplication.translate


def short(sign: Sign) -> str:
    """One or two words for a row."""
    return {
        Sign.NONE: "",
        Sign.GOOD: translate("Fit", "fits"),
        Sign.FAIR: translate("Fit", "tight"),
        Sign.BAD: translate("Fit", "does not fit"),
    }[sign]
