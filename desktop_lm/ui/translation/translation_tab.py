"""Translation: two equal panes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_lm import paths
from desktop_lm.errors import Code
from desktop_lm.jobs.events import JobChanged, ModelChanged
from desktop_lm.jobs.model_owners import EVERYDAY_TRANSLATION
from desktop_lm.tasks.languages import BY_CODE
from desktop_lm.tasks.translation import TranslationInput, TranslationTask
from desktop_lm.tasks.translation_updates import CutBack, SegmentDone, TranslationText
from desktop_lm.ui.job_desk import TRANSLATION, JobDesk
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.language_box import LanguageBox, language_name
from desktop_lm.ui.translation.model_hint import ModelHint
from desktop_lm.ui.translation.segment_pairs import Segment
from desktop_lm.ui.translation.translation_pane import TranslationPane
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, MainButton, QuietButton
from desktop_lm.ui.widgets.clipboard import copy_and_show
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.tab_page import TabPage

TRANSLATE = QKeySequence.fromString("Ctrl+Return")
_ENGLISH, _OTHER = "en", "fr"


class TranslationTab(TabPage):
    """The text goes through part by part; its line breaks stay."""

    def __init__(
        self,
        theme: Theme,
        desk: JobDesk,
        translation_owner: Callable[[str, str], str] = lambda _source, _target: TRANSLATION,
    ) -> None:
        """``translation_owner`` tells by source and target whose model translates."""
        super().__init__(theme, desk, TRANSLATION)
        self._translation_owner = translation_owner
        self._model_owner = TRANSLATION
        self.source_language = LanguageBox(self.tr("From"))
        self.target_language = LanguageBox(self.tr("To"))
        self.swap_button = QuietButton(
            theme,
            "arrow-left-right",
            self.tr("Swap"),
            self.tr("Swap the languages, and the texts with them"),
            icon_only=True,
        )
        self.box = TextBox(theme, self.tr("Write or paste a text"))
        self.box.setAccessibleName(self.tr("Text to translate"))
        self.pane = TranslationPane(theme, self.box)
        self.translate_button = MainButton(
            self.tr("&Translate"), self.tr("Translate the text"), TRANSLATE
        )
        self.clear_button = QuietButton(
            theme, "eraser", self.tr("C&lear"), self.tr("Clear both texts; this can be undone")
        )
        self._hint = ModelHint(theme)
        self._general = ""  # the model of the other tabs
        self._expected = ""  # what the general model will be; "" once it is known
        self._asked: dict[int, str] = {}
        self._begun = 0
        self._new_text: list[str] = []
        self._lay_out()
        self._connect()
        self._choose_first_languages()
        self._show_buttons()

    # --- for the window ---

    def start(self) -> None:
        """Translate the text in the box."""
        text = self.box.text()
        source, target = self.source_language.code, self.target_language.code
        if not text.strip():
            self.refuse(Code.EMPTY_TEXT)
            self.box.setFocus()
            return
        if source == target:
            self.refuse(Code.SAME_LANGUAGE, language=language_name(BY_CODE[source]))
            self.target_language.setFocus()
            return
        self.banner.hide()
        given = TranslationInput(text, source, target)
        job = self.jobs.submit(lambda model: TranslationTask(model, given), self._model_owner)
        self._asked[job] = text

    @property
    def text_box(self) -> TextBox:
        """The box to write in."""
        return self.box

    def copy_result(self) -> None:
        """Copy the translation."""
        if text := self.pane.text():
            copy_and_show(text, self.pane.copy_button)

    def clear(self) -> None:
        """Empty both panes; the banner offers to bring them back."""
        if self._begun:
            return
        former = self.snapshot()
        self._show_translation("", "", [])
        self.box.replace_text("")
        self.box.setFocus()
        self.banner.show_note(
            self.tr("Both texts are cleared."),
            [(self.tr("Undo"), lambda: self.restore(former))],
        )

    def swap(self) -> None:
        """Languages and texts change sides. Where there is no translation yet, the text stays."""
        source, target = self.source_language.code, self.target_language.code
        self.source_language.choose(target)
        self.target_language.choose(source)
        translated = self.pane.text()
        if translated and not self._begun:
            written = self.box.text()
            segments = [(c, d, a, b) for a, b, c, d in self.pane.segments]
            same = self.pane.source == written
            self.box.replace_text(translated)
            self._show_translation(written, translated, segments if same else [])
        self.draft_changed.emit()

    def snapshot(self) -> dict[str, Any]:
        """Both texts and their languages."""
        return {
            "from": self.source_language.code,
            "to": self.target_language.code,
            "text": self.box.text(),
            **self.pane.snapshot(),
        }

    def restore(self, draft: dict[str, Any]) -> None:
        """Both texts and their languages."""
        for name, box in (("from", self.source_language), ("to", self.target_language)):
            if isinstance(code := draft.get(name), str):
                box.choose(code)
        if isinstance(text := draft.get("text"), str):
            self.box.set_text(text)
        self.pane.restore(draft)
        self._translation_changed()

    @property
    def model_owner(self) -> str:
        return self._model_owner

    def uses(self, path: str, general: str) -> None:
        """Say it where the model is a small one."""
        self._general, self._expected = general, ""
        self._hint.show_for(path, general)

    def expect(self, general: str) -> None:
        """Which general model comes, so that the hint need not move the texts when it is there."""
        self._expected = general
        self._show_expected()

    # --- events ---

    def model_changed(self, event: ModelChanged) -> None:
        """Say it where the model is a small one."""
        if event.info:
            self._expected = ""
            self._hint.show_for(event.info.path, self._general)

    def job_changed(self, event: JobChanged) -> None:
        """Show how a job ended."""
        if not event.state.is_final:
            return
        self._asked.pop(event.job, None)
        if event.job == self._begun:
            self._show_new_text()
            self._begun = 0
            self.pane.show_pairs(complete=True)
        self._show_buttons()
        self.draft_changed.emit()
        if event.error:
            self.show_error(event.error)

    def output(self, job: int, update: object) -> None:
        """More of the translation, or the end of a part."""
        self._begin(job)
        if isinstance(update, TranslationText):
            self._new_text.append(update.text)
        elif isinstance(update, SegmentDone):
            self._show_new_text()
            self.pane.end_segment(update)
        elif isinstance(update, CutBack):
            self._show_new_text()
            self.pane.cut_back(update.length)

    def batch_ended(self) -> None:
        """One insert for all that came at once."""
        self._show_new_text()

    # --- inside ---

    def _lay_out(self) -> None:
        languages = spaced(QHBoxLayout(), self.theme, gap=GROUP, margins=(EDGE, SECTION, EDGE, 0))
        languages.addWidget(_filled(self.theme, self.source_language), 1)
        languages.addWidget(self.swap_button)
        languages.addWidget(_filled(self.theme, self.target_language), 1)
        panes = spaced(QHBoxLayout(), self.theme, gap=0)
        panes.addWidget(self._source_pane(), 1)
        line = QFrame()
        line.setProperty("role", "line")
        line.setFixedWidth(1)
        panes.addWidget(line)
        panes.addWidget(self.pane, 1)
        layout = spaced(QVBoxLayout(self), self.theme, gap=GROUP)
        layout.addLayout(languages)
        layout.addWidget(self._hint)
        layout.addLayout(panes, 1)

    def _source_pane(self) -> QWidget:
        buttons = spaced(QHBoxLayout(), self.theme, gap=GROUP)
        buttons.addWidget(self.clear_button)
        buttons.addStretch(1)
        buttons.addWidget(self.translate_button)
        pane = QWidget()
        layout = spaced(
            QVBoxLayout(pane),
            self.theme,
            gap=GROUP,
            margins=(EDGE - BUTTON_PADDING, GROUP, SECTION, SECTION),
        )
        layout.addWidget(self.box, 1)
        layout.addWidget(self.banner)
        layout.addLayout(buttons)
        return pane

    def _connect(self) -> None:
        self.translate_button.clicked.connect(self.start)
        self.clear_button.clicked.connect(self.clear)
        self.pane.copy_button.clicked.connect(self.copy_result)
        self.swap_button.clicked.connect(self.swap)
        self.source_language.chosen.connect(self._languages_changed)
        self.target_language.chosen.connect(self._languages_changed)
        self.box.textChanged.connect(self._text_changed)
        self._hint.larger_asked.connect(self.larger_models_asked)
        self._hint.general_asked.connect(lambda: self.model_asked.emit(self._general))

    def _choose_first_languages(self) -> None:
        own = QLocale.system().name().partition("_")[0]
        self.source_language.choose(_ENGLISH)
        self.target_language.choose(own if own in BY_CODE and own != _ENGLISH else _OTHER)

    def _languages_changed(self) -> None:
        self.box.set_right_to_left(right_to_left=self.source_language.language.right_to_left)
        self.pane.view.set_right_to_left(right_to_left=self.target_language.language.right_to_left)
        owner = self._translation_owner(self.source_language.code, self.target_language.code)
        if owner != self._model_owner:
            self._model_owner = owner
            self.model_owner_changed.emit()
            self._show_expected()
        self.draft_changed.emit()

    def _show_expected(self) -> None:
        if self._expected:
            everyday = self._model_owner == EVERYDAY_TRANSLATION
            path = str(paths.translator_model()) if everyday else self._expected
            self._hint.show_for(path, self._expected)

    def _text_changed(self) -> None:
        self._translation_changed()
        self.draft_changed.emit()

    def _begin(self, job: int) -> None:
        """The first words of a translation put the one before away."""
        text = self._asked.get(job)
        if text is None or job == self._begun:
            return
        self._begun = job
        self._show_translation("", text, [])
        self._show_buttons()

    def _show_translation(self, text: str, source: str, segments: list[Segment]) -> None:
        self.pane.replace(text, source, segments)
        self._translation_changed()

    def _translation_changed(self) -> None:
        self.pane.show_pairs(complete=not self._begun)
        self._show_buttons()

    def _show_new_text(self) -> None:
        if self._new_text:
            text, self._new_text = "".join(self._new_text), []
            self.pane.add(text)
            self._show_buttons()
            self.draft_changed.emit()

    def _show_buttons(self) -> None:
        empty = self.pane.is_empty
        written = not self.box.document().isEmpty()
        self.pane.copy_button.setEnabled(not empty)
        self.clear_button.setEnabled(not self._begun and (written or not empty))


def _filled(theme: Theme, widget: QWidget) -> QWidget:
    """``widget`` at the start of a place as wide as can be."""
    place = QWidget()
    layout = spaced(QHBoxLayout(place), theme, gap=0)
    layout.addWidget(widget)
    layout.addStretch(1)
    return place
