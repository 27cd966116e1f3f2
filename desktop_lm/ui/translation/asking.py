"""When a translation is asked for, and with what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.translation.languages.detection import Found
from desktop_lm.ui.translation.languages.language_box import language_name
from desktop_lm.ui.translation.sheet.asked import Asked
from desktop_lm.ui.translation.sheet.sheet import Sheet

if TYPE_CHECKING:
    from desktop_lm.ui.translation.translation_tab import TranslationTab

translate = QCoreApplication.translate


class Asking:
    """Of one tab: by its button, after a pause in typing, or for a single sentence."""

    def __init__(self, tab: TranslationTab) -> None:
        self._tab = tab
        self._once_detected = False  # ask as soon as the language is known
        self._told = ""  # what was said of the text and the languages as they were
        self._told_same = ""  # that both are the same

    def ask(self) -> None:
        """Translate the text; where its language is to be detected, once that is known."""
        tab = self._tab
        tab.typing.stop()
        tab.ahead.stop()
        if tab.source_language.detects and not tab.detection.is_settled:
            self._once_detected = True
            tab.detection.ask()
            return
        source, target = tab.languages.pair
        if source == target:
            self._say_same(source)
            return
        asked = self.asked(source, target)
        if not tab.runs.is_asked(asked):
            tab.keeping.use_model(asked.model)
            self._forget_told()
            tab.languages.remember_pair()
            tab.runs.submit(asked)

    def paused(self) -> None:
        """Translate what has changed while one typed; nothing is said where nothing has."""
        tab = self._tab
        if not tab.translated.text.strip():
            tab.runs.forget()
            tab.translated.put(Sheet())
        elif not tab.translated.is_done(self.asked(*tab.languages.pair)):
            self.ask()

    def forget(self) -> None:
        """The text gives way to another: nothing of what was asked for it is wanted any more."""
        self._once_detected = False
        self._tab.runs.forget()

    def part_again(self, source: str) -> None:
        """Have the model translate the sentence ``source`` anew; all else stays."""
        tab = self._tab
        asked = self.asked(*tab.languages.pair)
        tab.edits.drop(asked.direction, source)
        tab.runs.submit(asked, tab.translated.known_but(source, asked.direction))

    def detected(self, found: Found) -> None:
        """The language of the text is known now, as far as it can be."""
        self._tab.languages.show_found(found)
        if self._once_detected:
            self._once_detected = False
            self.ask()

    def asked(self, source: str, target: str) -> Asked:
        """What would be asked for in these languages."""
        choices = self._tab.languages.choices
        return Asked(
            text=self._tab.translated.text,
            source=source,
            target=target,
            style=choices.style_of(target),
            beams=choices.beams,
            context_pairs=choices.context_pairs,
            glossary=self._tab.keeping.glossary((source, target)),
            model=self._tab.seat.file,
        )

    def languages_changed(self) -> None:
        """What was to be done about them is done."""
        if self._told_same and self._told_same == self._tab.banner.sentence:
            self._forget_told()
        self._told_same = ""

    def told(self) -> None:
        """What the banner says is of what was asked last, and goes with it."""
        self._told = self._tab.banner.sentence

    def _forget_told(self) -> None:
        if self._told and self._tab.banner.sentence == self._told:
            self._tab.banner.hide()
        self._told = ""

    def _say_same(self, language: str) -> None:
        error = AppError(Code.SAME_LANGUAGE, language=language_name(BY_CODE[language]))
        other = self._tab.languages.other_than(language)
        words = translate("Asking", "Translate into {language}").format(
            language=language_name(BY_CODE[other])
        )
        self._tab.banner.show_error(sentence(error), [(words, lambda: self._ask_into(other))])
        self.told()
        self._told_same = self._told

    def _ask_into(self, language: str) -> None:
        languages = self._tab.languages
        languages.put(replace(languages.choices, target=language))
        self.ask()
