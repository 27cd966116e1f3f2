"""The table one types labelled texts into, or pastes them from a spreadsheet."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_lm.jobs.sentiment.teaching import Lesson
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.profiles.lessons_model import LABEL, TEXT, LessonsModel
from desktop_lm.ui.sentiment.profiles.pasted import pasted_rows

_ROW_UNITS, _LABEL_UNITS = 26, 140
_EDITS = (
    QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.AnyKeyPressed
)


class LessonsTable(QTableView):
    """Return begins to type and Tab goes on, as in a spreadsheet; Delete takes whole rows away and
    Ctrl+Z brings them back."""

    def __init__(self, theme: Theme, model: LessonsModel) -> None:
        super().__init__()
        self._theme = theme
        self.lessons = model
        self.setModel(model)
        self.setItemDelegateForColumn(LABEL, _LabelDelegate(self, model))
        self.setProperty("role", "table")
        self.setAccessibleName(self.tr("Texts and their labels"))
        self.setEditTriggers(_EDITS)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self._scale)
        self._scale()

    def begin_new(self) -> None:
        """Type a new text."""
        index = self.lessons.index(len(self.lessons.rows), TEXT)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.setFocus()

    def paste(self, text: str) -> None:
        """Take in lines of a text, a tab and a label, as spreadsheets copy them."""
        rows = ([*row, "", ""] for row in pasted_rows(text))
        cells = [[" ".join(cell.split()) for cell in row] for row in rows]
        self.lessons.add(Lesson(row[TEXT], row[LABEL]) for row in cells if row[TEXT])
        self.begin_new()

    def end_typing(self) -> None:
        """Take in what stands in a cell that is being typed in."""
        editor = self.window().focusWidget()
        if self.state() is QAbstractItemView.State.EditingState and self.isAncestorOf(editor):
            self.commitData(editor)
            self.closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys beside Qt's own."""
        lines = {index.row() for index in self.selectionModel().selectedRows()}
        if event.key() == Qt.Key.Key_Delete and lines:
            self.lessons.remove(lines)
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.lessons.put_back()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state() is not QAbstractItemView.State.EditingState:  # there it ends the typing
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _scale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(_ROW_UNITS))
        self.horizontalHeader().resizeSection(LABEL, self._theme.px(_LABEL_UNITS))


class _LabelDelegate(QStyledItemDelegate):
    """Completes a label that stands in another row."""

    def __init__(self, parent: QWidget, model: LessonsModel) -> None:
        super().__init__(parent)
        self._model = model

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        """Qt's own, with a completer."""
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            completer = QCompleter(self._model.labels, editor)
            completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
            editor.setCompleter(completer)
        return editor
