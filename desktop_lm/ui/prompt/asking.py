"""What the user has the model do with the text in the box and with what is on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.ui.prompt.attach.attached import NOTHING, Attached
from desktop_lm.ui.prompt.composer import Composer
from desktop_lm.ui.prompt.dialogue import Dialogue
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.window.banner import Banner

if TYPE_CHECKING:
    from desktop_lm.messages import Alternative
    from desktop_lm.tasks.prompt.prompt import PromptInput
    from desktop_lm.ui.prompt.inspector.token_surface import Traced
    from desktop_lm.ui.prompt.open_conversation import OpenConversation


class Asking(QObject):
    """Hands prompts to the ``dialogue``. ``refused`` carries the code of why nothing was asked."""

    refused = Signal(object)

    def __init__(self, dialogue: Dialogue, composer: Composer, banner: Banner) -> None:
        super().__init__()
        self._dialogue = dialogue
        self._composer = composer
        self._banner = banner
        self._edited: Exchange | None = None
        self._asked: Exchange | None = None  # what was asked last from the box
        self.set_aside = ""  # what was in the box when an earlier prompt was brought there
        self.alternatives = 0  # of each token that are asked for
        # What goes with the next prompt; None while a file is still being read.
        self.attached: Callable[[], Attached | None] = lambda: NOTHING
        self.with_files: Callable[[PromptInput], PromptInput] = lambda given: given
        dialogue.opened.connect(self._opened)
        dialogue.sent.connect(self._sent)

    @property
    def dialogue(self) -> Dialogue:
        """What is asked and answered."""
        return self._dialogue

    def ask(self) -> Exchange | None:
        """Ask for an answer to the text in the box; None where that cannot be done."""
        text, edited = self._composer.box.text(), self._edited
        if not text.strip():
            from desktop_lm.errors import Code

            self.refused.emit(Code.EMPTY_TEXT)
            self._composer.box.setFocus()
        elif (attached := self.attached()) is None:
            self._banner.show_note(self.tr("A file is still being read. Ask when it is there."))
        elif edited in self._dialogue.exchanges:
            self._asked = self._dialogue.ask_instead(edited, self._given(text), attached)
            return self._asked
        else:
            self._asked = self._dialogue.ask(self._given(text), attached)
            return self._asked
        return None

    def ask_for(self, text: str, attached: Attached) -> None:
        """Ask for something else than what is in the box."""
        self._dialogue.ask(self._given(text), attached)

    def retry(self) -> None:
        """The last prompt of the page once more, where it has left the box."""
        exchanges = self._dialogue.exchanges
        if self._composer.box.text().strip() or not exchanges:
            self.ask()
        else:
            self.answer_again(exchanges[-1])

    def go_on(self, exchange: Exchange | None = None) -> None:
        """Have an answer of the page continued where it ended: the last one where it is none.
        Behind one above that, what follows it stays a version."""
        exchanges = self._dialogue.exchanges
        if not exchanges or self._dialogue.is_busy:
            return
        from desktop_lm.ui.prompt.inspector.tracing import tokens_of, whole

        ended = exchange or exchanges[-1]
        given = self._given(ended.prompt, begun=ended.text)
        if ended.model == self._dialogue.model:  # to another they would mean something else
            given = replace(given, begun_tokens=tokens_of(ended))
        if ended is exchanges[-1]:
            self._dialogue.go_on(given)
        else:
            self._dialogue.branch(ended, whole(ended, given.begun_tokens), given)
        self._composer.box.setFocus()

    def answer_again(self, exchange: Exchange) -> None:
        """Have a prompt answered once more; the answer there is stays a version."""
        self._dialogue.ask_again(exchange, self._given(exchange.prompt))

    def branch(self, exchange: Traced, index: int, other: Alternative) -> bool:
        """Have the answer written anew from token ``index`` on, with ``other`` in its place.
        False while the model is at work."""
        if self._dialogue.is_busy:
            self.say_busy()
        if self._dialogue.is_busy or not isinstance(exchange, Exchange):
            return False
        from desktop_lm.ui.prompt.inspector.tracing import branch_at

        begun = branch_at(exchange, index, other)
        given = replace(self._given(exchange.prompt, begun=begun.text), begun_tokens=begun.tokens)
        self._dialogue.branch(exchange, begun, given)
        return True

    def say_busy(self) -> None:
        """Nothing else can be begun now."""
        self._banner.show_note(
            self.tr("The model is at work. Wait until it has ended, or stop it (Esc).")
        )

    def say_apart(self) -> None:
        """What is written in a document is another one from now on."""
        self._banner.show_note(
            self.tr(
                "Another window writes in this document, so what you write here is in a new one."
            )
        )

    def has_text(self) -> bool:
        """Whether there is a prompt in the box."""
        return bool(self._composer.box.text().strip())

    def again(self, exchange: Exchange, conversation: OpenConversation) -> PromptInput:
        """What is asked where the prompt of ``exchange`` is answered once more, in a conversation
        that need not be the one that is shown."""
        options, kept = self._composer.options, conversation.settings
        return (
            options.prompt_with(kept, exchange.prompt) if kept else options.prompt(exchange.prompt)
        )

    def take_apart(self, exchange: Exchange) -> int:
        """Have a prompt cut into tokens, with the options as they are; the number of the job."""
        given = self._composer.options.prompt(exchange.prompt)
        return self._dialogue.take_apart(exchange, given)

    def edit_prompt(self, exchange: Exchange) -> None:
        """Bring a prompt back into the box, to be asked in other words; what is there comes back
        after it."""
        if self._edited is None and self.has_text():
            self.set_aside = self._composer.box.text()
        self._edited = exchange
        self._put(exchange.prompt)
        self._banner.show_note(self._edit_words, [(self.tr("Do not change it"), self._leave_edit)])

    def show_version(self, message: int) -> None:
        """Look at another version of a prompt or an answer, and at what follows it."""
        self._dialogue.show_version(message)

    def take(self, text: str) -> None:
        """Put ``text`` into the box, to be changed or asked."""
        self._put(text)

    def recall(self) -> None:
        """Put the last prompt into the box."""
        if self._dialogue.exchanges:
            self._composer.box.replace_text(self._dialogue.exchanges[-1].prompt)

    def _sent(self, exchange: Exchange) -> None:
        """The model works on ``exchange``: its text leaves the box, if it came from there."""
        self._edited = None
        if exchange is self._asked and self._composer.box.text() == exchange.prompt:
            self._bring_back(exchange.prompt)

    def prospect(self) -> PromptInput:
        """What would go to the model with the text in the box as it is."""
        from desktop_lm.ui.prompt.conversation import with_turns

        exchanges, settings = self._dialogue.exchanges, self._composer.options.settings
        if self._edited in exchanges:
            exchanges = exchanges[: exchanges.index(self._edited)]
        given = settings.prompt(self._composer.box.text(), seed=0)
        above = self._dialogue.conversation.attached_above
        return self.with_files(with_turns(given, exchanges, above))

    def _given(self, text: str, begun: str = "") -> PromptInput:
        """What is asked of the model, with the options as they are; the banner is done with."""
        self._banner.hide()
        options = self._composer.options
        self._dialogue.conversation.keep_settings(options.settings.to_json())
        return replace(options.prompt(text, begun), alternatives=self.alternatives)

    def _put(self, text: str) -> None:
        self._composer.box.replace_text(text)
        self._composer.box.setFocus()

    @property
    def _edit_words(self) -> str:
        return self.tr("You change an earlier prompt. What follows it stays a version.")

    def _leave_edit(self) -> None:
        self._edited = None
        self._bring_back()
        self._banner.hide()

    def _bring_back(self, besides: str = "") -> None:
        """What was set aside, in place of what is in the box; not where that is ``besides``."""
        text, self.set_aside = self.set_aside, ""
        self._composer.box.replace_text(text if text != besides else "")

    def _opened(self) -> None:
        """The page is another: a prompt that is not on it any more is not changed there."""
        former, exchanges = self._edited, self._dialogue.exchanges
        if former is None or former in exchanges:
            return
        number = former.entry.prompt if former.entry else 0
        alike = (each for each in exchanges if each.entry and each.entry.prompt == number)
        self._edited = next(alike, None) if number else None
        if self._edited is None and self._banner.sentence == self._edit_words:
            self._banner.hide()
