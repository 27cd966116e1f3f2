"""Translation: two equal panes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from desktop_lm.errors import Code
from desktop_lm.jobs.events import JobChanged, ModelChanged
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.ui.job_desk import TRANSLATION, JobDesk
from desktop_lm.ui.look.space import spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation import draft
from desktop_lm.ui.translation.as_you_type import LONGEST_TEXT, AsYouType
from desktop_lm.ui.translation.asking import Asking
from desktop_lm.ui.translation.errands import Errands
from desktop_lm.ui.translation.file_door import FileDoor
from desktop_lm.ui.translation.keeping import Keeping
from desktop_lm.ui.translation.languages.detection import Detection, known
from desktop_lm.ui.translation.mending import Mending
from desktop_lm.ui.translation.model_seat import ModelSeat, OwnerOf
from desktop_lm.ui.translation.panes.text_page import TextPage
from desktop_lm.ui.translation.reading_ahead import ReadingAhead
from desktop_lm.ui.translation.runs import Runs
from desktop_lm.ui.translation.sentence.back import BackDesk
from desktop_lm.ui.translation.sentence.desk import SentenceDesk
from desktop_lm.ui.translation.sentence.menu import SentenceMenu
from desktop_lm.ui.translation.sheet.edits import Edits
from desktop_lm.ui.translation.sheet.sheet import Sheet
from desktop_lm.ui.translation.sheet.translated import Translated
from desktop_lm.ui.translation.shortcuts import add_shortcuts, line_up
from desktop_lm.ui.widgets.clipboard import copy_and_show
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.banner import Banner
from desktop_lm.ui.window.tab_page import TabPage

if TYPE_CHECKING:
    from desktop_lm.storage.translations.translation_entry import Entry


class TranslationTab(TabPage):
    """The text goes through part by part; its line breaks stay. ``stack`` shows the page of texts
    first; other pages take its place."""

    def __init__(
        self,
        theme: Theme,
        desk: JobDesk,
        translation_owner: OwnerOf = lambda _source, _target: TRANSLATION,
    ) -> None:
        """``translation_owner`` tells by source and target whose model translates."""
        super().__init__(theme, desk, TRANSLATION)
        self.edits = Edits()
        self.translated = Translated(self.edits)
        self.detection = Detection(self)
        self.typing = AsYouType(self)
        self.texts = TextPage(theme, self.translated, self.banner)
        self.languages = self.texts.languages
        self.source_language = self.languages.source
        self.target_language = self.languages.target
        self.swap_button = self.languages.swap_button
        self.box = self.texts.box
        self.pane = self.texts.pane
        self.keeping = Keeping(lambda: self.typing.is_on)
        self.translated.made = self.keeping.made
        self.edits.told = self.keeping.edited
        self.runs = Runs(self.jobs, self.translated, lambda: self.seat.owner, self.keeping.known)
        self.seat = ModelSeat(theme, translation_owner)
        self._hint = self.seat.hint
        self.errands = Errands(self.jobs, self.runs, lambda: self.seat.owner)
        self.sentences = SentenceDesk(self)
        self.backs = BackDesk(self)
        self.menu = SentenceMenu(self.pane.view, self.box, self.sentences, self.backs)
        self.texts.add_hint(self._hint)
        self.mending = Mending(self.box, self.banner, self._typed)
        add_shortcuts(self)
        self.asking = Asking(self)
        self.ahead = ReadingAhead(self, desk)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.texts)
        self.files = FileDoor(self)
        self.texts.add_button(self.files.button)
        spaced(QVBoxLayout(self), theme, gap=0).addWidget(self.stack)
        line_up(self)
        self._connect()
        self._languages_changed()
        self._show_buttons()

    # --- for the window ---

    def start(self) -> None:
        """Translate the text in the box, or the file that is open."""
        if self.files.start():
            return
        if not self.box.text().strip():
            self.refuse(Code.EMPTY_TEXT)
            self.box.setFocus()
            return
        self.banner.hide()
        self.asking.ask()

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
        if self.translated.is_growing or self.files.is_open:
            return
        former = self.snapshot()
        self.asking.forget()
        self.translated.put(Sheet())
        self.box.replace_text("")
        self.typing.stop()
        self.box.setFocus()
        self.banner.show_note(
            self.tr("Both texts are cleared."),
            [(self.tr("Undo"), lambda: self.restore(former))],
        )

    def swap(self) -> None:
        """Languages and texts change sides. Where there is no translation yet, the text stays, and
        where a file is shown, whose languages these are."""
        source, target = self.languages.pair
        choices, written = self.languages.choices, self.box.text()
        sheet, translated = self.translated.sheet, self.pane.text()
        is_shown = not self.files.is_open
        changes = is_shown and bool(translated) and not self.translated.is_growing
        if changes:
            self.asking.forget()  # what waits still would take the place of the text
            self.box.replace_text(translated)
            self.translated.put(sheet.swapped(written), self.asking.asked(target, source))
            # Known at once: both languages would be the same until it is detected.
            self.source_language.show_found(known(translated, target))
        self.languages.put(replace(choices, source=choices.source and target, target=source))
        if changes:
            self.detection.know(translated, self.source_language.found)
        self.typing.stop()
        self.draft_changed.emit()

    def snapshot(self) -> dict[str, Any]:
        """Both texts, their languages, and what was chosen."""
        return draft.dump(self)

    def restore(self, values: dict[str, Any]) -> None:
        """Both texts, their languages, and what was chosen."""
        draft.load(self, values)
        self.typing.stop()
        self._show_buttons()

    @property
    def model_owner(self) -> str:
        return self.seat.owner

    def uses(self, path: str, general: str) -> None:
        """Say it where the model is a small one."""
        self.seat.uses(path, general)
        self.files.uses(path)

    def take_file(self, path: str) -> bool:
        """What can be translated as a file is for this tab."""
        return self.files.open(path)

    def drop_words(self, path: str) -> str:
        """It is translated as a file."""
        return self.tr("Let go to translate this file") if self.files.takes(path) else ""

    @property
    def banner_in_sight(self) -> Banner:
        page = self.files.page
        return page.banner if page is not None and self.files.is_open else self.banner

    def follow_memory(self, entry: Entry, words: str) -> None:
        """In the memory a person's words for a text are these now, "" for none any more."""
        self.edits.follow(entry, words)
        self.draft_changed.emit()

    def stop(self) -> bool:
        """Stop all: what gave way to something shorter does not come back."""
        self.runs.put_off_no_more()
        return super().stop()

    def expect(self, general: str) -> None:
        """Which general model comes, so that the hint need not move the texts when it is there."""
        self.seat.expect(general)

    def shut(self) -> None:
        """The window closes: wait for no pause and no language."""
        self.typing.stop()
        self.ahead.stop()
        self.files.shut()
        self.detection.close()
        self.mending.close()
        self.keeping.close()

    # --- events ---

    def model_changed(self, event: ModelChanged) -> None:
        """Another model, or the same in another state."""
        self.seat.follow(event)
        self.files.model_changed(event)

    def job_changed(self, event: JobChanged) -> None:
        """Show how a job ended."""
        if self.files.job_changed(event):
            return
        if self.errands.job_changed(event):
            return  # whoever asked says what went wrong
        if self.runs.job_changed(event):
            self._show_buttons()
            self.draft_changed.emit()
        if event.error:
            self.show_error(event.error)
            self.asking.told()

    def show_notice(self, job: int, words: str) -> None:
        """What is worth knowing of a translation, until the next one."""
        super().show_notice(job, words)
        self.asking.told()

    def output(self, job: int, update: object) -> None:
        """More of the translation, or the end of a part."""
        self.files.output(job, update)
        if not self.errands.output(job, update):
            self.runs.output(job, update)

    def batch_ended(self) -> None:
        """One change of the page for all that came at once."""
        self.backs.batch_ended()
        if self.runs.batch_ended():
            self._show_buttons()
            self.draft_changed.emit()

    # --- inside ---

    def _connect(self) -> None:
        self.texts.translate_button.clicked.connect(self.start)
        self.texts.clear_button.clicked.connect(self.clear)
        self.texts.live_switch.toggled.connect(self._set_live)
        self.pane.copy_button.clicked.connect(self.copy_result)
        self.pane.back_button.clicked.connect(self.backs.all)
        self.swap_button.clicked.connect(self.swap)
        self.languages.moved.connect(self._languages_changed)
        self.languages.restyled.connect(self._typed)
        self.languages.changed.connect(self.draft_changed)
        self.box.textChanged.connect(self._text_changed)
        self.detection.changed.connect(self.asking.detected)
        self.typing.paused.connect(self.asking.paused)
        self.stack.currentChanged.connect(self._page_changed)
        self.seat.owner_changed.connect(self.model_owner_changed)
        self.seat.loaded.connect(self._suit_model)
        self.keeping.changed.connect(self._typed)
        self.keeping.failed.connect(self.show_error)
        self._hint.larger_asked.connect(self.larger_models_asked)
        self._hint.general_asked.connect(lambda: self.model_asked.emit(self.seat.general))

    def _text_changed(self) -> None:
        text = self.box.text()
        if text == self.translated.text:
            return  # only how it looks has changed
        self.translated.follow_text(text)
        self.detection.look_at(text)
        self._typed()
        self._show_buttons()
        self.draft_changed.emit()

    def _typed(self) -> None:
        if self.files.is_open:
            return  # its languages are not the text's
        self.typing.typed(len(self.translated.text))
        self.ahead.typed()

    def _languages_changed(self) -> None:
        source, target = (BY_CODE[code] for code in self.languages.pair)
        self.box.set_right_to_left(right_to_left=source.right_to_left)
        self.pane.view.set_right_to_left(right_to_left=target.right_to_left)
        if source is not target:  # nothing is translated then, so no other model is needed
            self.asking.languages_changed()
            self.seat.languages_are(source.code, target.code)
        self.keeping.glossary((source.code, target.code))  # there before the first text
        self.files.languages_changed()
        if self.translated.text.strip():
            self._typed()

    def _suit_model(self) -> None:
        """What can be wished for depends on the model."""
        if self.seat.info:
            self.typing.suit(self.seat.info)
            self.languages.suit(self.seat.info)
            self.keeping.use_model(self.seat.info.path)

    def _page_changed(self, _page: int) -> None:
        """What changes the text, by a key too, needs it in sight."""
        self.mending.action.setEnabled(not self.files.is_open)

    def _set_live(self, is_on: bool) -> None:  # noqa: FBT001  a signal's
        self.typing.is_on = is_on
        self.languages.put(replace(self.languages.choices, as_you_type=is_on))
        if is_on:
            self._typed()
        else:
            self.typing.stop()

    def _show_buttons(self) -> None:
        empty = self.translated.sheet.is_empty
        written = not self.box.document().isEmpty()
        self.pane.copy_button.setEnabled(not empty)
        self.pane.back_button.setEnabled(not empty)
        growing = self.translated.is_growing
        self.texts.clear_button.setEnabled(not growing and (written or not empty))
        too_long = self.typing.is_on and len(self.translated.text) > LONGEST_TEXT
        self.texts.show_long(long=too_long)
