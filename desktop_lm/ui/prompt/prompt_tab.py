"""Prompt: a page of answers above a box to write in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from desktop_lm.errors import Code
from desktop_lm.jobs.events import JobChanged, JobState, ModelChanged
from desktop_lm.ui.job_desk import PROMPT, JobDesk
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.model_names import name_of
from desktop_lm.ui.prompt.composer import Composer
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.clipboard import copy_and_show
from desktop_lm.ui.widgets.column import Column
from desktop_lm.ui.widgets.invitation import Invitation
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.tab_order import chain_of, line_up
from desktop_lm.ui.window.tab_page import TabPage

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.answer_page import AnswerPage
    from desktop_lm.ui.prompt.exchange import Exchange

_COMPOSER_SHARE = 3  # the box grows to a third of the height


class PromptTab(TabPage):
    """The text moves from the box to the page when the model begins on it; until then it can be
    changed and sent again."""

    answering_changed = Signal()

    def __init__(self, theme: Theme, desk: JobDesk) -> None:
        super().__init__(theme, desk, PROMPT)
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
        self._asked: dict[int, str] = {}  # jobs that wait or run, and their prompts
        self._begun = 0  # the job whose answer is on the page
        self._recalled = 0
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
        return self._page

    # --- for the window ---

    def start(self) -> None:
        """Ask the model for an answer to the text in the box."""
        self._ask(self.composer.box.text(), self._exchanges)

    def _ask(self, text: str, before: list[Exchange]) -> None:
        if not text.strip():
            self.refuse(Code.EMPTY_TEXT)
            self.composer.box.setFocus()
            return
        from desktop_lm.tasks.prompt import PromptInput
        from desktop_lm.ui.prompt.conversation import answer_in

        self.banner.hide()
        options = self.composer.options
        given = PromptInput(text, sampling=options.sampling(), max_tokens=options.max_tokens)
        self._asked[self.jobs.submit(answer_in(before, given))] = text

    def retry(self) -> None:
        """The last prompt of the page once more, where it has left the box."""
        written = self.composer.box.text()
        if written.strip() or not self._exchanges:
            self.start()
        else:
            self._ask(self._exchanges[-1].prompt, self._exchanges[:-1])

    @property
    def text_box(self) -> TextBox:
        """The box to write in."""
        return self.composer.box

    def copy_result(self) -> None:
        """Copy the last answer."""
        if self._last_answer:
            copy_and_show(self._last_answer, self.composer.copy_button)

    def clear(self) -> None:
        """Empty the page; the banner offers to bring it back."""
        if self._begun or not self._exchanges:
            return
        former = self.page.replace([])
        self._page_changed()
        self.composer.box.setFocus()
        self.banner.show_note(
            self.tr("The page is cleared."),
            [(self.tr("Undo"), lambda: self._bring_back(former))],
        )

    def snapshot(self) -> dict[str, Any]:
        """Box, page and options."""
        return {
            "text": self.composer.box.text(),
            "page": [exchange.to_json() for exchange in self._exchanges],
            "options": self.composer.snapshot(),
        }

    def restore(self, draft: dict[str, Any]) -> None:
        """Box, page and options."""
        if isinstance(text := draft.get("text"), str):
            self.composer.box.set_text(text)
        if isinstance(options := draft.get("options"), dict):
            self.composer.restore(options)
        if isinstance(page := draft.get("page"), list) and page:
            from desktop_lm.ui.prompt.exchange import Exchange

            exchanges = (Exchange.from_json(values) for values in page)
            self.page.replace([exchange for exchange in exchanges if exchange])
            self._page_changed()

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
        self._asked.pop(event.job, None)
        if event.job == self._begun:
            self._show_new_text()
            self._begun = 0
            self.page.end(self._note(event))
            self._page_changed()
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
        return self._page.exchanges if self._page else []

    @property
    def _last_answer(self) -> str:
        return self._page.last_answer if self._page else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the box grow to a third of the new height."""
        super().resizeEvent(event)
        self.composer.set_most_height(self.height() // _COMPOSER_SHARE)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self._invitation)
        layout = spaced(QVBoxLayout(self), self.theme, gap=GROUP)
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

    def _take_example(self, text: str) -> None:
        self.composer.box.replace_text(text)
        self.composer.box.setFocus()

    def _recall(self) -> None:
        if self._exchanges:
            self.composer.box.replace_text(self._exchanges[-1].prompt)

    def _begin(self, job: int) -> None:
        """The model works on ``job``: its prompt goes from the box to the page."""
        prompt = self._asked.get(job)
        if prompt is None or job == self._begun:
            return
        self._begun = job
        self.page.begin(prompt, self._model)
        if self.composer.box.text() == prompt:
            self.composer.box.replace_text("")
        self._page_changed()

    def _show_new_text(self) -> None:
        if self._new_text:
            text, self._new_text = "".join(self._new_text), []
            self.page.add(text)
            self._show_buttons()
            self.draft_changed.emit()

    def _bring_back(self, former: list[Exchange]) -> None:
        self.page.replace(former + self._exchanges)
        self._page_changed()

    def _page_changed(self) -> None:
        self._stack.setCurrentWidget(self.page if self._exchanges else self._invitation)
        self._show_buttons()
        self.draft_changed.emit()

    def _show_buttons(self) -> None:
        self.composer.copy_button.setEnabled(bool(self._last_answer))
        self.composer.clear_button.setEnabled(bool(self._exchanges) and not self._begun)

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
