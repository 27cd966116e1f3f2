"""Where the Translation tab turns to a file; what a file needs is made when one is opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from desktop_lm.jobs.events import JobChanged, ModelChanged
from desktop_lm.ui.widgets.buttons import QuietButton

if TYPE_CHECKING:
    from desktop_lm.jobs.translation.file.order import FileOrder
    from desktop_lm.ui.translation.file.file_page import FilePage
    from desktop_lm.ui.translation.languages.choices import Choices
    from desktop_lm.ui.translation.translation_tab import TranslationTab

translate = QCoreApplication.translate
# As documents/translatable/open_file.py; that need not be imported before there is a file.
_SUFFIXES = frozenset(
    {
        *(".txt", ".text", ".md", ".markdown", ".docx", ".odt", ".html", ".htm", ".xhtml", ".epub"),
        *(".srt", ".vtt", ".po", ".pot", ".csv", ".tsv", ".tab", ".json", ".arb"),
        ".properties",
    }
)


class FileDoor:
    """``page`` is made with the first file; the tab's texts are shown while none is open."""

    def __init__(self, tab: TranslationTab) -> None:
        self._tab = tab
        self._model = ""
        self._before = "", ""  # the languages of the texts
        self._offered: dict[str, Any] = {}  # a run that was broken off, until it goes on
        self._going_on: FileOrder | None = None  # what the file that is shown goes on with
        self.page: FilePage | None = None
        self.button = QuietButton(
            tab.theme,
            "paperclip",
            translate("FileDoor", "&A file…"),
            translate("FileDoor", "Translate a file: documents, subtitles, tables and more"),
        )
        self.button.clicked.connect(self.ask)

    @property
    def is_open(self) -> bool:
        """Whether a file is shown."""
        return self.page is not None and self._tab.stack.currentWidget() is self.page

    @property
    def choices_of_texts(self) -> Choices:
        """What was chosen for the texts: while a file is shown, its languages stand in the row."""
        choices = self._tab.languages.choices
        if not self.is_open:
            return choices
        source, target = self._before
        return replace(choices, source=source, target=target)

    def ask(self) -> None:
        """Let a file be chosen."""
        from PySide6.QtWidgets import QFileDialog

        kinds = " ".join(f"*{suffix}" for suffix in sorted(_SUFFIXES))
        title = translate("FileDoor", "Translate a file")
        filters = translate("FileDoor", "Files with text") + f" ({kinds})"
        chosen, _ = QFileDialog.getOpenFileName(self._tab, title, "", filters)
        if chosen:
            self.open(chosen)

    def takes(self, path: str) -> bool:
        """Whether the name is one of a file to translate."""
        return Path(path).suffix.lower() in _SUFFIXES

    def open(self, path: str, going_on: FileOrder | None = None) -> bool:
        """Show the file in ``path``, as it was ordered where it goes on. False where its name is
        none of a file to translate."""
        if not self.takes(path):
            return False
        page = self._made()
        self._tab.typing.stop()
        if not self.is_open:
            choices = self._tab.languages.choices
            self._before = choices.source, choices.target
        self._follow_model()
        self._tab.stack.setCurrentWidget(page)
        self._going_on = going_on
        page.open(Path(path).absolute(), going_on)
        return True

    def start(self) -> bool:
        """Begin with the file that is shown; whether there is one."""
        if self.page is None or not self.is_open:
            return False
        self.page.start()
        return True

    def shut(self) -> None:
        """The window closes; what is broken off by that is offered at the next start."""
        self._offered = self.snapshot()
        if self.page is not None:
            self.page.shut()

    def output(self, job: int, update: object) -> None:
        """An update of one of the tab's jobs."""
        if self.page is not None:
            self.page.output(job, update)

    def job_changed(self, event: JobChanged) -> bool:
        """Whether the job is the file's."""
        return self.page is not None and self.page.job_changed(event)

    def uses(self, path: str) -> None:
        """The tab's jobs run on the model in the file ``path``."""
        self._model = path
        self._follow_model()

    def model_changed(self, event: ModelChanged) -> None:
        """Remember which model the tab uses."""
        if event.path:
            self.uses(event.path)

    def languages_changed(self) -> None:
        """Others are chosen, here or beside the texts."""
        if self.page is not None:
            self.page.show_languages(*self._tab.languages.pair)
            self._follow_model()

    # --- from one start of the program to the next ---

    def snapshot(self) -> dict[str, Any]:
        """The file whose translation is not at its end."""
        order = self.page.unfinished if self.page is not None else None
        if order is None:
            return self._offered
        from desktop_lm.ui.translation.file.broken_off import order_to_json

        return order_to_json(order)

    def restore(self, values: object) -> None:
        """Offer to go on with what was broken off."""
        if not isinstance(values, dict):
            return
        match values:
            case {"file": str(file), "progress": str(progress)}:
                if Path(progress).exists() and Path(file).exists():
                    self._offered = values
                    self._offer(file)

    def _offer(self, file: str) -> None:
        words = translate("FileDoor", "The translation of {name} is not at its end.")
        self._tab.banner.show_note(
            words.format(name=Path(file).name),
            [(translate("FileDoor", "Go on"), lambda: self._go_on(file))],
        )

    def _go_on(self, file: str) -> None:
        from desktop_lm.ui.translation.file.broken_off import order_from_json

        self._tab.banner.hide()
        self.open(file, order_from_json(self._offered))

    # --- inside ---

    def _run_changed(self) -> None:
        if self.page is not None and self.page.run is not None:
            self._offered = {}  # what was broken off goes on, or something newer took its place
        self._tab.draft_changed.emit()

    def _follow_model(self) -> None:
        if self.page is not None:
            self.page.model = self._model
            self.page.model_owner = self._tab.seat.owner

    def _finish(self, order: FileOrder) -> FileOrder:
        choices = self._tab.languages.choices
        self._tab.languages.remember_pair()
        style = choices.style_of(order.target_language)
        return replace(order, style=style, beams=choices.beams)

    def _found(self, language: str) -> None:
        """The language of the file counts; the other stays, or is the usual one. A run that goes
        on has its own."""
        if (order := self._going_on) is not None:
            self._choose(order.source_language, order.target_language)
            return
        choices = self._tab.languages.choices
        target = choices.target
        source = language or self._tab.languages.pair[0]
        if target == source:
            target = self._tab.languages.other_than(source)
        self._choose(source, target)

    def _choose(self, source: str, target: str) -> None:
        languages = self._tab.languages
        languages.put(replace(languages.choices, source=source, target=target))
        self.languages_changed()

    def _closed(self) -> None:
        choices = self.choices_of_texts
        self._tab.stack.setCurrentWidget(self._tab.texts)
        self._tab.languages.put(choices)
        self._tab.box.setFocus()

    def _made(self) -> FilePage:
        if self.page is None:
            from desktop_lm.ui.translation.file.file_page import FilePage

            self.page = page = FilePage(self._tab.theme, self._tab.jobs, self._finish)
            page.closed.connect(self._closed)
            page.refused.connect(self._tab.show_error)
            page.noticed.connect(self._tab.noticed)
            page.changed.connect(self._run_changed)
            page.looked_at.connect(self._found)
            page.languages_changed.connect(self._choose)
            self._tab.stack.addWidget(page)
        return self.page
