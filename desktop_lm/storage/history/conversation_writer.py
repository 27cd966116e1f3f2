"""Writes a conversation down while it happens: each prompt before it runs, answers as they grow."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop_lm.storage.history import receipts, token_traces
from desktop_lm.storage.history.conversation import Attachment, Role, TextState
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.history_file import whole
from desktop_lm.storage.history.history_keeper import HistoryKeeper
from desktop_lm.storage.history.token_traces import TokenTrace

_TITLE_CHARACTERS = 60


@dataclass(eq=False, slots=True)
class Entry:
    """A prompt and its answer in the history. The ids are 0 until they are known there, which is
    on the keeper's thread; ``stored`` is set when the prompt is on the disk, or cannot be."""

    prompt: int = 0
    answer: int = 0
    stored: threading.Event = field(default_factory=threading.Event)


class ConversationWriter:
    """One conversation, which begins with its first prompt. Methods return at once."""

    def __init__(
        self, keeper: HistoryKeeper, number: int = 0, settings: Mapping[str, Any] | None = None
    ) -> None:
        """``number`` is that of a conversation in the history to go on with; a new one begins
        with ``settings``."""
        self._keeper = keeper
        self._settings = settings
        self.number = number  # 0 until the first prompt is on the disk

    def ask(
        self,
        text: str,
        after: Entry | None,
        *,
        beginning: bool = False,
        attachments: Sequence[Attachment] = (),
        about: Mapping[str, Any] | None = None,
    ) -> Entry:
        """A new prompt below the answer of ``after``, or below what is shown; its entry comes
        back. ``beginning`` makes it another version of the first prompt."""
        entry = Entry()

        def store(history: History) -> None:
            parent = self._place(history, after, title_of(text))
            parent = None if beginning else parent
            entry.prompt = history.add(
                self.number, parent, Role.USER, text, attachments=attachments, about=about
            )

        self._keeper.write(store, entry.stored.set)
        return entry

    def _place(self, history: History, after: Entry | None, title: str) -> int | None:
        """What a new prompt is put below. What it would be below may be gone: with a file that was
        damaged, or for good."""
        shown: int | None = None
        try:
            shown = history.conversation(self.number).shown if self.number else None
        except KeyError:
            self.number = 0
        if not self.number:
            self.number = history.begin(title=title, settings=self._settings)
            return None
        above = (after.answer or after.prompt) if after else 0
        if not above:
            return shown
        try:
            return above if history.message(above).conversation == self.number else shown
        except KeyError:
            return shown

    def set_settings(self, settings: Mapping[str, Any]) -> None:
        """How the answers are made from now on."""
        self._settings = settings

        def store(history: History) -> None:
            if self.number:
                history.set_settings(self.number, settings)

        self._keeper.grow(("settings", id(self)), store)

    def again(self, entry: Entry) -> Entry:
        """An entry for another answer to the prompt of ``entry``."""
        other = Entry()

        def refer(_history: History) -> None:
            other.prompt = entry.prompt  # which was written before this

        self._keeper.write(refer, other.stored.set)
        return other

    def begin_answer(self, entry: Entry, about: Mapping[str, Any]) -> None:
        """The model begins to answer the prompt of ``entry``."""
        self._keeper.write(lambda history: self._begin(history, entry, "", about))

    def resume(self, entry: Entry, text: str, about: Mapping[str, Any]) -> None:
        """The answer, which had ended, is to grow on from ``text``: as another version where the
        history has something else there."""

        def store(history: History) -> None:
            if entry.answer and not history.resume(entry.answer, whole(text).startswith):
                self._begin(history, entry, text, about)

        self._keeper.write(store)

    def _begin(self, history: History, entry: Entry, text: str, about: Mapping[str, Any]) -> None:
        if entry.prompt:
            entry.answer = history.add(
                self.number,
                entry.prompt,
                Role.ASSISTANT,
                text,
                state=TextState.GROWING,
                about=about,
            )

    def grow(self, entry: Entry, text: str) -> None:
        """All of the answer so far."""

        def store(history: History) -> None:
            if entry.answer:
                history.grow(entry.answer, text)

        self._keeper.grow(entry, store)

    def finish(
        self, entry: Entry, state: TextState, text: str, about: Mapping[str, Any] | None = None
    ) -> None:
        """The answer has come to its end."""
        self._keeper.settle(entry)

        def store(history: History) -> None:
            if entry.answer:
                history.finish(entry.answer, state, text, about)

        self._keeper.write(store)

    def keep_receipt(self, entry: Entry, receipt: Mapping[str, Any]) -> None:
        """How the finished answer came to be."""

        def store(history: History) -> None:
            if entry.answer:
                receipts.keep(history, entry.answer, receipt)

        self._keeper.write(store)

    def keep_trace(self, entry: Entry, trace: TokenTrace) -> None:
        """How the tokens of the finished answer were chosen."""

        def store(history: History) -> None:
            if entry.answer:
                token_traces.keep(history, entry.answer, trace)

        self._keeper.write(store)


def title_of(prompt: str) -> str:
    """A name for a conversation that begins with ``prompt``: its first words."""
    words = " ".join(prompt.split())
    if len(words) <= _TITLE_CHARACTERS:
        return words
    cut = words[:_TITLE_CHARACTERS]
    return (cut.rpartition(" ")[0] or cut) + "…"
