"""A list of languages that is searched by typing, in English or in the language itself."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
)

from desktop_lm.tasks.language.languages import BY_CODE, LANGUAGES, Language

_LEAST_CHARACTERS = 10


def language_name(language: Language) -> str:
    """The name in the window's language."""
    return QCoreApplication.translate("Language", language.english)


class LanguageBox(QComboBox):
    """``chosen`` follows each change of the language, by the user or not."""

    chosen = Signal(str)
    CHARACTERS = 19  # room for most names; less is enough

    def __init__(self, name: str, languages: Iterable[Language] = LANGUAGES) -> None:
        super().__init__()
        self.setEditable(True)
        self.field = SelectingField()
        self.setLineEdit(self.field)
        self.setItemDelegate(QStyledItemDelegate(self))  # the usual one knows no style sheet
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(_LEAST_CHARACTERS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(16)
        self.setAccessibleName(name)
        self.setToolTip(self.tr("{name}: choose or type").format(name=name))
        for language in sorted(languages, key=language_name):
            self.addItem(_item(language), language.code)
        self._make_searchable()
        self.currentIndexChanged.connect(lambda: self.chosen.emit(self.code))

    @property
    def code(self) -> str:
        """Code of the chosen language."""
        return str(self.currentData())

    @property
    def language(self) -> Language:
        """The chosen language."""
        return BY_CODE[self.code]

    def choose(self, code: str) -> None:
        """Choose by code; an unknown one changes nothing."""
        index = self.findData(code)
        if index >= 0:
            self.setCurrentIndex(index)

    def sizeHint(self) -> QSize:
        """Room for :attr:`CHARACTERS`."""
        more = (self.CHARACTERS - _LEAST_CHARACTERS) * self.fontMetrics().averageCharWidth()
        return self.minimumSizeHint() + QSize(more, 0)

    def _make_searchable(self) -> None:
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._matches = QListView()
        self._matches.setProperty("completion", True)
        completer.setPopup(self._matches)
        self._matches.setItemDelegate(QStyledItemDelegate(completer))
        self.setCompleter(completer)
        self.field.editingFinished.connect(self._settle)
        self.field.textEdited.connect(self._dress_popup)

    def _dress_popup(self) -> None:
        """The list of matches is a window of its own, which inherits no style sheet."""
        sheet = self.window().styleSheet()
        if self._matches.styleSheet() != sheet:
            self._matches.setStyleSheet(sheet)

    def _settle(self) -> None:
        """Typing that names no language goes back to the one that is chosen; the beginning of a
        name is enough."""
        typed = self.currentText().strip().casefold()
        if typed and typed != self.itemText(self.currentIndex()).casefold():
            # A language goes before whatever else stands in the list.
            for index in sorted(range(self.count()), key=lambda n: not self.itemData(n)):
                names = [part.casefold() for part in self.itemText(index).split(" · ")]
                if any(name.startswith(typed) for name in names):
                    self.setCurrentIndex(index)
                    break
        self.setEditText(self.itemText(self.currentIndex()))
        self.field.setModified(False)


class SelectingField(QLineEdit):
    """A click into it selects all, so that one can type at once."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select when the click, which sets the caret, is over."""
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, self, self.selectAll)


def _item(language: Language) -> str:
    name = language_name(language)
    return name if name == language.native else f"{name} · {language.native}"
