"""Prompt: a page of answers above a box to write in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop_lm.errors import Code
from desktop_lm.jobs.events import JobChanged, JobState, ModelChanged
from desktop_lm.ui.job_desk import PROMPT, JobDesk
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.model_names import name_of
from desktop_lm.ui.prompt.composer import Composer
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.history_side import HistorySide
from desktop_lm.ui.prompt.open_conversation import OpenConversation, exchanges_of
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.clipboard import copy_and_show
from desktop_lm.ui.widgets.column import Column
from desktop_lm.ui.widgets.invitation import Invitation
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.tab_order import chain_of, line_up
from desktop_lm.ui.window.tab_page import TabPage

if TYPE_CHECKING:
    from desktop_lm.storage.conversation import Message
    from desktop_lm.ui.prompt.answer_page import AnswerPage

_COMPOSER_SHARE = 3  # the box grows to a third of the height


class _Asked(NamedTuple):
    exchange: Exchange
    conversation: OpenConversation


class PromptTab(TabPage):
    """The text moves from the box to the page when the model begins on it; until then it can be
    changed and sent again."""

    answering_changed = Signal()

    def __init__(self, theme: Theme, desk: JobDesk, history: HistoryDesk) -> None:
        super().__init__(theme, desk, PROMPT)
        self._history = history
        self._conversation = OpenConversation(history)
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
        self._model = ""
        self._asked: dict[int, _Asked] = {}  # jobs that wait or run
        self._begun = 0  # the job whose answer is on the page
        self._new_text: list[str] = []
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
            self._page.show_exchanges(self._conversation.exchanges)
        return self._page

    # --- for the window ---

    def begin(self) -> None:
        """The window is on the screen: see what the history has."""
        self.side.begin()
        if self._conversation.number:
            self._bring(self._conversation.number)

    def start(self) -> None:
        """Ask the model for an answer to the text in the box."""
        self._ask(self.composer.box.text(), self._exchanges)

    def retry(self) -> None:
        """The last prompt of the page once more, where it has left the box."""
        written = self.composer.box.text()
        if written.strip() or not self._exchanges:
            self.start()
        else:
            self._ask(self._exchanges[-1].prompt, self._exchanges[:-1])

    def go_on(self) -> None:
        """Have the last answer of the page continued where it ended."""
        if self._exchanges and not self._begun:
            last = self._exchanges[-1]
            self._submit(last, self._exchanges[:-1], begun=last.text)

    def open_conversation(self, number: int) -> None:
        """Show a conversation of the history; an answer that is being written goes on."""
        if number != self._conversation.number:
            self._bring(number)

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
        former = self._conversation
        self._show(OpenConversation(self._history))
        self.composer.box.setFocus()
        self.banner.show_note(
            self.tr("A new conversation. The one before is in the history."),
            [(self.tr("Go back"), lambda: self._show(former))],
        )

    def snapshot(self) -> dict[str, Any]:
        """Box, page and options."""
        return {
            "text": self.composer.box.text(),
            "page": [exchange.to_json() for exchange in self._exchanges],
            "conversation": self._conversation.number,
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
            self._show(OpenConversation(self._history, number, exchanges))

    # --- events ---

    def model_changed(self, event: ModelChanged) -> None:
        """Remember who answers."""
        if event.info:
            self._model = name_of(event.info)

    def job_changed(self, event: JobChanged) -> None:
        """Show how a job ended."""
        if not event.state.is_final:
            return
        if event.state is JobState.DONE:
            self._begin(event.job)
        asked = self._asked.get(event.job)
        if asked and event.job == self._begun:
            self._show_new_text()
            self._begun = 0
            note = self._note(event)
            about = {"model": asked.exchange.model, **_figures(event)}
            asked.conversation.end(asked.exchange, event, about)
            if asked.conversation is self._conversation:
                self.page.end(note)
            else:
                asked.exchange.note = note
            self._page_changed()
        self._asked.pop(event.job, None)
        if event.error:
            self.show_error(event.error)

    def output(self, job: int, update: object) -> None:
        """The model has begun; more of its answer, perhaps."""
        from desktop_lm.tasks.prompt import TextAdded

        self._begin(job)
        if isinstance(update, TextAdded):
            self._new_text.append(update.text)

    def batch_ended(self) -> None:
        """One insert for all that came at once."""
        self._show_new_text()

    # --- inside ---

    @property
    def _exchanges(self) -> list[Exchange]:
        return self._conversation.exchanges

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
        self._history.changed.connect(lambda: self.side.show_open(self._conversation.number))
        self.side.open_asked.connect(self.open_conversation)
        self.side.new_asked.connect(self.clear)
        self.side.closed_changed.connect(self.draft_changed)

    def _take_example(self, text: str) -> None:
        self.composer.box.replace_text(text)
        self.composer.box.setFocus()

    def _recall(self) -> None:
        if self._exchanges:
            self.composer.box.replace_text(self._exchanges[-1].prompt)

    def _ask(self, text: str, before: list[Exchange]) -> None:
        if not text.strip():
            self.refuse(Code.EMPTY_TEXT)
            self.composer.box.setFocus()
            return
        self._submit(self._conversation.ask(text, before), before)

    def _submit(self, exchange: Exchange, before: list[Exchange], begun: str = "") -> None:
        from desktop_lm.tasks.prompt import PromptInput
        from desktop_lm.ui.prompt.conversation import answer_in

        self.banner.hide()
        options = self.composer.options
        given = PromptInput(
            exchange.prompt,
            sampling=options.sampling(),
            max_tokens=options.max_tokens,
            begun=begun,
        )
        job = self.jobs.submit(answer_in(before, exchange, given))
        self._asked[job] = _Asked(exchange, self._conversation)

    def _begin(self, job: int) -> None:
        """The model works on ``job``: its prompt goes from the box to the page."""
        asked = self._asked.get(job)
        if asked is None or job == self._begun:
            return
        self._begun = job
        exchange, conversation = asked
        exchange.model = exchange.model or self._model
        conversation.begin(exchange, {"model": exchange.model})
        shown = conversation is self._conversation
        if exchange in conversation.exchanges:
            exchange.note, exchange.broken_off = "", False
            if shown:
                self.page.resume()
        elif shown:
            self.page.begin(exchange)
        else:
            conversation.exchanges.append(exchange)
        if self.composer.box.text() == exchange.prompt:
            self.composer.box.replace_text("")
        self._page_changed()

    def _show_new_text(self) -> None:
        asked = self._asked.get(self._begun)
        if not self._new_text or asked is None:
            return
        text, self._new_text = "".join(self._new_text), []
        if asked.conversation is self._conversation:
            self.page.add(text)
            self._show_buttons()
        else:
            asked.exchange.answer.append(text)
        asked.conversation.grow(asked.exchange)
        self.draft_changed.emit()

    def _bring(self, number: int) -> None:
        """Show a conversation, from here where an answer to it is being written."""
        for asked in self._asked.values():
            if asked.conversation.number == number:
                self._show(asked.conversation)
                return
        self._history.ask(lambda history: history.shown(number), partial(self._brought, number))

    def _brought(self, number: int, messages: tuple[Message, ...]) -> None:
        same = number == self._conversation.number
        exchanges = exchanges_of(messages)
        if same and (self._asked or len(exchanges) < len(self._exchanges)):
            return  # what is on the page is newer
        self._show(OpenConversation(self._history, number, exchanges))

    def _show(self, conversation: OpenConversation) -> None:
        self._conversation = conversation
        if conversation.exchanges or self._page:
            self.page.show_exchanges(conversation.exchanges)
            self.page.go_to_end()
        self.side.show_open(conversation.number)
        self._page_changed()
        if conversation.exchanges and conversation.exchanges[-1].broken_off:
            self.banner.show_note(
                self.tr("The last answer was broken off when the program ended."),
                [(self.tr("Continue from here"), self.go_on)],
            )

    def _page_changed(self) -> None:
        self._stack.setCurrentWidget(self.page if self._exchanges else self._invitation)
        self._show_buttons()
        self.draft_changed.emit()

    def _show_buttons(self) -> None:
        self.composer.copy_button.setEnabled(bool(self._last_answer))
        self.composer.clear_button.setEnabled(bool(self._exchanges))

    def _note(self, event: JobChanged) -> str:
        """How the answer ended, where that was not its own end."""
        if event.state is JobState.STOPPED:
            return self.tr("Stopped")
        if event.state is JobState.FAILED:
            return self.tr("Not finished")
        from desktop_lm.messages import StopReason
        from desktop_lm.tasks.prompt import PromptResult

        result = event.result
        if not isinstance(result, PromptResult):
            return ""
        if result.stop_reason is StopReason.LENGTH:
            return self.tr(
                "Ended at the chosen length of {tokens} tokens. Options sets another."
            ).format(tokens=numbers.whole(result.tokens))
        if result.stop_reason is StopReason.CONTEXT:
            return self.tr("Ended because the context is full")
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
