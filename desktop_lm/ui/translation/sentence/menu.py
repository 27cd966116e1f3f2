"""The menu of a sentence, and the keys that do the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from desktop_lm.ui.translation.panes.result_view import ResultView
    from desktop_lm.ui.translation.sentence.back import BackDesk
    from desktop_lm.ui.translation.sentence.desk import SentenceDesk
    from desktop_lm.ui.widgets.text_box import TextBox


class SentenceMenu(QObject):
    """Opens over ``view`` by the right button or the menu key; the keys work in ``box`` too, where
    the sentence is the one whose source the caret is in."""

    def __init__(
        self, view: ResultView, box: TextBox, sentences: SentenceDesk, backs: BackDesk
    ) -> None:
        super().__init__(view)
        self._view = view
        self._box = box
        self._sentences = sentences
        self.others = self._action(
            self.tr("&Other translations…"), "Alt+Down", sentences.find_alternatives
        )
        self.edit = self._action(self.tr("Change it by &hand…"), "F2", sentences.edit)
        self.again = self._action(self.tr("Translate it a&gain"), "F5", sentences.translate_again)
        self.back = self._action(self.tr("Translate it &back"), "Ctrl+B", backs.one)
        self.all_back = self._action(self.tr("Translate all bac&k"), "Ctrl+Shift+B", backs.all)
        self.cross = self._action(
            self.tr("To the sentence on the other side"), "F6", sentences.cross
        )
        view.menu_asked.connect(self.show)

    def show(self, event: QContextMenuEvent) -> None:
        """At the pointer, or at the caret where it was asked for by a key."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        if not by_key and not self._view.textCursor().hasSelection():
            self._view.setFocus()
            self._view.setTextCursor(self._view.cursorForPosition(event.pos()))
        at = event.globalPos()
        if by_key:
            corner = self._view.cursorRect().bottomLeft()
            at = self._view.viewport().mapToGlobal(QPoint(corner))
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def menu(self) -> QMenu:
        """What can be done at the caret."""
        part = self._sentences.part
        menu = QMenu(self._view)
        of_part = [self.others, self.edit, self.again, self.back]
        menu.addActions(of_part)
        restore = menu.addAction(self.tr("Back to the &model's words"), self._sentences.restore)
        of_part.append(menu.addAction(self.tr("Copy the s&entence"), self._sentences.copy))
        for action in of_part:
            action.setEnabled(part is not None)
        restore.setEnabled(part is not None and part.is_edited)
        menu.addSeparator()
        selected = menu.addAction(self.tr("&Copy what is selected"), self._view.copy)
        selected.setEnabled(self._view.textCursor().hasSelection())
        menu.addAction(self.tr("Select &all"), self._view.selectAll)
        menu.addSeparator()
        menu.addAction(self.all_back)
        menu.aboutToHide.connect(self._enable_all)  # the keys look for themselves
        return menu

    def _action(self, text: str, keys: str, act: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence.fromString(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _=False: act())
        self._view.addAction(action)
        self._box.addAction(action)
        return action

    def _enable_all(self) -> None:
        for action in (self.others, self.edit, self.again, self.back):
            action.setEnabled(True)
