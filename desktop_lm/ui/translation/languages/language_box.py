"""A list of languages that is searched by typing, in English or in the language itself."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
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
        self.currentIndexChanged.connect(self._tell)

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

    def event(self, event: QEvent) -> bool:
        """Escape takes back what was typed, and does not stop the model as it does elsewhere."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return super().event(event)
        if not self.field.isModified():
            return super().event(event)
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() is QEvent.Type.KeyPress:
            self._matches.hide()
            self._show_choice()
        return True

    def _tell(self) -> None:
        self.field.offer()
        self.chosen.emit(self.code)

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
        # When the box itself has put the name in, which it does after this signal.
        completer.activated.connect(self._show_choice, Qt.ConnectionType.QueuedConnection)
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
        self._show_choice()

    def _show_choice(self) -> None:
        self.setEditText(self.itemText(self.currentIndex()))
        self.field.setModified(False)
        self.field.offer()


class SelectingField(QLineEdit):
    """All in it is selected until one begins to type, so that one can type at once."""

    def offer(self) -> None:
        """Let what is typed next take the place of what stands here."""
        if self.hasFocus() and not self.isModified():
            self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, which sets the caret, is over."""
        super().mouseReleaseEvent(event)
        if not self.hasSelectedText():
            self.offer()


def _item(language: Language) -> str:
    name = language_name(language)
    return name if name == language.native else f"{name} · {language.native}"
