"""What the style sheet makes of fields and dialogs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialog,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.colours import DARK, LIGHT, Colours
from desktop_lm.ui.look.contrast import READABLE, contrast, with_accent
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.export.export_dialog import ExportDialog
from desktop_lm.ui.storage.copies_dialog import CopiesDialog
from desktop_lm.ui.widgets.number_space import NumberSpace
from desktop_lm.ui.widgets.row_delegate import second_ink
from desktop_lm.ui.window.about_dialog import AboutDialog
from desktop_lm.ui.window.shortcuts_dialog import ShortcutsDialog


def dressed(qtbot: QtBot, theme: Theme) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(theme.style_sheet())
    return window


def message_box(_theme: Theme, parent: QWidget) -> QDialog:
    return QMessageBox(
        QMessageBox.Icon.NoIcon,
        "Link",
        "Open it?",
        QMessageBox.StandardButton.Open | QMessageBox.StandardButton.Cancel,
        parent,
    )


def input_dialog(_theme: Theme, parent: QWidget) -> QDialog:
    dialog = QInputDialog(parent)
    dialog.setLabelText("Name")
    dialog.show()  # its parts are made then
    return dialog


def shortcuts_dialog(theme: Theme, parent: QWidget) -> QDialog:
    return ShortcutsDialog(theme, (), parent)


@pytest.mark.parametrize(
    "make",
    [AboutDialog, CopiesDialog, ExportDialog, shortcuts_dialog, message_box, input_dialog],
)
def test_a_dialog_s_buttons_are_words(
    qtbot: QtBot, theme: Theme, make: Callable[[Theme, QWidget], QDialog]
) -> None:
    window = dressed(qtbot, theme)
    dialog = make(theme, window)

    named = [b for b in dialog.findChildren(QAbstractButton) if b.text()]
    assert named
    assert all(button.icon().isNull() for button in named)


def test_enter_puts_no_copy_back(qtbot: QtBot, theme: Theme) -> None:
    window = dressed(qtbot, theme)
    dialog = CopiesDialog(theme, window)
    dialog.show()

    [default] = [b for b in dialog.findChildren(QPushButton) if b.isDefault()]
    assert default is not dialog.restore


def test_the_keyboard_begins_at_what_is_asked(qtbot: QtBot, theme: Theme) -> None:
    window = dressed(qtbot, theme)
    dialog = ExportDialog(theme, window)
    dialog.show()
    dialog.activateWindow()

    qtbot.waitUntil(dialog.format.hasFocus)


@pytest.mark.parametrize("make", [QSpinBox, QComboBox])
def test_a_field_that_is_off_looks_so(
    qtbot: QtBot, theme: Theme, make: Callable[[QWidget], QWidget]
) -> None:
    window = dressed(qtbot, theme)
    field = make(window)
    field.resize(120, 30)
    window.show()

    def ground() -> str:
        return field.grab().toImage().pixelColor(60, 4).name()

    assert ground() == LIGHT.base
    field.setEnabled(False)
    assert ground() == LIGHT.window


def test_a_hint_in_a_line_can_be_read(qtbot: QtBot, theme: Theme) -> None:
    window = dressed(qtbot, theme)
    dialog = QDialog(window)
    line = QLineEdit(dialog)
    line.ensurePolished()

    assert line.palette().placeholderText().color().name() == LIGHT.muted


def test_a_number_stands_off_the_edge_of_its_box_in_every_size(qtbot: QtBot, theme: Theme) -> None:
    box = QSpinBox()
    qtbot.addWidget(box)
    NumberSpace(box, theme)
    before = box.lineEdit().textMargins().left()
    assert before > 0

    theme.set_text_percent(200)

    assert box.lineEdit().textMargins().left() > before


@pytest.mark.parametrize("accent", ["", "#e01b24", "#f5c211", "#000000", "#ffffff"])
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_both_lines_of_a_chosen_row_can_be_read(colours: Colours, accent: str) -> None:
    if accent:
        colours = with_accent(colours, QColor(accent))
    ground = QColor(colours.selection)

    assert contrast(second_ink(colours, is_chosen=True), ground) >= READABLE
    assert second_ink(colours, is_chosen=False).name() == colours.muted


@pytest.mark.parametrize("make", [QCheckBox, QRadioButton])
def test_a_ticked_box_shows_that_it_has_the_keyboard(
    qtbot: QtBot, theme: Theme, make: Callable[[str, QWidget], QAbstractButton]
) -> None:
    window = dressed(qtbot, theme)
    box = make("As I type", window)
    box.setChecked(True)
    box.resize(box.sizeHint())
    window.show()
    window.activateWindow()

    def is_framed() -> bool:
        """Whether there is a line of the accent above or below the words, beside the tick."""
        image = box.grab().toImage()
        middle = image.width() * 2 // 3
        return any(
            image.pixelColor(middle, y).name() == LIGHT.accent for y in range(image.height())
        )

    box.clearFocus()
    assert not is_framed()
    box.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(box.hasFocus)
    assert is_framed()
