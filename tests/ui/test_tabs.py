"""Going from tab to tab with the mouse and along the row of tabs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_lm.ui.window.main_window import MainWindow
from tests.ui.conftest import Desk
from tests.ui.hands import click, press


def click_tab(window: MainWindow, number: int) -> None:
    bar = window.tabs.tabBar()
    click(bar, bar.tabRect(number).center())


@pytest.mark.parametrize("number", [1, 2])
def test_a_tab_first_clicked_has_the_keyboard_in_its_text(desk: Desk, number: int) -> None:
    window = desk.window
    boxes = (window.prompt.composer.box, window.sentiment.box, window.translation.box)
    window.open_tab(0)

    click_tab(window, number)

    assert boxes[number].hasFocus()


def test_a_tab_one_comes_back_to_has_the_keyboard_where_it_was(desk: Desk) -> None:
    window = desk.window
    click_tab(window, 2)
    window.translation.target_language.setFocus()
    click_tab(window, 0)

    click_tab(window, 2)

    assert window.translation.target_language.hasFocus()


def test_keys_walk_along_the_tabs(desk: Desk) -> None:
    bar = desk.window.tabs.tabBar()
    bar.setFocus(Qt.FocusReason.TabFocusReason)

    press(bar, Qt.Key.Key_Right)
    press(bar, Qt.Key.Key_Right)

    assert desk.window.tabs.currentIndex() == 2
    assert QApplication.focusWidget() is bar
