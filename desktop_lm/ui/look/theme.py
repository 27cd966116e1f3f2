"""Light or dark, and how large: the one place that decides both."""

from __future__ import annotations

import sys
from enum import StrEnum

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from desktop_lm.ui.look.colours import DARK, LIGHT, palette
from desktop_lm.ui.look.contrast import with_accent
from desktop_lm.ui.look.style_sheet import style_sheet

TEXT_PERCENTS = (80, 90, 100, 110, 125, 150, 175, 200)
NORMAL_PERCENT = 100
TEXT_RATIO = 1.15  # text one reads and writes, to the system's own size
# Styles of the system that know light and dark by themselves; elsewhere Fusion wears our palette.
NATIVE_STYLES = ("macos", "windows11")
_NATIVE_PLATFORMS = ("darwin", "win32")
_FUSION_ACCENT = QColor(48, 140, 198)  # what Qt takes where the system names no accent colour
_DESIGN_HEIGHT = 16.0  # the font height in pixels at which one unit is one pixel
_MIDDLE_LIGHTNESS = 128


class Scheme(StrEnum):
    """The choice in the View menu."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def qt_arguments(program: str) -> list[str]:
    """What QApplication is made with. Where no style of the system's own could be meant, Fusion
    is asked for here: Python's picture of Qt's styles, which setStyle brings along, would hold
    the window up."""
    return [program] if sys.platform in _NATIVE_PLATFORMS else [program, "-style", "Fusion"]


def _has_native_style(app: QApplication) -> bool:
    """Whether the system's style is in force; if it is none we know, Fusion is from now on."""
    if sys.platform not in _NATIVE_PLATFORMS:
        return False
    if app.style().objectName().lower() in NATIVE_STYLES:
        return True
    app.setStyle("Fusion")
    return False


def _is_dark(app: QApplication) -> bool:
    return app.palette().window().color().lightness() < _MIDDLE_LIGHTNESS


def _possible(percent: int) -> int:
    return min(max(percent, TEXT_PERCENTS[0]), TEXT_PERCENTS[-1])


class Theme(QObject):
    """Colours and sizes; widgets that draw themselves ask here and listen to ``changed``.

    All sizes come from the height of the font, so that a larger font enlarges everything.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        scheme: Scheme = Scheme.SYSTEM,
        text_percent: int = NORMAL_PERCENT,
    ) -> None:
        super().__init__()
        self._app = app
        self._system_font = app.font()
        self._native = _has_native_style(app)
        # Qt's own palette follows the system; later it wears our colours and tells nothing.
        self._system_is_dark = _is_dark(app)
        self._system_accent = app.palette().color(QPalette.ColorRole.Accent)
        self.scheme = scheme
        self.text_percent = _possible(text_percent)
        self.colours = LIGHT
        if scheme is not Scheme.SYSTEM:
            self._tell_system()
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._on_system_change)

    @property
    def dark(self) -> bool:
        """Whether the window is dark now, by choice or by the system."""
        if self.scheme is not Scheme.SYSTEM:
            return self.scheme is Scheme.DARK
        return self._system_is_dark

    def set_scheme(self, scheme: Scheme) -> None:
        """Follow the system, or stay light or dark."""
        if scheme is not self.scheme:
            self.scheme = scheme
            self._tell_system()
            self._apply()

    def set_text_percent(self, percent: int) -> None:
        """Enlarge everything to ``percent`` of the system's size, 80 to 200."""
        percent = _possible(percent)
        if percent != self.text_percent:
            self.text_percent = percent
            self._apply()

    def px(self, units: float) -> int:
        """Pixels of ``units``, where one unit is one pixel at the usual font size."""
        pixels = units * self._font_height / _DESIGN_HEIGHT
        return round(pixels) if pixels >= 1 or units == 0 else 1

    @property
    def text_px(self) -> int:
        """Size of the text one reads and writes, in pixels."""
        return round(self._font_px * TEXT_RATIO)

    @property
    def small_px(self) -> int:
        """Size of everything else, in pixels."""
        return round(self._font_px)

    def style_sheet(self) -> str:
        """The window's style sheet in these colours and sizes."""
        return style_sheet(self.colours, self.px, self.text_px, dark=self.dark, native=self._native)

    def _tell_system(self) -> None:
        """Have what the system draws, such as the title bar, in the same scheme."""
        from PySide6.QtCore import Qt

        wanted = {
            Scheme.SYSTEM: Qt.ColorScheme.Unknown,
            Scheme.LIGHT: Qt.ColorScheme.Light,
            Scheme.DARK: Qt.ColorScheme.Dark,
        }
        self._app.styleHints().setColorScheme(wanted[self.scheme])
        self._ask_system()

    def _ask_system(self) -> None:
        from PySide6.QtCore import Qt

        system = self._app.styleHints().colorScheme()
        if self.scheme is Scheme.SYSTEM and system is not Qt.ColorScheme.Unknown:
            self._system_is_dark = system is Qt.ColorScheme.Dark

    def _on_system_change(self) -> None:
        if self.scheme is Scheme.SYSTEM:
            self._ask_system()
            self._apply()

    def _apply(self) -> None:
        font = self._system_font
        if font.pointSizeF() > 0:
            font = self._app.font()
            font.setPointSizeF(self._system_font.pointSizeF() * self.text_percent / 100)
        self._app.setFont(font)
        self._font_height = QFontMetricsF(font).height()
        self._font_px = QFontInfo(font).pixelSize()
        colours = DARK if self.dark else LIGHT
        if self._system_accent != _FUSION_ACCENT:
            colours = with_accent(colours, self._system_accent)
        self.colours = colours
        if not self._native:
            self._app.setPalette(palette(colours))
        self.changed.emit()
