"""The language of the text: detected, or chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop_lm.tasks.language.languages import BY_CODE, Language
from desktop_lm.ui.translation.languages.detection import Found
from desktop_lm.ui.translation.languages.language_box import LanguageBox, language_name
from desktop_lm.ui.widgets import numbers

DETECT = ""
_MOST = 0.99  # nothing is certain about a language


class SourceBox(LanguageBox):
    """Its first entry detects; what was found stands in its words, with how sure that is.

    ``code`` is "" while that is chosen. :attr:`language` is what the text counts as: the chosen
    language, else the one found, else ``otherwise``.
    """

    CHARACTERS = 26  # with what is said of a language that was found

    def __init__(self, name: str, otherwise: str) -> None:
        super().__init__(name)
        self.insertItem(0, "", DETECT)
        self._otherwise = otherwise
        self.found = Found()
        self.setCurrentIndex(0)
        self.show_found(Found())

    @property
    def otherwise(self) -> str:
        """What a text counts as whose language cannot be told."""
        return self._otherwise

    @otherwise.setter
    def otherwise(self, code: str) -> None:
        self._otherwise = code
        self.show_found(self.found)

    @property
    def detects(self) -> bool:
        """Whether the language is not chosen."""
        return self.code == DETECT

    @property
    def known(self) -> str:
        """The code of the language that was chosen or is surely found, "" for none."""
        if not self.detects:
            return self.code
        return self.found.language if self.found.sure else ""

    @property
    def language(self) -> Language:
        """What the text counts as."""
        return BY_CODE.get(self.known) or BY_CODE[self.otherwise]

    def show_found(self, found: Found) -> None:
        """Say what was detected, or why nothing was."""
        self.found = found
        typing = self.field.hasFocus() and self.field.isModified()
        typed = self.field.text()
        self.setItemText(0, self._words(found))
        self.setItemData(0, self._words(found), Qt.ItemDataRole.ToolTipRole)
        if typing:
            self.field.setText(typed)
            self.field.setModified(True)
        elif self.detects:
            self.setEditText(self.itemText(0))
            self.field.setCursorPosition(0)
            self.field.offer()

    def _words(self, found: Found) -> str:
        if not found.language:
            return self.tr("Detect the language")
        name = language_name(BY_CODE[found.language])
        if found.sure:
            return self.tr("Detected: {language}, {percent}").format(
                language=name, percent=numbers.percent(min(found.confidence, _MOST))
            )
        taken = language_name(BY_CODE[self.otherwise])
        if found.is_short:
            return self.tr("Too short to tell; taken as {language}").format(language=taken)
        return self.tr("Perhaps {language}; taken as {taken}").format(language=name, taken=taken)
