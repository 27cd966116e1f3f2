"""Keys of the Translation tab for what has a button as well, and the order of the Tab key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop_lm.ui.translation.languages.favourites import KEYS

if TYPE_CHECKING:
    from desktop_lm.ui.translation.translation_tab import TranslationTab

translate = QCoreApplication.translate


def add_shortcuts(tab: TranslationTab) -> None:
    """They work wherever the focus is in the tab."""
    languages, texts = tab.languages, tab.texts
    _add(tab, translate("TranslationKeys", "Swap the languages"), "Ctrl+Shift+S", tab.swap)
    _add(
        tab,
        translate("TranslationKeys", "Translate as I type, or not"),
        "Ctrl+Shift+T",
        texts.live_switch.toggle,
    )
    words = (
        translate("TranslationKeys", "Into the first language at hand"),
        translate("TranslationKeys", "Into the second language at hand"),
    )
    for number, (text, keys) in enumerate(zip(words, KEYS, strict=True)):
        _add(tab, text, keys, partial(languages.favourite, number))
    tab.addAction(tab.mending.action)
    tab.mending.action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    menu = languages.options_button.choices
    menu.addAction(tab.mending.action)
    menu.addAction(tab.menu.all_back)


def line_up(tab: TranslationTab) -> None:
    """The Tab key goes as one reads: languages, the text and its buttons, the translation."""
    languages, texts, pane = tab.languages, tab.texts, tab.pane
    order = (
        *(languages.source, languages.swap_button, languages.target, languages.style_button),
        *(*languages.favourites, tab.seat.hint.link, tab.box, texts.clear_button),
        *(tab.files.button, languages.options_button, texts.live_switch, texts.translate_button),
        *(pane.view, pane.back_panel.close_button, pane.back_panel.view, pane.checks.list),
        *(pane.copy_button, pane.back_button),
    )
    for before, after in pairwise(order):
        QWidget.setTabOrder(before, after)


def _add(
    tab: TranslationTab, text: str, keys: str | QKeySequence, act: Callable[[], object]
) -> None:
    action = QAction(text, tab)
    action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _=False: act())
    tab.addAction(action)
