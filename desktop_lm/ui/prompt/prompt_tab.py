"""Prompt: a page of answers above a box to write in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from desktop_lm.jobs.events import Event, JobChanged, ModelChanged
from desktop_lm.ui.job_desk import PROMPT, JobDesk
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.model_names import is_starter, name_of
from desktop_lm.ui.prompt import job_end, prompt_draft
from desktop_lm.ui.prompt.asking import Asking
from desktop_lm.ui.prompt.attach.attaching import Attaching
from desktop_lm.ui.prompt.context.context_watch import ContextWatch
from desktop_lm.ui.prompt.context.reading_ahead import ReadingAhead
from desktop_lm.ui.prompt.conversation_view import ConversationView
from desktop_lm.ui.prompt.dialogue import Dialogue
from desktop_lm.ui.prompt.document.document_mode import DocumentMode
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.inspector.probabilities import Probabilities
from desktop_lm.ui.prompt.inspector.way import Way
from desktop_lm.ui.prompt.page_actions import PageActions
from desktop_lm.ui.prompt.prompt_parts import PromptParts
from desktop_lm.ui.prompt.settings.settings_keeper import SettingsKeeper
from desktop_lm.ui.prompt.side_by_side.desk import SideBySideDesk
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.widgets.clipboard import copy_and_show
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.banner import Action
from desktop_lm.ui.window.tab_page import TabPage

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.tasks.answering import Given
    from desktop_lm.tasks.context_use import ContextUse
    from desktop_lm.ui.prompt.answer_page import AnswerPage
    from desktop_lm.ui.prompt.starter_hint import StarterHint
    from desktop_lm.ui.prompt.templates.template_door import TemplateDoor


class PromptTab(TabPage):
    """The text moves from the box to the page when the model begins on it; until then it can be
    changed and sent again. ``asking`` is what can be done with the text and the page.
    ``export_asked`` carries a conversation and the answer that is meant, 0 for all of it;
    ``receipt_asked`` an answer."""

    export_asked = Signal(int, int)
    receipt_asked = Signal(int)

    def __init__(self, theme: Theme, desk: JobDesk, history: HistoryDesk) -> None:
        super().__init__(theme, desk, PROMPT)
        self._history = history
        self.dialogue = Dialogue(self.jobs, history)
        self.parts = PromptParts(theme, history, self._page_made)
        self.side, self.composer = self.parts.side, self.parts.composer
        self.asking = Asking(self.dialogue, self.composer, self.banner)
        self.settings = SettingsKeeper(self.dialogue, self.composer.options)
        self.context = ContextWatch(desk, self._prospect, parent=self)
        self.templates: TemplateDoor | None = None
        self._hint: StarterHint | None = None
        self.attaching = Attaching(theme, desk, self.dialogue, self.composer, self.asking)
        self._ahead = ReadingAhead(desk, self.composer.options, self.attaching)
        self.documents = DocumentMode(theme, self.jobs, history, self.parts, self)
        self.parts.lay_out(self, self.banner)
        self.beside = SideBySideDesk(theme, self.parts, self.asking, history, desk)
        self.view = ConversationView(self.parts, self.asking, self.banner)
        self._actions = PageActions(self)
        self._connect()
        self.probabilities = Probabilities(theme, self.parts, self.asking, history, self.documents)
        self.way = Way(theme, self.parts, self.asking, self.jobs, self.documents)
        self.way.changed.connect(self.draft_changed)
        self.probabilities.picked.connect(self.way.follow)

    @property
    def page(self) -> AnswerPage:
        """The prompts and answers; made with the first one, or when it is asked for."""
        return self.parts.page

    # --- for the window ---

    def begin(self) -> None:
        """The window is on the screen: see what the history has."""
        self.side.begin()
        self._show_templates()
        self.documents.show_remembered()
        if self._exchanges or self.dialogue.conversation.number:
            self.dialogue.bring_back()
        self.attaching.begin()

    def take_file(self, path: str) -> bool:
        """Let a document go with the next prompt."""
        self.documents.leave()
        return self.attaching.take(path)

    def shut(self) -> None:
        """End what is being read, and put what is written away."""
        self.attaching.close()
        self.documents.shut()

    def start(self) -> None:
        """Ask the model for an answer to the text in the box, or to go on with a document."""
        if self.documents.is_on:
            self.documents.desk.go_on()
        else:
            self.asking.ask()

    def retry(self) -> None:
        """The last prompt of the page once more, where it has left the box."""
        if self.documents.is_on:
            self.documents.desk.go_on()
        else:
            self.asking.retry()

    def show_error(self, error: AppError) -> None:
        """What went wrong is about the conversation that is shown."""
        super().show_error(error)
        self.view.remember_said()

    def ways_on(self) -> list[Action]:
        """The part that was written can go on."""
        if self.documents.is_on:
            return []
        has_part = bool(self._exchanges and self._exchanges[-1].note and self.view.last_answer)
        return [(self.tr("Continue from here"), self.asking.go_on)] if has_part else []

    def open_conversation(self, number: int) -> None:
        """Show a conversation of the history; an answer that is being written goes on."""
        self.documents.open_if_document(number, self._bring)

    def _bring(self, number: int) -> None:
        if number != self.dialogue.conversation.number:
            self.dialogue.bring(number)
        self._mark_open()

    def toggle_history(self) -> None:
        """Put the list of conversations away, or bring it back."""
        self.side.begin()
        self.side.close_side(closed=not self.side.is_closed)

    @property
    def text_box(self) -> TextBox:
        """The box to write in."""
        return self.documents.desk.page.editor if self.documents.is_on else self.composer.box

    def copy_result(self) -> None:
        """Copy the last answer, or the document."""
        if self.documents.is_on:
            self.documents.desk.copy()
        elif self.view.last_answer:
            copy_and_show(self.view.last_answer, self.composer.copy_button)

    def uses(self, path: str, general: str) -> None:
        """Say it where it is the very small model that came along."""
        del general
        if self._hint is None and is_starter(path):
            from desktop_lm.ui.prompt.starter_hint import StarterHint

            self._hint = StarterHint(self.theme)
            self._hint.clicked.connect(lambda _: self.larger_models_asked.emit())
            self.parts.add_below_start(self._hint)
        if self._hint is not None:
            self._hint.setVisible(is_starter(path))

    def export(self, conversation: int = 0, answer: int = 0) -> None:
        """Have a conversation, the one on the page where none is named, or one answer exported."""
        self.export_asked.emit(conversation or self.dialogue.conversation.number, answer)

    def save_receipt(self, answer: int) -> None:
        """Have the receipt of an answer kept."""
        self.receipt_asked.emit(answer)

    def clear(self) -> None:
        """Begin a new conversation; the present one stays in the history."""
        self.documents.leave()
        if not self._exchanges:
            return
        former = self.dialogue.new()
        self.composer.box.setFocus()
        self.banner.show_note(
            self._new_words, [(self.tr("Go back"), lambda: self.dialogue.show(former))]
        )

    @property
    def _new_words(self) -> str:
        return self.tr("A new conversation. The one before is in the history.")

    def _elsewhere(self) -> None:
        """Something is open that what was said of a new conversation does not hold of."""
        if self.banner.sentence == self._new_words and (self.documents.is_on or self._exchanges):
            self.banner.hide()

    def snapshot(self) -> dict[str, Any]:
        """Box, page and options."""
        return {
            **prompt_draft.snapshot(self.parts, self.dialogue),
            "inspector": self.way.snapshot(),
            "document": self.documents.snapshot(),
            "files": self.attaching.paths,
            "set_aside": self.asking.set_aside,
        }

    def restore(self, draft: dict[str, Any]) -> None:
        """Box, page and options."""
        prompt_draft.restore(draft, self.parts, self.dialogue, self._history)
        self.documents.restore(draft.get("document"))
        self.way.restore(draft.get("inspector"))
        self.attaching.remember(draft.get("files"))
        if isinstance(text := draft.get("set_aside"), str):
            self.asking.set_aside = text

    # --- events ---

    def follow(self, events: list[Event]) -> None:
        """The tab's own events, and those of a second model that answers."""
        super().follow(events)
        self.beside.follow(events)

    def stop(self) -> bool:
        """Stop what is written, by whichever model."""
        beside = self.beside.stop()
        return super().stop() or beside

    def model_changed(self, event: ModelChanged) -> None:
        """Remember who answers, and count anew."""
        self.context.follow(event)
        self.attaching.follow(event)
        if event.info:
            self.dialogue.model = name_of(event.info)
            self.beside.model_path = event.info.path
            self.way.ask_quietly()

    def job_changed(self, event: JobChanged) -> None:
        """Show how a job ended."""
        if not event.state.is_final:
            return
        self.documents.end(event)
        self.dialogue.end(event, job_end.note_of(event), job_end.figures_of(event))
        self.way.job_changed(event)
        if event.error:
            self.show_error(event.error)

    def output(self, job: int, update: object) -> None:
        """The model has begun; more of its answer, perhaps."""
        from desktop_lm.tasks.prompt.prompt import TextAdded, TokensSeen

        if self.documents.owns(job):
            self.documents.output(job, update)
            return

        self.dialogue.begin(job)
        if isinstance(update, TextAdded):
            self.dialogue.add(job, update.text)
        elif isinstance(update, TokensSeen):
            self.dialogue.see(job, update.views)
        else:
            self.dialogue.read(job, update)

    def batch_ended(self) -> None:
        """One insert for all that came at once."""
        self.documents.show_new()
        self.dialogue.show_new()

    # --- inside ---

    def _mark_open(self) -> None:
        shown = self.documents.desk if self.documents.is_on else self.dialogue.conversation
        self.side.show_open(shown.number)

    def _show_templates(self) -> None:
        if self.templates is None:
            from desktop_lm.ui.prompt.templates.template_door import TemplateDoor

            self.templates = TemplateDoor(self.theme, self)
            self.templates.filled.connect(self.asking.take)
            self.templates.row.writing_asked.connect(self.documents.begin)
            self.parts.add_to_start(self.templates.row)

    @property
    def _exchanges(self) -> list[Exchange]:
        return self.dialogue.exchanges

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the box grow to a third of the new height."""
        super().resizeEvent(event)
        self.parts.fit(self.width(), self.height())

    def _page_made(self, page: AnswerPage) -> None:
        self.view.page_made(page)
        self._actions.page_made(page)
        self.probabilities.page_made(page)

    def _connect(self) -> None:
        composer, dialogue = self.composer, self.dialogue
        composer.generate_button.clicked.connect(self.start)
        composer.copy_button.clicked.connect(self.copy_result)
        composer.clear_button.clicked.connect(self.clear)
        composer.box.textChanged.connect(self.draft_changed)
        composer.box.recall_asked.connect(self.asking.recall)
        composer.box.send_asked.connect(self.start)
        composer.options_changed.connect(self.draft_changed)
        self.context.counted.connect(self._show_context)
        self.context.paused.connect(self._ahead.read)
        self.context.counted.connect(self.context_counted)
        composer.box.textChanged.connect(self.context.touch)
        composer.options_changed.connect(self.context.touch)
        composer.settings_asked.connect(lambda: self.settings.open_dialog(self.theme, self))
        self.parts.invitation.chosen.connect(self.asking.take)
        self.asking.refused.connect(self.refuse)
        self.attaching.changed.connect(self.draft_changed)
        self.attaching.changed.connect(self.context.touch)
        self.attaching.failed.connect(self.show_error)
        self.documents.refused.connect(self.refuse)
        self.documents.busy.connect(self.asking.say_busy)
        self.documents.apart.connect(self.asking.say_apart)
        self.documents.entered.connect(partial(self.settings.let_go, elsewhere=True))
        self.documents.left.connect(partial(self.settings.let_go, elsewhere=False))
        self.documents.left.connect(self._mark_open)
        self.documents.changed.connect(self.draft_changed)
        self.documents.entered.connect(self._elsewhere)
        self.documents.changed.connect(self.context.touch)
        self.documents.settings_asked.connect(composer.settings_asked)
        # A new conversation gets its number with its first prompt.
        self._history.changed.connect(self._mark_open)
        # The draft has what the history has not.
        self._history.failed.connect(self.draft_changed)
        dialogue.opened.connect(self.context.touch)
        dialogue.opened.connect(self._elsewhere)
        dialogue.ended.connect(self.context.touch)
        dialogue.changed.connect(self.draft_changed)
        self.view.opened.connect(self._mark_open)
        self.view.changed.connect(self.draft_changed)
        self.side.found_asked.connect(dialogue.bring_found)
        self.side.open_asked.connect(self.open_conversation)
        self.side.new_asked.connect(self.clear)
        self.side.document_asked.connect(self.documents.begin)
        self.side.export_asked.connect(self.export)
        self.side.shown_deleted.connect(self._shown_deleted)
        self.side.closed_changed.connect(self.draft_changed)

    def _prospect(self) -> Given | None:
        """What would be sent now, None while an answer grows."""
        if self.documents.is_on:
            return self.documents.desk.prospect()
        return None if self.dialogue.is_busy else self.asking.prospect()

    def _show_context(self, use: ContextUse) -> None:
        if not use.document:
            self.composer.show_context(use)
        elif self.documents.is_on:
            self.documents.desk.page.show_context(use)

    def _shown_deleted(self) -> None:
        if self.documents.is_on:
            self.documents.leave()
        else:
            self.dialogue.new()
