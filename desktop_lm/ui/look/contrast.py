"""Contrast of two colours, and colours bent until they can be read.

After WCAG 2.2, "relative luminance" and "contrast ratio":
https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

from PySide6.QtGui import QColor

from desktop_lm.ui.look.colours import Colours

READABLE = 4.5  # the least for text of ordinary size
_LINEAR_BELOW = 0.04045
_STEPS = 100


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of the two luminances, 1 (alike) to 21 (black on white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: QColor, surface: QColor) -> QColor:
    """``colour``, or the nearest of its hue that can be read on ``surface``."""
    if contrast(colour, surface) >= READABLE:
        return colour
    hue, saturation, lightness = colour.hslHueF(), colour.hslSaturationF(), colour.lightnessF()
    aim = 0.0 if _luminance(surface) > _luminance(QColor("#757575")) else 1.0
    for step in range(1, _STEPS + 1):
        bent = lightness + (aim - lightness) * step / _STEPS
        exact = QColor.fromHslF(max(hue, 0.0), saturation, min(max(bent, 0.0), 1.0))
        tried = QColor(exact.name())  # as it will be drawn
        if contrast(tried, surface) >= READABLE:
            return tried
    return QColor("#000000" if aim == 0 else "#ffffff")


def with_accent(colours: Colours, accent: QColor) -> Colours:
    """The same scheme with the system's accent colour."""
    fill = readable(accent, QColor(colours.on_accent))
    selection = _mixed(accent, QColor(colours.base), 0.25)
    return colours._replace(
        accent=readable(accent, QColor(colours.base)).name(),
        accent_fill=fill.name(),
        accent_hover=fill.darker(115).name(),
        selection=readable(selection, QColor(colours.text)).name(),
    )


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    def part(one: float, other: float) -> float:
        return one * share + other * (1 - share)

    return QColor.fromRgbF(
        part(colour.redF(), ground.redF()),
        part(colour.greenF(), ground.greenF()),
        part(colour.blueF(), ground.blueF()),
    )
