"""Prompt: a page of answers above a box to write in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop_lm.errors import Code
from desktop_lm.jobs.events import JobChanged, JobState, ModelChanged
from desktop_lm.ui.job_desk import PROMPT, JobDesk
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.model_names import name_of
from desktop_lm.ui.prompt.composer import Composer
from desktop_lm.ui.prompt.dialogue import Dialogue
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.history_side import HistorySide
from desktop_lm.ui.prompt.open_conversation import OpenConversation
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.clipboard import copy_and_show
from desktop_lm.ui.widgets.column import Column
from desktop_lm.ui.widgets.invitation import Invitation
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.banner import Action
from desktop_lm.ui.window.tab_order import chain_of, line_up
from desktop_lm.ui.window.tab_page import TabPage

if TYPE_CHECKING:
    from desktop_lm.tasks.prompt import PromptInput
    from desktop_lm.ui.prompt.answer_page import AnswerPage

translate = QCoreApplication.translate
_COMPOSER_SHARE = 3  # the box grows to a third of the height


class PromptTab(TabPage):
    """The text moves from the box to the page when the model begins on it; until then it can be
    changed and sent again."""

    answering_changed = Signal()

    def __init__(self, theme: Theme, desk: JobDesk, history: HistoryDesk) -> None:
        super().__init__(theme, desk, PROMPT)
        self._history = history
        self.dialogue = Dialogue(self.jobs, history)
        self.side = HistorySide(theme, history)
        self._page: AnswerPage | None = None
        self.composer = Composer(theme)
        self._invitation = Invitation(
            theme,
            self.tr("Write a prompt, and the model answers it. It sees what is on this page."),
            (
                self.tr("Explain the tides to a child"),
                self.tr("Write a short note of thanks to a neighbour"),
                self.tr("Suggest five names for a small bakery"),
            ),
        )
        self._edited: Exchange | None = None
        self._lay_out()
        self._connect()
        self._show_buttons()

    @property
    def page(self) -> AnswerPage:
        """The prompts and answers; made with the first one, or when it is asked for."""
        if self._page is None:
            from desktop_lm.ui.prompt.answer_page import AnswerPage

            self._page = AnswerPage(self.theme)
            chain = chain_of(self._page)
            self._stack.addWidget(self._page)
            line_up(self._invitation, chain)
            self._page.menu_asked.connect(self._show_menu)
            self._page.show_exchanges(self._exchanges)
        return self._page

    # --- for the window ---

    def begin(self) -> None:
        """The window is on the screen: see what the history has."""
        self.side.begin()
        if number := self.dialogue.conversation.number:
            self.dialogue.bring(number)

    def start(self) -> None:
        """Ask the model for an answer to the text in the box."""
        text, edited = self.composer.box.text(), self._edited
        if not text.strip():
            self.refuse(Code.EMPTY_TEXT)
            self.composer.box.setFocus()
        elif edited in self._exchanges:
            self.dialogue.ask_instead(edited, self._given(text))
        else:
            self.dialogue.ask(self._given(text))

    def retry(self) -> None:
        """The last prompt of the page once more, where it has left the box."""
        written = self.composer.box.text()
        if written.strip() or not self._exchanges:
            self.start()
        else:
            self.answer_again(self._exchanges[-1])

    def ways_on(self) -> list[Action]:
        """The part that was written can go on."""
        has_part = bool(self._exchanges and self._exchanges[-1].note and self._last_answer)
        return [(self.tr("Continue from here"), self.go_on)] if has_part else []

    def go_on(self) -> None:
        """Have the last answer of the page continued where it ended."""
        if self._exchanges and not self.dialogue.is_busy:
            last = self._exchanges[-1]
            self.dialogue.go_on(self._given(last.prompt, begun=last.text))
            self.composer.box.setFocus()

    def answer_again(self, exchange: Exchange) -> None:
        """Have a prompt answered once more; the answer there is stays a version."""
        self.dialogue.ask_again(exchange, self._given(exchange.prompt))

    def edit_prompt(self, exchange: Exchange) -> None:
        """Bring a prompt back into the box, to be asked in other words."""
        self._edited = exchange
        self.composer.box.replace_text(exchange.prompt)
        self.composer.box.setFocus()
        self.banner.show_note(
            self.tr("You change an earlier prompt. What follows it stays a version."),
            [(self.tr("Do not change it"), self._leave_edit)],
        )

    def show_version(self, message: int) -> None:
        """Look at another version of a prompt or an answer, and at what follows it."""
        self.dialogue.show_version(message)

    def open_conversation(self, number: int) -> None:
        """Show a conversation of the history; an answer that is being written goes on."""
        if number != self.dialogue.conversation.number:
            self.dialogue.bring(number)

    def toggle_history(self) -> None:
        """Put the list of conversations away, or bring it back."""
        self.side.begin()
        self.side.close_side(closed=not self.side.is_closed)

    @property
    def text_box(self) -> TextBox:
        """The box to write in."""
        return self.composer.box

    def copy_result(self) -> None:
        """Copy the last answer."""
        if self._last_answer:
            copy_and_show(self._last_answer, self.composer.copy_button)

    def clear(self) -> None:
        """Begin a new conversation; the present one stays in the history."""
        if not self._exchanges:
            return
        former = self.dialogue.new()
        self.composer.box.setFocus()
        self.banner.show_note(
            self.tr("A new conversation. The one before is in the history."),
            [(self.tr("Go back"), lambda: self.dialogue.show(former))],
        )

    def snapshot(self) -> dict[str, Any]:
        """Box, page and options."""
        return {
            "text": self.composer.box.text(),
            "page": [exchange.to_json() for exchange in self._exchanges],
            "conversation": self.dialogue.conversation.number,
            "options": self.composer.snapshot(),
            "history_hidden": self.side.is_closed,
        }

    def restore(self, draft: dict[str, Any]) -> None:
        """Box, page and options."""
        if isinstance(text := draft.get("text"), str):
            self.composer.box.set_text(text)
        if isinstance(options := draft.get("options"), dict):
            self.composer.restore(options)
        self.side.close_side(closed=draft.get("history_hidden") is True)
        page = draft.get("page")
        found = map(Exchange.from_json, page) if isinstance(page, list) else ()
        exchanges = [exchange for exchange in found if exchange]
        number = draft.get("conversation")
        number = number if isinstance(number, int) and number > 0 else 0
        if exchanges or number:
            self.dialogue.show(OpenConversation(self._history, number, exchanges))

    # --- events ---

    def model_changed(self, event: ModelChanged) -> None:
        """Remember who answers."""
        if event.info:
            self.dialogue.model = name_of(event.info)

    def job_changed(self, event: JobChanged) -> None:
        """Show how a job ended."""
        if not event.state.is_final:
            return
        self.dialogue.end(event, _note(event), _figures(event))
        if event.error:
            self.show_error(event.error)

    def output(self, job: int, update: object) -> None:
        """The model has begun; more of its answer, perhaps."""
        from desktop_lm.tasks.prompt import TextAdded

        self.dialogue.begin(job)
        if isinstance(update, TextAdded):
            self.dialogue.add(job, update.text)

    def batch_ended(self) -> None:
        """One insert for all that came at once."""
        self.dialogue.show_new()

    # --- inside ---

    @property
    def _exchanges(self) -> list[Exchange]:
        return self.dialogue.exchanges

    @property
    def _last_answer(self) -> str:
        return self._exchanges[-1].text if self._exchanges else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the box grow to a third of the new height."""
        super().resizeEvent(event)
        self.composer.set_most_height(self.height() // _COMPOSER_SHARE)
        self.side.fit_into(self.width())

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self._invitation)
        beside = spaced(QHBoxLayout(self), self.theme, gap=0)
        beside.addWidget(self.side)
        layout = spaced(QVBoxLayout(), self.theme, gap=GROUP)
        beside.addLayout(layout, 1)
        layout.addWidget(self._stack, 1)
        layout.addWidget(Column(self.theme, self.banner))
        layout.addWidget(Column(self.theme, self.composer, bottom=SECTION))

    def _connect(self) -> None:
        composer = self.composer
        composer.generate_button.clicked.connect(self.start)
        composer.copy_button.clicked.connect(self.copy_result)
        composer.clear_button.clicked.connect(self.clear)
        composer.box.textChanged.connect(self.draft_changed)
        composer.box.recall_asked.connect(self._recall)
        composer.options_changed.connect(self.draft_changed)
        self._invitation.chosen.connect(self._take_example)
        # A new conversation gets its number with its first prompt.
        self._history.changed.connect(self._mark_open)
        self.dialogue.opened.connect(self._opened)
        self.dialogue.begun.connect(self._begun)
        self.dialogue.grown.connect(self._grown)
        self.dialogue.ended.connect(self._ended)
        self.dialogue.changed.connect(self.draft_changed)
        self.side.open_asked.connect(self.open_conversation)
        self.side.new_asked.connect(self.clear)
        self.side.closed_changed.connect(self.draft_changed)

    def _take_example(self, text: str) -> None:
        self.composer.box.replace_text(text)
        self.composer.box.setFocus()

    def _recall(self) -> None:
        if self._exchanges:
            self.composer.box.replace_text(self._exchanges[-1].prompt)

    def _given(self, text: str, begun: str = "") -> PromptInput:
        """What is asked of the model, with the options as they are; the banner is done with."""
        from desktop_lm.tasks.prompt import PromptInput

        self.banner.hide()
        options = self.composer.options
        return PromptInput(
            text, sampling=options.sampling(), max_tokens=options.max_tokens, begun=begun
        )

    def _begun(self, exchange: Exchange, is_new: bool) -> None:  # noqa: FBT001  a signal's
        self._edited = None
        if self.composer.box.text() == exchange.prompt:
            self.composer.box.replace_text("")
        if is_new:
            self.page.begin()
        else:
            self.page.show_exchanges(self._exchanges)
            self.page.go_to_end()
        self._page_changed()

    def _grown(self, text: str) -> None:
        self.page.append_text(text)
        self._show_buttons()

    def _ended(self) -> None:
        if self._exchanges:
            self.page.end()
        self._page_changed()

    def _opened(self) -> None:
        """Another conversation is shown, or more is known of it."""
        if self._exchanges or self._page:
            self.page.show_exchanges(self._exchanges)
            self.page.go_to_end()
        self._mark_open()
        self._page_changed()
        if self._exchanges and self._exchanges[-1].broken_off:
            self.banner.show_note(
                self.tr("The last answer was broken off when the program ended."),
                [(self.tr("Continue from here"), self.go_on)],
            )

    def _mark_open(self) -> None:
        self.side.show_open(self.dialogue.conversation.number)

    def _leave_edit(self) -> None:
        self._edited = None
        self.composer.box.replace_text("")
        self.banner.hide()

    def _show_menu(self, exchange: Exchange | None, place: QPoint) -> None:
        from desktop_lm.ui.prompt.exchange_menu import ExchangeMenu

        menu = ExchangeMenu(self, self.page, exchange, busy=self.dialogue.is_busy)
        menu.exec(place)
        menu.deleteLater()

    def _page_changed(self) -> None:
        self._stack.setCurrentWidget(self.page if self._exchanges else self._invitation)
        self._show_buttons()
        self.draft_changed.emit()

    def _show_buttons(self) -> None:
        self.composer.copy_button.setEnabled(bool(self._last_answer))
        self.composer.clear_button.setEnabled(bool(self._exchanges))


def _note(event: JobChanged) -> str:
    """How the answer ended, where that was not its own end."""
    if event.state is JobState.STOPPED:
        return translate("PromptTab", "Stopped")
    if event.state is JobState.FAILED:
        return translate("PromptTab", "Not finished")
    from desktop_lm.messages import StopReason
    from desktop_lm.tasks.prompt import PromptResult

    result = event.result
    if not isinstance(result, PromptResult):
        return ""
    if result.stop_reason is StopReason.LENGTH:
        return translate(
            "PromptTab", "Ended at the chosen length of {tokens} tokens. Options sets another."
        ).format(tokens=numbers.whole(result.tokens))
    if result.stop_reason is StopReason.CONTEXT:
        return translate("PromptTab", "Ended because the context is full")
    return ""


def _figures(event: JobChanged) -> dict[str, Any]:
    """What the history keeps of how an answer came to be."""
    from desktop_lm.tasks.prompt import PromptResult

    result = event.result
    if not isinstance(result, PromptResult):
        return {}
    return {
        "tokens": result.tokens,
        "tokens_per_second": result.tokens_per_second,
        "stop_reason": result.stop_reason,
    }
