"""How much of the context a prompt will take, counted by the model before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_lm.messages import Count, Counted, PromptPart, Reply, Request
from desktop_lm.tasks.answering import Given
from desktop_lm.tasks.prompt.context_fit import ContextFit, chat_messages, room_for_prompt
from desktop_lm.tasks.prompt.continuation import ContinuationInput, ContinuationTask, first_kept
from desktop_lm.tasks.prompt.prompt import PromptInput
from desktop_lm.tasks.task import LoadedModel, Task
from desktop_lm.tasks.text.clean_text import clean


@dataclass(frozen=True, slots=True)
class ContextUse:
    """Tokens: what is always there (``frame``: instructions and the marks of the chat template),
    the turns that go along, the newest prompt, what was asked for as the longest answer, and all
    the context holds. ``left_out`` counts turns that do not fit, ``unread`` characters at the
    beginning of a document. ``exact``: the model counted; where it did not it was not there, or all
    was ``too_much`` to be counted."""

    frame: int
    history: int
    prompt: int
    wanted: int
    size: int
    left_out: int = 0
    exact: bool = True
    unread: int = 0
    document: bool = False  # the prompt is the text before the caret
    too_much: bool = False

    @property
    def used(self) -> int:
        """All that is sent."""
        return self.frame + self.history + self.prompt

    @property
    def room(self) -> int:
        """What an answer can have; 0 where the prompt alone is too long."""
        return max(min(self.wanted, self.size - self.used), 0)


class ContextTask:
    """Implements :class:`desktop_lm.tasks.task.Task` with a few Count requests; leaves out turns
    as :class:`~desktop_lm.tasks.prompt.prompt.PromptTask` would."""

    def __init__(self, model: LoadedModel, given: PromptInput) -> None:
        self._chat = model.chat
        self._size = model.info.n_ctx
        self._given = given
        self._system = clean(given.system)[0]
        self._newest = clean(given.text)[0]
        self._fit = ContextFit(given.turns, self._size, given.max_tokens)
        self._prompt: int | None = None
        self._without: int | None = None
        self._all: int | None = None if given.turns else 0

    def next_request(self, request_id: int) -> Request | None:
        if self._prompt is None and not self._newest:
            self._prompt = 0
        if self._prompt is None:
            return Count(request_id, (PromptPart(self._newest),))
        if self._without is None:
            return Count(request_id, self._parts(with_turns=False))
        if self._all is None:
            return Count(request_id, self._parts(with_turns=True))
        return None

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Counted):
            if self._prompt is None:
                self._prompt = reply.tokens
            elif self._without is None:
                self._without = reply.tokens
            elif self._fit.fits(reply.tokens, self._newest):
                self._all = reply.tokens
        return ()

    def updates(self) -> list[object]:
        return []

    def result(self) -> ContextUse:
        without, prompt = self._without or 0, self._prompt or 0
        return ContextUse(
            frame=max(without - prompt, 0),
            history=max((self._all or 0) - without, 0) if self._fit.kept else 0,
            prompt=prompt,
            wanted=self._given.max_tokens,
            size=self._size,
            left_out=self._fit.left_out,
        )

    def _parts(self, *, with_turns: bool) -> tuple[PromptPart, ...]:
        turns = self._fit.kept if with_turns else ()
        return self._chat.parts(chat_messages(self._system, turns, self._newest))


class DocumentUseTask:
    """Implements :class:`desktop_lm.tasks.task.Task` for a document: counts what is asked besides
    the text, then goes the way of the task that continues it until all fits."""

    def __init__(self, model: LoadedModel, given: ContinuationInput) -> None:
        self._size = model.info.n_ctx
        self._given = given
        self._continuing = ContinuationTask(model, given)
        self._frame: int | None = None
        self._all = 0

    def next_request(self, request_id: int) -> Request | None:
        if self._frame is None:
            return Count(request_id, self._continuing.frame)
        if not self._given.before.strip():
            return None
        request = self._continuing.next_request(request_id)
        return request if isinstance(request, Count) else None

    def feed(self, reply: Reply) -> Iterable[object]:
        if not isinstance(reply, Counted):
            return
        if self._frame is None:
            self._frame = self._all = reply.tokens
        else:
            self._all = reply.tokens
            yield from self._continuing.feed(reply)

    def updates(self) -> list[object]:
        return []

    def result(self) -> ContextUse:
        frame = self._frame or 0
        return ContextUse(
            frame=frame,
            history=0,
            prompt=self._all - frame,
            wanted=self._given.max_tokens,
            size=self._size,
            unread=self._continuing.left_out,
            document=True,
        )


def use_task(model: LoadedModel, given: Given) -> Task:
    """The task that counts what ``given`` takes."""
    if isinstance(given, ContinuationInput):
        return DocumentUseTask(model, given)
    return ContextTask(model, given)


def characters_of(given: Given) -> int:
    """Of all texts that would be sent."""
    if isinstance(given, ContinuationInput):
        return len(given.before) + len(given.after) + len(given.system)
    turns = sum(len(turn.prompt) + len(turn.answer) for turn in given.turns)
    return len(given.text) + len(given.system) + turns


def estimated(
    given: Given, size: int, characters_per_token: float, *, too_much: bool = False
) -> ContextUse:
    """The same without a model: from the number of characters."""

    def tokens(*texts: str) -> int:
        return round(sum(map(len, texts)) / characters_per_token)

    frame, history, left_out, unread = tokens(given.system), 0, 0, 0
    if isinstance(given, ContinuationInput):
        prompt = tokens(given.before)
        over = frame + prompt - room_for_prompt(size, given.max_tokens)
        if 0 < over < prompt:
            keep = round((prompt - over) * characters_per_token)
            unread = first_kept(len(given.before) - keep, keep)
            prompt -= round(unread / characters_per_token)
            unread = max(round(unread, 2 - len(str(unread))), 1)  # no more of it is certain
    else:
        prompt = tokens(given.text)
        fit = ContextFit(given.turns, size, given.max_tokens)
        while True:
            history = tokens(*(text for turn in fit.kept for text in (turn.prompt, turn.answer)))
            if fit.fits(frame + history + prompt, given.text):
                break
        left_out = fit.left_out
    return ContextUse(
        frame,
        history,
        prompt,
        given.max_tokens,
        size,
        left_out,
        exact=False,
        unread=unread,
        document=isinstance(given, ContinuationInput),
        too_much=too_much,
    )
