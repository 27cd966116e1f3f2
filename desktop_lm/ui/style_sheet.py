"""The one style sheet. It draws what no palette can say: flat tabs, quiet buttons, one main
button, boxes to write in. All colours and sizes are handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from string import Template

from desktop_lm.ui.colours import Colours

_SHEET = Template("""
QMainWindow, QStatusBar, QMenuBar, #header, #statusLine { background: $window; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabWidget::tab-bar { left: ${px10}px; }
QTabBar { background: $window; }
QTabBar::tab {
    background: transparent; color: $muted; border: 1px solid transparent;
    border-bottom: ${px2}px solid transparent;
    padding: ${px8}px ${px6}px ${px6}px ${px6}px; margin: 0 ${px8}px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar:focus::tab:selected {
    border: 1px solid $accent; border-bottom: ${px2}px solid $accent;
    border-top-left-radius: ${px4}px; border-top-right-radius: ${px4}px;
}
#page, #page QStackedWidget { background: $base; }

QTextEdit[role="text"], QPlainTextEdit[role="text"], QListView[role="text"] {
    background: $base; color: $text; border: none; font-size: ${text_px}px;
    selection-background-color: $selection; selection-color: $text;
}
QLabel[role="text"] { font-size: ${text_px}px; }
QLabel[role="verdict"] { font-size: ${text_px}px; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QFrame[role="box"] { background: $base; border: 1px solid $border; border-radius: ${px8}px; }
QFrame[role="box"][active="true"] { border: 1px solid $accent; }
QFrame[role="line"] { background: $line; border: none; }
QFrame[role="banner"] {
    background: $neutral_tint; border: none; border-radius: ${px6}px;
}
QFrame[role="banner"][tone="error"] { background: $negative_tint; }

QPushButton[role="main"] {
    background: $accent_fill; color: $on_accent; border: 1px solid $accent_fill;
    border-radius: ${px6}px; padding: ${px5}px ${px16}px; font-weight: 600;
}
QPushButton[role="main"]:hover, QPushButton[role="main"]:pressed {
    background: $accent_hover; border-color: $accent_hover;
}
QPushButton[role="main"]:focus { border: 1px solid $text; }
QPushButton[role="main"]:disabled {
    background: $hover; border-color: $hover; color: $muted;
}
QToolButton[role="quiet"], QPushButton[role="quiet"] {
    background: transparent; color: $muted; border: 1px solid transparent;
    border-radius: ${px6}px; padding: ${px4}px ${px8}px;
}
QToolButton[role="quiet"]:hover, QPushButton[role="quiet"]:hover,
QToolButton[role="quiet"]:checked { background: $hover; color: $text; }
QToolButton[role="quiet"]:pressed, QPushButton[role="quiet"]:pressed { background: $line; }
QToolButton[role="quiet"]:focus, QPushButton[role="quiet"]:focus { border-color: $accent; }
QToolButton[role="quiet"]:disabled { color: $border; background: transparent; }
QToolButton[role="quiet"]::menu-indicator { image: none; width: 0; }
QPushButton[role="link"] {
    background: transparent; color: $accent; border: 1px solid transparent;
    border-radius: ${px4}px; padding: ${px2}px ${px4}px; text-align: left;
}
QPushButton[role="link"]:hover { background: $hover; }
QPushButton[role="link"]:focus { border-color: $accent; }
QToolTip { color: $text; background: $base; border: 1px solid $line; padding: ${px4}px; }
""")

_SIZES = (2, 4, 5, 6, 8, 10, 16)


def style_sheet(colours: Colours, px: Callable[[float], int], text_px: int) -> str:
    """The sheet in ``colours``; ``px`` turns units into pixels, ``text_px`` is the reading size."""
    sizes = {f"px{size}": str(px(size)) for size in _SIZES}
    return _SHEET.substitute(asdict(colours), text_px=str(text_px), **sizes)
