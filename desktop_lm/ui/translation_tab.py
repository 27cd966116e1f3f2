"""Translation: two equal panes."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_lm.errors import Code
from desktop_lm.jobs.events import JobChanged, ModelChanged
from desktop_lm.tasks.clean_text import clean
from desktop_lm.tasks.languages import BY_CODE
from desktop_lm.tasks.translation import (
    SegmentDone,
    TranslationInput,
    TranslationTask,
    TranslationText,
)
from desktop_lm.ui.buttons import BUTTON_PADDING, ICON_UNITS, MainButton, QuietButton
from desktop_lm.ui.clipboard import copy_and_show
from desktop_lm.ui.job_desk import TRANSLATION, JobDesk
from desktop_lm.ui.language_box import LanguageBox, language_name
from desktop_lm.ui.model_names import is_starter
from desktop_lm.ui.segment_pairs import PairTint, Segment, SegmentPairs
from desktop_lm.ui.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.streaming_text import StreamingText
from desktop_lm.ui.tab_page import TabPage
from desktop_lm.ui.text_box import TextBox
from desktop_lm.ui.theme import Theme

TRANSLATE = QKeySequence("Ctrl+Return")
# Units: the text begins below the box of its language, half a swap button to the right.
_TARGET_EDGE = (ICON_UNITS + 2 * BUTTON_PADDING + 2) / 2 + GROUP - BUTTON_PADDING
_ENGLISH, _OTHER = "en", "fr"


class TranslationTab(TabPage):
    """The text goes through part by part; its line breaks stay."""

    def __init__(self, theme: Theme, desk: JobDesk) -> None:
        super().__init__(theme, desk, TRANSLATION)
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
        self.translation = StreamingText(theme, edge=BUTTON_PADDING, top=0)
        self.translation.setAccessibleName(self.tr("Translation"))
        self.translation.setPlaceholderText(self.tr("The translation appears here"))
        self.translate_button = MainButton(
            self.tr("&Translate"), self.tr("Translate the text"), TRANSLATE
        )
        self.clear_button = QuietButton(
            theme, "eraser", self.tr("C&lear"), self.tr("Clear both texts; this can be undone")
        )
        self.copy_button = QuietButton(
            theme, "copy", self.tr("&Copy"), self.tr("Copy the translation (Ctrl+Shift+C)")
        )
        self._hint = Hint(
            theme,
            self.tr(
                "The starter model knows little but English; open a larger model for good "
                "translations."
            ),
            self.tr("Open a model…"),
        )
        self._tint = PairTint(self.box, self.translation, theme)
        self._asked: dict[int, str] = {}
        self._begun = 0
        self._source = ""  # what the translation is of
        self._text: list[str] = []  # the translation, as it came
        self._new_text: list[str] = []
        self._segments: list[Segment] = []
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
        self._asked[self.jobs.submit(lambda model: TranslationTask(model, given))] = text

    @property
    def text_box(self) -> TextBox:
        """The box to write in."""
        return self.box

    def copy_result(self) -> None:
        """Copy the translation."""
        if text := self.translated():
            copy_and_show(text, self.copy_button)

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
        translated = self.translated()
        if translated and not self._begun:
            written = self.box.text()
            segments = [(c, d, a, b) for a, b, c, d in self._segments]
            same = self._source == written
            self.box.replace_text(translated)
            self._show_translation(written, translated, segments if same else [])
        self.draft_changed.emit()

    def translated(self) -> str:
        """The translation so far."""
        self._text[:] = ["".join(self._text)]
        return self._text[0]

    def snapshot(self) -> dict[str, Any]:
        """Both texts and their languages."""
        return {
            "from": self.source_language.code,
            "to": self.target_language.code,
            "text": self.box.text(),
            "translation": self.translated(),
            "of": self._source,
            "segments": list(self._segments),
        }

    def restore(self, draft: dict[str, Any]) -> None:
        """Both texts and their languages."""
        for name, box in (("from", self.source_language), ("to", self.target_language)):
            if isinstance(code := draft.get(name), str):
                box.choose(code)
        text, translation, source = (draft.get(name) for name in ("text", "translation", "of"))
        if isinstance(text, str):
            self.box.set_text(text)
        if isinstance(translation, str) and isinstance(source, str):
            self._show_translation(translation, source, _segments(draft.get("segments")))

    def expect_starter(self, *, starter: bool) -> None:
        """Which model comes, so that the hint need not move the texts when it is there."""
        self._hint.setVisible(starter)

    # --- events ---

    def model_changed(self, event: ModelChanged) -> None:
        """Say it where the model is not made for this."""
        if event.info:
            self._hint.setVisible(is_starter(event.info.path))

    def job_changed(self, event: JobChanged) -> None:
        """Show how a job ended."""
        if not event.state.is_final:
            return
        self._asked.pop(event.job, None)
        if event.job == self._begun:
            self._show_new_text()
            self._begun = 0
            self.translation.finish()
            self._show_pairs()
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
            self._segments.append(
                (update.source_start, update.source_end, update.target_start, update.target_end)
            )

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
        panes.addWidget(self._target_pane(), 1)
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

    def _target_pane(self) -> QWidget:
        buttons = spaced(QHBoxLayout(), self.theme, gap=GROUP)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        pane = QWidget()
        layout = spaced(
            QVBoxLayout(pane),
            self.theme,
            gap=GROUP,
            margins=(_TARGET_EDGE, GROUP, EDGE, SECTION),
        )
        layout.addWidget(self.translation, 1)
        layout.addLayout(buttons)
        return pane

    def _connect(self) -> None:
        self.translate_button.clicked.connect(self.start)
        self.clear_button.clicked.connect(self.clear)
        self.copy_button.clicked.connect(self.copy_result)
        self.swap_button.clicked.connect(self.swap)
        self.source_language.chosen.connect(self._languages_changed)
        self.target_language.chosen.connect(self._languages_changed)
        self.box.textChanged.connect(self._text_changed)
        self._hint.clicked.connect(self.open_model_asked)

    def _choose_first_languages(self) -> None:
        own = QLocale.system().name().partition("_")[0]
        self.source_language.choose(_ENGLISH)
        self.target_language.choose(own if own in BY_CODE and own != _ENGLISH else _OTHER)

    def _languages_changed(self) -> None:
        self.box.set_right_to_left(right_to_left=self.source_language.language.right_to_left)
        self.translation.set_right_to_left(
            right_to_left=self.target_language.language.right_to_left
        )
        self.draft_changed.emit()

    def _text_changed(self) -> None:
        if not self._begun:
            self._show_pairs()
        self._show_buttons()
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
        self.translation.set_text(text)
        self._text, self._source, self._segments = [text], source, segments
        self._show_pairs()
        self._show_buttons()

    def _show_new_text(self) -> None:
        if self._new_text:
            text, self._new_text = "".join(self._new_text), []
            self._text.append(text)
            self.translation.append_text(text)
            self._show_buttons()
            self.draft_changed.emit()

    def _show_pairs(self) -> None:
        """Sentence partners, as long as the box holds the text that was translated."""
        source = self._source
        fits = not self._begun and source == self.box.text() and not clean(source)[1]
        pairs = SegmentPairs(self._segments, source, self.translated()) if fits else None
        self._tint.show(pairs)

    def _show_buttons(self) -> None:
        self.copy_button.setEnabled(any(self._text))
        written = not self.box.document().isEmpty()
        self.clear_button.setEnabled(not self._begun and (written or any(self._text)))


class Hint(QWidget):
    """A quiet line with a way on."""

    def __init__(self, theme: Theme, line: str, way_on: str) -> None:
        super().__init__()
        self._text = f'{escape(line)} <a href="#">{escape(way_on)}</a>'
        self._label = QLabel()
        self._label.setProperty("role", "muted")
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._label.setWordWrap(True)
        self.clicked = self._label.linkActivated
        layout = spaced(QHBoxLayout(self), theme, gap=GROUP, margins=(EDGE, 0, EDGE, 0))
        layout.addWidget(self._label)
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        """A link takes its colour when its text is set."""
        self._label.setText("")
        self._label.setText(self._text)


def _filled(theme: Theme, widget: QWidget) -> QWidget:
    """``widget`` at the start of a place as wide as can be."""
    place = QWidget()
    layout = spaced(QHBoxLayout(place), theme, gap=0)
    layout.addWidget(widget)
    layout.addStretch(1)
    return place


def _segments(values: Any) -> list[Segment]:
    """Segments out of the draft file; none where it holds something else."""
    try:
        found = [(int(a), int(b), int(c), int(d)) for a, b, c, d in values]
    except (TypeError, ValueError):
        return []
    return found if all(min(segment) >= 0 for segment in found) else []
