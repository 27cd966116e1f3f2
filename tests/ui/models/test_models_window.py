"""The window of models by keyboard, for screen readers, in other colours and sizes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_lm.ui.look.theme import Scheme, Theme
from desktop_lm.ui.models.models_window import ModelsWindow
from desktop_lm.ui.widgets.memory_bar import MemoryBar
from tests.support.random_models import write_model
from tests.ui.conftest import PATIENCE_MS
from tests.ui.hands import press
from tests.ui.models.conftest import OpenWindow

ACTING = (QAbstractButton, QAbstractItemView, QComboBox)


@pytest.fixture
def window(qtbot: QtBot, models: OpenWindow, folder: Path) -> ModelsWindow:
    path = str(write_model(folder, "llama"))
    window = models()
    qtbot.waitUntil(lambda: window.plans.of(path) is not None, timeout=PATIENCE_MS)
    return window


def on_page(window: ModelsWindow, number: int) -> list[QWidget]:
    """The widgets of a page that do something and can be seen."""
    window.tabs.setCurrentIndex(number)
    QApplication.processEvents()
    page = window.tabs.widget(number)
    assert page is not None
    found = [w for kind in ACTING for w in page.findChildren(kind)]
    return [
        w
        for w in found
        if w.isVisible() and w.isEnabled() and not isinstance(w.parent(), QComboBox | QLineEdit)
    ]


def chain(window: ModelsWindow) -> set[QWidget]:
    """What Tab reaches, once round."""
    reached: set[QWidget] = set()
    while (focus := QApplication.focusWidget()) is not None and focus not in reached:
        reached.add(focus)
        press(focus, Qt.Key.Key_Tab)
    return reached


@pytest.mark.parametrize("number", [0, 1, 2])
def test_everything_is_reached_by_tab_and_has_a_name(window: ModelsWindow, number: int) -> None:
    acting = [w for w in on_page(window, number) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert acting
    acting[0].setFocus()

    reached = chain(window)

    # Of radio buttons Tab comes to the chosen one; the arrows go on.
    missed = [w for w in acting if w not in reached and not w.property("autoExclusive")]
    assert not [(type(w), w.accessibleName()) for w in missed]
    unnamed = [
        w
        for w in acting
        if not (w.accessibleName() or getattr(w, "text", lambda: "")())
        and not _has_label(window, w)
    ]
    assert not unnamed


def _has_label(window: ModelsWindow, widget: QWidget) -> bool:
    return any(label.buddy() is widget for label in window.findChildren(QLabel))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_no_two_buttons_of_a_page_share_a_key(window: ModelsWindow, number: int) -> None:
    texts = [w.text() for w in on_page(window, number) if isinstance(w, QAbstractButton)]
    keys = Counter(text[text.index("&") + 1].lower() for text in texts if "&" in text)

    assert not [key for key, count in keys.items() if count > 1]


def test_bars_say_their_figures(window: ModelsWindow) -> None:
    bars = [bar for bar in window.findChildren(MemoryBar) if bar.isVisible()]

    assert bars
    assert all(bar.accessibleName() and "MB" in bar.accessibleDescription() for bar in bars)


def test_other_colours_and_sizes_are_taken_at_once(
    window: ModelsWindow, theme: Theme, qtbot: QtBot
) -> None:
    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        for scheme, percent in ((Scheme.DARK, 200), (Scheme.LIGHT, 80)):
            theme.set_scheme(scheme)
            theme.set_text_percent(percent)
            window.setStyleSheet(theme.style_sheet())
            assert not window.grab().isNull()


def test_escape_closes_it_and_it_comes_back(qtbot: QtBot, window: ModelsWindow) -> None:
    press(window.library_page.list, Qt.Key.Key_Escape)
    assert window.isHidden()

    window.open()

    qtbot.waitUntil(window.library_page.list.hasFocus, timeout=PATIENCE_MS)
