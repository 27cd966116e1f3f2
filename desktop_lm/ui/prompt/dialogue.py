"""What is asked and answered on the Prompt tab, and which conversation that belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal

from desktop_lm.jobs.events import JobChanged, JobState
from desktop_lm.ui.job_desk import TabJobs
from desktop_lm.ui.prompt.attach.attached import NOTHING, Attached, attached_to
from desktop_lm.ui.prompt.conversation_tail import Tail
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.open_conversation import OpenConversation
from desktop_lm.ui.prompt.shown_conversation import ShownConversation, tail_of
from desktop_lm.ui.storage.history_desk import HistoryDesk

if TYPE_CHECKING:
    from desktop_lm.messages import TokenView
    from desktop_lm.storage.history.token_traces import TokenTrace
    from desktop_lm.tasks.prompt.prompt import PromptInput
    from desktop_lm.ui.prompt.inspector.tracing import Branch


_AND = ", "  # between the models of an answer that one began and another went on with


class _Asked(NamedTuple):
    """``exchange`` comes in the place of ``former``, which is another version's like all behind it;
    None: behind all. ``trace`` is what that of the answer begins with, where one is wanted."""

    exchange: Exchange
    conversation: OpenConversation
    former: Exchange | None
    trace: TokenTrace | None = None


class Dialogue(ShownConversation):
    """Asks in the conversation that is shown, and keeps those of the jobs that wait and run.

    ``sent`` carries an exchange that the model begins with, in whichever conversation. For the one
    that is shown: ``begun`` carries an exchange that the model begins with and whether
    it is a new one, ``grown`` more of its text; ``ended`` comes with its end. ``answered`` carries
    an exchange whose answer has ended and its conversation, shown or not; ``relabelled`` comes when
    it is known which versions the exchanges that are shown have by now.
    """

    sent = Signal(object)
    begun = Signal(object, bool)
    grown = Signal(str)
    ended = Signal()
    answered = Signal(object, object)
    relabelled = Signal()

    def __init__(self, jobs: TabJobs, history: HistoryDesk) -> None:
        super().__init__(history)
        self._jobs = jobs
        self.model = ""  # the name of the one that answers
        self._asked: dict[int, _Asked] = {}
        self._at_work = 0  # the job that has begun
        self._new_text: list[str] = []

    @property
    def growing(self) -> Exchange | None:
        """The exchange the model works on, shown or not."""
        asked = self._asked.get(self._at_work)
        return asked.exchange if asked else None

    @property
    def is_busy(self) -> bool:
        """Whether a prompt waits or is being answered."""
        return bool(self._asked)

    @property
    def being_answered(self) -> list[OpenConversation]:
        return [asked.conversation for asked in self._asked.values()]

    # --- asking ---

    def ask(self, given: PromptInput, attached: Attached = NOTHING) -> Exchange:
        """A new prompt at the end, which comes back."""
        exchange = self.conversation.ask(given.text, self.exchanges, attached)
        self._submit(exchange, self.exchanges, given)
        return exchange

    def ask_again(self, exchange: Exchange, given: PromptInput) -> None:
        """The prompt of ``exchange`` once more; the answer there is stays a version."""
        place = self.exchanges.index(exchange)
        again = self.conversation.again(exchange)
        self._submit(again, self.exchanges[:place], given, former=exchange)

    def branch(self, exchange: Exchange, begun: Branch, given: PromptInput) -> None:
        """Another answer to the prompt of ``exchange``, which begins as ``begun`` says."""
        place = self.exchanges.index(exchange)
        again = self.conversation.again(exchange)
        again.answer, again.trace = [begun.text], begun.trace
        self._submit(again, self.exchanges[:place], given, former=exchange)

    def ask_instead(
        self, exchange: Exchange, given: PromptInput, attached: Attached = NOTHING
    ) -> Exchange:
        """Other words in the place of the prompt of ``exchange``, which stays a version; what
        came with that comes with these too. They come back."""
        place = self.exchanges.index(exchange)
        before = self.exchanges[:place]
        edited = self.conversation.edit(
            given.text, before, attached_to(exchange).and_also(attached)
        )
        self._submit(edited, before, given, former=exchange)
        return edited

    def go_on(self, given: PromptInput) -> None:
        """The last answer, continued where it ended."""
        self._submit(self.exchanges[-1], self.exchanges[:-1], given)

    def take_apart(self, exchange: Exchange, given: PromptInput) -> int:
        """Have the prompt of ``exchange`` cut into tokens; the number of the job comes back, whose
        result is a ``PromptPieces``."""
        from desktop_lm.tasks.prompt_pieces import PromptPiecesTask
        from desktop_lm.ui.prompt.conversation import answer_in

        before = self.exchanges[: self.exchanges.index(exchange)]
        return self._jobs.submit(
            answer_in(self.conversation, before, exchange, given, PromptPiecesTask)
        )

    def adopt(self, job: int, prompt: str) -> None:
        """Show and keep what ``job`` answers, which was handed in elsewhere."""
        exchange = self.conversation.ask(prompt, self.exchanges)
        self._asked[job] = _Asked(exchange, self.conversation, None)

    def _submit(
        self,
        exchange: Exchange,
        before: list[Exchange],
        given: PromptInput,
        former: Exchange | None = None,
    ) -> None:
        from desktop_lm.ui.prompt.conversation import answer_in
        from desktop_lm.ui.prompt.inspector.tracing import beginning

        job = self._jobs.submit(answer_in(self.conversation, before, exchange, given))
        trace = beginning(given, exchange)
        self._asked[job] = _Asked(exchange, self.conversation, former, trace)

    # --- what becomes of it ---

    def begin(self, job: int) -> None:
        """The model works on ``job``."""
        asked = self._asked.get(job)
        if asked is None or job == self._at_work:
            return
        self._at_work = job
        exchange, conversation, former, trace = asked
        exchange.trace = trace
        if former in conversation.exchanges:  # others may have come above it meanwhile
            del conversation.exchanges[conversation.exchanges.index(former) :]
        if not f"{_AND}{exchange.model}".endswith(f"{_AND}{self.model}"):
            exchange.model = _AND.join(filter(None, (exchange.model, self.model)))
        conversation.begin(exchange, {"model": exchange.model})
        is_new = exchange not in conversation.exchanges
        if is_new:
            conversation.exchanges.append(exchange)
        exchange.note, exchange.broken_off = "", False
        self.sent.emit(exchange)
        if conversation is self.conversation:
            self.begun.emit(exchange, is_new and former is None)
        self.changed.emit()

    def add(self, job: int, text: str) -> None:
        """More of the answer; it is shown with the next :meth:`show_new`."""
        if job == self._at_work:
            self._new_text.append(text)

    def see(self, job: int, views: tuple[TokenView, ...]) -> None:
        """How the next tokens were chosen."""
        asked = self._asked.get(job)
        if job == self._at_work and asked and asked.exchange.trace is not None:
            from desktop_lm.ui.prompt.inspector.tracing import grown

            asked.exchange.trace = grown(asked.exchange.trace, views)

    def read(self, job: int, update: object) -> None:
        """How the documents go into the prompt, or how far their summary is."""
        asked = self._asked.get(job)
        if asked is None or job != self._at_work:
            return
        from desktop_lm.ui.prompt.attach.reading import read_further

        asked.exchange.reading = read_further(asked.exchange.reading, update)

    def show_new(self) -> None:
        """Take in all that came."""
        asked = self._asked.get(self._at_work)
        if not self._new_text or asked is None:
            return
        text, self._new_text = "".join(self._new_text), []
        asked.exchange.answer.append(text)
        asked.conversation.grow(asked.exchange)
        if asked.conversation is self.conversation:
            self.grown.emit(text)
        self.changed.emit()

    def end(self, event: JobChanged, note: str, about: dict[str, Any]) -> None:
        """A job has come to its end, as ``note`` says; ``about`` is for the history."""
        if event.state is JobState.DONE:
            self.begin(event.job)
        asked = self._asked.get(event.job)
        if asked and event.job == self._at_work:
            self.show_new()
            self._at_work = 0
            asked.exchange.note = note
            about = {"model": asked.exchange.model, **about}
            if asked.exchange.reading is not None:
                about["reading"] = asked.exchange.reading.to_json()
            asked.conversation.end(asked.exchange, event, about)
        self._asked.pop(event.job, None)
        if asked is None:
            return
        if asked.conversation is self.conversation:
            self.ended.emit()
        self.answered.emit(asked.exchange, asked.conversation)
        if asked.former is not None:
            self._learn_versions(asked.conversation)
        self.changed.emit()

    def _learn_versions(self, conversation: OpenConversation) -> None:
        """How many versions there are by now."""

        def learn(tail: Tail) -> None:
            pairs = zip(reversed(conversation.exchanges), reversed(tail.exchanges), strict=False)
            for here, there in pairs:
                here.prompt_versions = there.prompt_versions
                here.answer_versions = there.answer_versions
            if conversation is self.conversation and not self._asked:
                self.relabelled.emit()

        # A new conversation gets its number on the history's thread.
        self._history.ask(lambda history: tail_of(conversation.number, history), learn)
