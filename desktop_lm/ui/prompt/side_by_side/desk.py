"""Puts two answers to one prompt next to each other, and lets one of them be taken."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop_lm.jobs.events import Event
from desktop_lm.ui.job_desk import JobDesk
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.asking import Asking
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.open_conversation import exchanges_of
from desktop_lm.ui.prompt.prompt_parts import PromptParts
from desktop_lm.ui.storage.history_desk import HistoryDesk

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.storage.history.conversation import Message
    from desktop_lm.storage.history.history import History
    from desktop_lm.ui.prompt.open_conversation import OpenConversation
    from desktop_lm.ui.prompt.side_by_side.answer_column import AnswerColumn
    from desktop_lm.ui.prompt.side_by_side.model_menu import ModelMenu
    from desktop_lm.ui.prompt.side_by_side.second_model import SecondModel
    from desktop_lm.ui.prompt.side_by_side.view import SideBySide

Found = tuple["Message", tuple["Message", ...]]  # a prompt, and all answers to it
_TWO = 2


class SideBySideDesk(QObject):
    """Made with the tab; its view and the second model's jobs with their first use."""

    def __init__(
        self,
        theme: Theme,
        parts: PromptParts,
        asking: Asking,
        history: HistoryDesk,
        desk: JobDesk,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._parts = parts
        self._dialogue = asking.dialogue
        self._asking = asking
        self._history = history
        self._desk = desk
        self.model_path = ""  # of the tab's own model, as far as it is known
        self._menu: ModelMenu | None = None
        self._asked_for: Exchange | None = None
        self._second: SecondModel | None = None
        self._found: Found | None = None
        # The model that answers when the tab's own has, and what.
        self._then_ask: tuple[str, Exchange] | None = None
        self._view: SideBySide | None = None
        self._dialogue.answered.connect(self._first_ended)

    @property
    def view(self) -> SideBySide:
        """The two columns."""
        if self._view is None:
            from desktop_lm.ui.prompt.side_by_side.view import SideBySide

            self._view = SideBySide(self._theme)
            self._view.closed.connect(self._close)
            for column in self._view.columns:
                column.version_asked.connect(partial(self._show_version, column))
                column.taken.connect(partial(self._take, column))
        return self._view

    @property
    def is_busy(self) -> bool:
        """Whether the second model's answer is awaited or comes."""
        return self._second is not None and self._second.is_busy

    def follow(self, events: list[Event]) -> None:
        """Take in a batch of events."""
        if self._second is not None:
            self._second.follow(events)

    def stop(self) -> bool:
        """Stop what the second model writes."""
        self._then_ask = None
        return self._second is not None and self._second.stop()

    def compare(self, exchange: Exchange) -> None:
        """Show the answer of ``exchange`` at the right and the one before it at the left."""
        if exchange.entry and exchange.entry.answer:
            number = exchange.entry.answer
            self._history.ask(partial(_versions_of, number), partial(self._show_pair, number))

    def offer_models(self, exchange: Exchange | None) -> None:
        """Let the user choose a model that answers the prompt of ``exchange`` too; None is the
        text in the box, which both are to answer."""
        if self._menu is None:
            from desktop_lm.ui.prompt.side_by_side.model_menu import ModelMenu

            self._menu = ModelMenu(self._parts.composer)
            self._menu.chosen.connect(self._model_chosen)
        self._asked_for = exchange
        button = self._parts.composer.generate_button
        place = button.mapToGlobal(button.rect().bottomLeft())
        self._menu.open_at(place, self.model_path)

    def ask_both(self, path: str) -> None:
        """Have the text in the box answered by the tab's model, then by the one in ``path``; with
        an empty box the last prompt, which has its first answer."""
        exchanges = self._dialogue.exchanges
        if self._asking.has_text() or not exchanges:
            asked = self._asking.ask()
            self._then_ask = (path, asked) if asked else None
        else:
            self.ask_second(exchanges[-1], path)

    def ask_second(self, exchange: Exchange, path: str) -> None:
        """Have the prompt of ``exchange`` answered by the model in ``path`` too."""
        self._ask_in(self._dialogue.conversation, exchange, path)

    def _ask_in(self, conversation: OpenConversation, exchange: Exchange, path: str) -> None:
        """The same, whether ``conversation`` is the one that is shown or not."""
        if self._dialogue.is_busy:
            self._asking.say_busy()
        if self._dialogue.is_busy or exchange not in conversation.exchanges:
            return
        given = self._asking.again(exchange, conversation)
        other = self._second_model.ask(conversation, exchange, path, given)
        left, right = self.view.columns
        waiting = self.tr("{model}: waiting").format(model=other.model)
        left.show_versions((), 0)
        right.show_versions((), 0)
        left.show_answer(exchange, self._figures_of(exchange.model, {}))
        right.show_answer(other, waiting, growing=True)
        if conversation is self._dialogue.conversation:
            self._parts.show_in_place(self.view)
        if exchange.entry and exchange.entry.answer:
            number = exchange.entry.answer
            self._history.ask(partial(_versions_of, number), partial(self._label, left, number))

    # --- the second model ---

    @property
    def _second_model(self) -> SecondModel:
        if self._second is None:
            from desktop_lm.ui.prompt.side_by_side.second_model import SecondModel

            self._second = SecondModel(self._desk)
            self._second.grown.connect(self._grown)
            self._second.ended.connect(self._second_ended)
            self._second.failed.connect(self._failed)
        return self._second

    def _model_chosen(self, path: str) -> None:
        if self._asked_for is None:
            self.ask_both(path)
        else:
            self.ask_second(self._asked_for, path)

    def _first_ended(self, exchange: Exchange, conversation: OpenConversation) -> None:
        if self._then_ask is None or self._then_ask[1] is not exchange:
            return
        path, self._then_ask = self._then_ask[0], None
        if exchange.text:
            self._ask_in(conversation, exchange, path)

    def _grown(self, text: str) -> None:
        right = self.view.columns[1]
        right.page.append_text(text)
        if right.exchange is not None:
            right.show_figures(self.tr("{model}: writing").format(model=right.exchange.model))

    def _second_ended(
        self, exchange: Exchange, first: Exchange, conversation: OpenConversation
    ) -> None:
        """Both are versions now; the first one stays the conversation's until another is taken."""
        one, other = first.entry, exchange.entry
        if one is None or other is None:
            return

        def settle(history: History) -> Found | None:
            """Their numbers are known here at the latest; 0 where they could not be written."""
            if not one.answer or not other.answer:
                return None
            history.show(conversation.number, one.answer)
            return _versions_of(other.answer, history)

        def show(found: Found | None) -> None:
            if found and self.view.columns[1].exchange is exchange:
                self._label_both(one.answer, exchange, found)

        self._history.ask(settle, show)

    def _label_both(self, kept: int, exchange: Exchange, found: Found) -> None:
        left, right = self.view.columns
        self._label(left, kept, found)
        versions = tuple(message.id for message in found[1])
        for column in (left, right):
            if column.exchange is not None:
                column.exchange.answer_versions = versions
                column.page.redraw()
        if exchange.entry is not None:
            self._label(right, exchange.entry.answer, found)
            right.end(self._figures_in(found, exchange.entry.answer))

    def _failed(self, error: AppError) -> None:
        from desktop_lm.ui.error_text import sentence

        self.view.columns[1].end(sentence(error))

    # --- versions ---

    def _show_pair(self, number: int, found: Found) -> None:
        answers = [message.id for message in found[1]]
        if len(answers) < _TWO:
            return
        place = answers.index(number)
        other = answers[place - 1] if place else answers[1]
        left, right = self.view.columns
        for column, message in zip((left, right), sorted((other, number)), strict=True):
            self._show(column, message, found)
        self._parts.show_in_place(self.view)

    def _show(self, column: AnswerColumn, message: int, found: Found) -> None:
        prompt, answers = found
        answer = next(each for each in answers if each.id == message)
        [exchange] = exchanges_of((prompt, answer))
        column.show_answer(exchange, self._figures_in(found, message))
        self._label(column, message, found)

    def _label(self, column: AnswerColumn, message: int, found: Found) -> None:
        from desktop_lm.ui.prompt.side_by_side.answer_column import Version

        self._found = found
        count, words = len(found[1]), self.tr("Version {number} of {count}")
        versions = []
        for place, each in enumerate(found[1], start=1):
            parts = words.format(number=place, count=count), str(each.about.get("model", ""))
            versions.append(Version(each.id, " · ".join(filter(None, parts))))
        column.show_versions(versions, message)
        column.show_figures(self._figures_in(found, message))

    def _show_version(self, column: AnswerColumn, message: int) -> None:
        if self._found is not None:
            self._show(column, message, self._found)

    def _figures_in(self, found: Found, message: int) -> str:
        about = next((each.about for each in found[1] if each.id == message), {})
        return self._figures_of(str(about.get("model", "")), about)

    def _figures_of(self, model: str, about: Any) -> str:
        from desktop_lm.ui.prompt.side_by_side.answer_column import figures_words

        rate, tokens = about.get("tokens_per_second", 0), about.get("tokens", 0)
        return figures_words(model, float(rate or 0), int(tokens or 0))

    def _take(self, column: AnswerColumn) -> None:
        exchange = column.exchange
        if exchange is not None and exchange.entry and exchange.entry.answer:
            self._dialogue.show_version(exchange.entry.answer)
        self._close()

    def _close(self) -> None:
        if self._dialogue.exchanges:
            self._parts.page.redraw()
        self._parts.show_page(page=bool(self._dialogue.exchanges))


def _versions_of(answer: int, history: History) -> Found:
    """The prompt that a message answers, and all its answers."""
    message = history.message(answer)
    assert message.parent is not None
    return history.message(message.parent), tuple(map(history.message, message.versions))
