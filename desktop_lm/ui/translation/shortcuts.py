"""Keys of the Translation tab for what has a button as well; the list of shortcuts names them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence

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


def _add(
    tab: TranslationTab, text: str, keys: str | QKeySequence, act: Callable[[], object]
) -> None:
    action = QAction(text, tab)
    action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _=False: act())
    tab.addAction(action)
