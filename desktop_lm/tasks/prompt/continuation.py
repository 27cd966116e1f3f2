"""Free writing: a text goes on at the caret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Count, Counted, PromptPart, Reply, Request, Sampling
from desktop_lm.tasks.prompt.context_fit import chat_messages, room_for_prompt
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptResult, PromptTask
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.clean_text import clean

_MOST_AFTER = 600  # characters of what follows the caret: a direction, not the matter
_MARGIN = 0.9  # characters tell tokens only roughly
_STEPS = 8  # of what is kept: so much at least is left out at a time
_ASKED = "Continue this text. Write only what comes next, in the same style."
_AHEAD = "After your part the text goes on like this:"


@dataclass(frozen=True, slots=True)
class ContinuationInput:
    """``before`` and ``after`` the caret; ``system`` are instructions besides, ``max_tokens`` the
    longest continuation. ``begun_tokens`` are how it is to begin, and ``alternatives`` of each
    token are told, as in a :class:`~desktop_lm.tasks.prompt.prompt.PromptInput`."""

    before: str
    after: str = ""
    system: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int = 160
    stop: tuple[str, ...] = ()
    begun_tokens: tuple[PromptPart, ...] = ()
    alternatives: int = 0


class ContinuationTask:
    """Implements :class:`desktop_lm.tasks.task.Task` with Count requests, and then as
    :class:`~desktop_lm.tasks.prompt.prompt.PromptTask` does.

    The model is asked for a continuation by its chat template, and its answer begins with the text
    before the caret: instruct models go on in the middle of a sentence that way, which they do not
    where the text stands in the question, and they stay with the matter better than without a
    template (read side by side on a story, a report and a letter with the starter model). Where the
    text is too long its beginning is left out.
    """

    def __init__(self, model: LoadedModel, given: ContinuationInput) -> None:
        self._model = model
        self._given = given
        self._limit = room_for_prompt(model.info.n_ctx, given.max_tokens)
        self._before = clean(given.before)[0]
        # A token usually begins with its space, so the model writes the one at the end itself.
        self._at_space = self._before != self._before.rstrip(" ")
        self._kept = self._before.rstrip(" ")
        self._after = clean(given.after)[0].strip()[:_MOST_AFTER]
        self._fits = False
        self._answering: PromptTask | None = None

    @property
    def left_out(self) -> int:
        """How many characters at the beginning do not go to the model."""
        return len(self._before.rstrip(" ")) - len(self._kept)

    @property
    def frame(self) -> tuple[PromptPart, ...]:
        """What is asked of the model, without the text that is to go on."""
        system = clean(self._given.system)[0]
        return self._model.chat.parts(chat_messages(system, (), self._asked))

    def next_request(self, request_id: int) -> Request | None:
        """The next request; raises AppError(EMPTY_TEXT) where there is nothing to go on from."""
        if not self._before.strip():
            raise AppError(Code.EMPTY_TEXT)
        if not self._fits:
            return Count(request_id, (*self.frame, PromptPart(self._kept)))
        if self._answering is None:
            self._answering = PromptTask(self._model, self._prompt())
        return self._answering.next_request(request_id)

    def updates(self) -> list[object]:
        return self._answering.updates() if self._answering else []

    def feed(self, reply: Reply) -> Iterable[object]:
        if self._answering is not None:
            yield from self._answering.feed(reply)
        elif isinstance(reply, Counted):
            self._fit(reply.tokens)

    def result(self) -> PromptResult:
        return self._answering.result() if self._answering else PromptResult()

    @property
    def _asked(self) -> str:
        return f"{_ASKED}\n\n{_AHEAD}\n{self._after}" if self._after else _ASKED

    def _prompt(self) -> PromptInput:
        given = self._given
        begins_there = self._at_space or self._before.endswith("\n")
        return PromptInput(
            self._asked,
            given.system,
            given.sampling,
            given.max_tokens,
            stop=given.stop,
            lead=self._kept,
            skip_leading_space=begins_there and not given.begun_tokens,
            begun_tokens=given.begun_tokens,
            alternatives=given.alternatives,
        )

    def _fit(self, tokens: int) -> None:
        """Leave out the beginning, at the end of a paragraph or a word, where it is too long."""
        self._fits = tokens <= self._limit
        if self._fits:
            return
        keep = round(len(self._kept) * self._limit / tokens * _MARGIN)
        cut = first_kept(len(self._before.rstrip(" ")) - keep, keep) - self.left_out
        if cut <= 0:  # what is asked besides is too long: the engine says so
            self._fits = True
            return
        for border in ("\n", " "):
            found = self._kept.find(border, cut, cut + keep // 4)
            if found >= 0:
                cut = found + 1
                break
        self._kept = self._kept[cut:]


def first_kept(least: int, keep: int) -> int:
    """Where a text is to begin of whose characters the last ``keep`` find a place, ``least`` behind
    its beginning: there or somewhat later, and at the same place while more is written at its end.
    The engine has read it from there, and would read all of it anew."""
    step = 1 << max(keep // _STEPS, 1).bit_length() - 1
    return -(-least // step) * step
