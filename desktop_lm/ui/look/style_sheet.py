"""The one style sheet. It draws what no palette can say: flat tabs, quiet buttons, one main
button, boxes to write in. All colours and sizes are handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from string import Template

from desktop_lm import paths
from desktop_lm.ui.look.colours import Colours

_SHEET = Template("""
QMainWindow, QDialog#models, QStatusBar, QMenuBar, #header, #statusLine { background: $window; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabWidget::tab-bar { left: 0; }
QTabBar { background: $window; outline: 0; }
QTabBar::tab {
    background: transparent; color: $muted; border: 1px solid transparent;
    border-bottom: ${px2}px solid transparent;
    padding: ${px8}px ${px6}px ${px6}px ${px6}px; margin: 0 ${px8}px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:selected:focus {
    border: 1px solid $accent; border-bottom: ${px2}px solid $accent;
    border-top-left-radius: ${px4}px; border-top-right-radius: ${px4}px;
}
#page, #page QStackedWidget, #page QScrollArea { background: $base; }

QTextEdit[role="text"], QPlainTextEdit[role="text"], QListView[role="text"] {
    background: $base; color: $text; border: none; font-size: ${text_px}px;
    placeholder-text-color: $muted;
    selection-background-color: $selection; selection-color: $text;
}
QFrame[role="box"] { background: $base; border: 1px solid $border; border-radius: ${px6}px; }
QPlainTextEdit[role="small"] {
    background: $base; color: $text; border: none; placeholder-text-color: $muted;
    selection-background-color: $selection; selection-color: $text;
}
#side { background: $window; border: none; border-right: 1px solid $line; }
#inspector, #inspector QScrollArea, #inspector QScrollArea > QWidget > QWidget {
    background: $window; border: none;
}
#inspector QListView[role="rows"] { background: $window; }
#side QListView[role="rows"] { background: $window; }
QListView[role="rows"] { background: $base; border: none; outline: 0; }
QTableView[role="table"] {
    background: $base; border: 1px solid $line; selection-background-color: $selection;
    selection-color: $text;
}
QTableView[role="table"] QHeaderView, QTableView[role="table"] QTableCornerButton::section {
    background: $base; border: none;
}
QTableView[role="table"] QHeaderView::section {
    background: $base; color: $muted; border: none; padding: ${px4}px;
}
QTableView[role="table"] QHeaderView::section:horizontal { border-bottom: 1px solid $line; }
QLabel[role="text"] { font-size: ${text_px}px; }
QLabel[role="verdict"] { font-size: ${text_px}px; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="invitation"] { color: $muted; font-size: ${text_px}px; }
QLabel[role="title"] { font-weight: 600; }
QFrame[role="line"], QSplitter::handle { background: $line; border: none; }
QFrame[role="banner"] {
    background: $neutral_tint; border: none; border-radius: ${px6}px;
}
QFrame[role="banner"][tone="error"] { background: $negative_tint; }
QFrame[role="chip"] {
    background: $neutral_tint; border: 1px solid transparent; border-radius: ${px6}px;
}
QFrame[role="chip"]:hover { background: $hover; }
QFrame[role="chip"]:focus { border-color: $accent; }

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
QToolButton[role="quiet"][over="text"] { background: $base; border-color: $line; }
QToolButton[role="quiet"]::menu-indicator { image: none; width: 0; }
QPushButton[role="link"] {
    background: transparent; color: $accent; border: 1px solid transparent;
    border-radius: ${px4}px; padding: ${px2}px ${px4}px; text-align: left;
}
QPushButton[role="link"]:hover { background: $hover; }
QPushButton[role="link"]:focus { border-color: $accent; }
QPushButton[role="link"]:disabled { color: $border; }
QToolTip {
    color: $text; background: $base; border: 1px solid $line; padding: ${px4}px;
    qproperty-textFormat: PlainText; /* "<br>" in a text is no line break */
}
""")

# For Fusion, which wears our palette too; styles of the system draw these in their own way.
_FUSION_SHEET = Template("""
#side QLineEdit, QDialog QLineEdit, QLineEdit[role="field"] {
    background: $base; color: $text; border: 1px solid $border; border-radius: ${px6}px;
    padding: ${px4}px ${px6}px; selection-background-color: $selection; selection-color: $text;
    placeholder-text-color: $muted;
}
#side QLineEdit:focus, QDialog QLineEdit:focus, QLineEdit[role="field"]:focus {
    border-color: $accent;
}
QComboBox, QAbstractSpinBox {
    background: $base; color: $text; border: 1px solid $border; border-radius: ${px6}px;
    padding: ${px4}px ${px20}px ${px4}px ${px6}px;
    selection-background-color: $selection; selection-color: $text;
}
QComboBox:disabled, QAbstractSpinBox:disabled, QDialog QLineEdit:disabled {
    background: $window; color: $border; border-color: $line;
}
QComboBox:hover, QAbstractSpinBox:hover { background: $window; }
QComboBox:focus, QComboBox:on, QAbstractSpinBox:focus { border-color: $accent; background: $base; }
QComboBox::drop-down {
    border: none; width: ${px24}px; subcontrol-origin: padding; subcontrol-position: center right;
}
QComboBox::down-arrow {
    image: url("$icons/chevron-down-$shade.svg"); width: ${px14}px; height: ${px14}px;
}
QComboBox QAbstractItemView, QListView[completion="true"] {
    background: $base; color: $text; border: 1px solid $line; outline: 0; padding: ${px4}px 0;
}
QComboBox QAbstractItemView::item, QListView[completion="true"]::item {
    padding: ${px4}px ${px8}px; border: none; color: $text;
}
QComboBox QAbstractItemView::item:selected, QListView[completion="true"]::item:selected {
    background: $selection;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    border: none; background: transparent; width: ${px20}px; subcontrol-origin: border;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; top: ${px2}px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; bottom: ${px2}px; }
QAbstractSpinBox::up-arrow {
    image: url("$icons/chevron-up-$shade.svg"); width: ${px12}px; height: ${px12}px;
}
QAbstractSpinBox::down-arrow {
    image: url("$icons/chevron-down-$shade.svg"); width: ${px12}px; height: ${px12}px;
}
QCheckBox, QRadioButton {
    spacing: ${px8}px; outline: 1px solid $accent; outline-radius: ${px4}px;
}
QPushButton { outline: 0; } /* the frame says it has the keyboard */
QCheckBox::indicator, QRadioButton::indicator, QTableView::indicator,
QListView::indicator {
    width: ${px14}px; height: ${px14}px; background: $base; border: 1px solid $border;
}
QCheckBox::indicator, QTableView::indicator, QListView::indicator { border-radius: ${px4}px; }
QRadioButton::indicator { border-radius: ${px7}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: $hover; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked, QTableView::indicator:checked, QListView::indicator:checked {
    background: $accent_fill; border-color: $accent_fill; image: url("$icons/check-on-accent.svg");
}
QRadioButton::indicator:checked {
    border-color: $accent_fill; background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
        fx: 0.5, fy: 0.5, stop: 0 $accent_fill, stop: 0.55 $accent_fill, stop: 0.65 $base);
}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
    background: $hover; border-color: $line;
}
QRadioButton::indicator:checked:disabled {
    border-color: $border; background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
        fx: 0.5, fy: 0.5, stop: 0 $border, stop: 0.55 $border, stop: 0.65 $base);
}
QCheckBox::indicator:checked:disabled {
    background: $border; border-color: $border; image: url("$icons/check-on-accent.svg");
}
QProgressBar { background: $line; border: none; border-radius: ${px2}px; }
QProgressBar::chunk { background: $accent; border-radius: ${px2}px; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: ${px10}px; }
QScrollBar:horizontal { height: ${px10}px; }
QScrollBar::handle { background: $line; border: ${px2}px solid $base; border-radius: ${px5}px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $border; }
QScrollBar::handle:vertical { min-height: ${px24}px; }
QScrollBar::handle:horizontal { min-width: ${px24}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: $base; border: 1px solid $line; padding: ${px4}px 0; }
QMenu::item { padding: ${px5}px ${px24}px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $border; }
QMenu::separator { height: 1px; background: $line; margin: ${px4}px 0; }
QMenuBar::item { background: transparent; padding: ${px4}px ${px8}px; }
QMenuBar::item:selected { background: $hover; border-radius: ${px4}px; }
QDialog { background: $window; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QDialogButtonBox QPushButton {
    background: $base; color: $text; border: 1px solid $border; border-radius: ${px6}px;
    padding: ${px5}px ${px16}px;
}
QDialogButtonBox QPushButton:hover { background: $hover; }
QDialogButtonBox QPushButton:pressed { background: $line; }
QDialogButtonBox QPushButton:default { border-color: $accent; color: $accent; }
QDialogButtonBox QPushButton:focus { border: ${px2}px solid $accent; padding: ${px4}px ${px16}px; }
QDialogButtonBox QPushButton:disabled {
    background: $window; color: $border; border-color: $line;
}
QTextBrowser { background: $base; border: 1px solid $line; border-radius: ${px6}px; }
""")

_SIZES = (2, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24)


def style_sheet(
    colours: Colours, px: Callable[[float], int], text_px: int, *, dark: bool, native: bool
) -> str:
    """The sheet in ``colours``; ``px`` turns units into pixels, ``text_px`` is the reading size.

    ``native`` leaves to the system's own style what that draws well.
    """
    words = {f"px{size}": str(px(size)) for size in _SIZES}
    words["text_px"] = str(text_px)
    words["icons"] = paths.resource("icons").as_posix()
    words["shade"] = "dark" if dark else "light"
    words |= colours._asdict()
    return _SHEET.substitute(words) + ("" if native else _FUSION_SHEET.substitute(words))
