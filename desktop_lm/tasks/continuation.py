"""Free writing: a text goes on at the caret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Count,
    Counted,
    Done,
    Generate,
    PromptPart,
    PromptProgress,
    Reply,
    Request,
    Sampling,
    StopReason,
    Text,
)
from desktop_lm.tasks.chat_template import ChatMessage
from desktop_lm.tasks.clean_text import clean
from desktop_lm.tasks.context_fit import room_for_prompt
from desktop_lm.tasks.prompt import PromptRead, PromptResult, TextAdded
from desktop_lm.tasks.rate import Rate
from desktop_lm.tasks.task import LoadedModel

_MOST_AFTER = 600  # characters of what follows the caret: a direction, not the matter
_MARGIN = 0.9  # characters tell tokens only roughly
_ASKED = "Continue this text. Write only what comes next, in the same style."
_AHEAD = "After your part the text goes on like this:"


@dataclass(frozen=True, slots=True)
class ContinuationInput:
    """``before`` and ``after`` the caret; ``system`` are instructions besides, ``max_tokens`` the
    longest continuation."""

    before: str
    after: str = ""
    system: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int = 160
    stop: tuple[str, ...] = ()


class ContinuationTask:
    """Implements :class:`desktop_lm.tasks.task.Task` with Count requests and one Generate.

    The model is asked for a continuation by its chat template, and its answer begins with the text
    before the caret: instruct models go on in the middle of a sentence that way, which they do not
    where the text stands in the question, and they stay with the matter better than without a
    template (read side by side on a story, a report and a letter with the starter model). Where the
    text is too long its beginning is left out.
    """

    def __init__(self, model: LoadedModel, given: ContinuationInput) -> None:
        self._chat = model.chat
        self._given = given
        self._limit = room_for_prompt(model.info.n_ctx, given.max_tokens)
        self._before = clean(given.before)[0]
        # A token usually begins with its space, so the model writes the one at the end itself.
        self._at_space = self._before != self._before.rstrip(" ")
        self._kept = self._before.rstrip(" ")
        self._after = clean(given.after)[0].strip()[:_MOST_AFTER]
        self._fits = False
        self._asked = False
        self._text: list[str] = []
        self._tokens = 0
        self._prompt_tokens = 0
        self._token_ids: tuple[int, ...] = ()
        self._rate = Rate()
        self._stop_reason = StopReason.CANCELLED

    @property
    def left_out(self) -> int:
        """How many characters at the beginning do not go to the model."""
        return len(self._before.rstrip(" ")) - len(self._kept)

    def next_request(self, request_id: int) -> Request | None:
        """The next request; raises AppError(EMPTY_TEXT) where there is nothing to go on from."""
        if self._asked:
            return None
        if not self._before.strip():
            raise AppError(Code.EMPTY_TEXT)
        parts = (*self._chat.parts(self._messages()), PromptPart(self._kept))
        if not self._fits:
            return Count(request_id, parts)
        self._asked = True
        return Generate(
            id=request_id,
            parts=parts,
            sampling=self._given.sampling,
            max_tokens=self._given.max_tokens,
            stop=(*self._chat.stop, *self._given.stop),
            skip_leading_space=self._at_space or self._before.endswith("\n"),
        )

    def updates(self) -> list[object]:
        return []

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Counted):
            self._fit(reply.tokens)
        elif isinstance(reply, PromptProgress):
            self._prompt_tokens = reply.total
            yield PromptRead(reply.done, reply.total, reply.reused)
        elif isinstance(reply, Text):
            self._text.append(reply.text)
            self._tokens = reply.tokens
            yield TextAdded(reply.text, reply.tokens, self._rate.update(reply.tokens))
        elif isinstance(reply, Done):
            self._stop_reason = reply.stop_reason
            self._tokens, self._token_ids = reply.tokens, reply.token_ids
            if reply.decode_seconds > 0:
                self._rate.value = reply.tokens / reply.decode_seconds

    def result(self) -> PromptResult:
        return PromptResult(
            "".join(self._text),
            self._tokens,
            self._rate.value,
            self._stop_reason,
            self._prompt_tokens + self._tokens,
            self._token_ids,
        )

    def _messages(self) -> list[ChatMessage]:
        system = clean(self._given.system)[0]
        messages = [ChatMessage("system", system)] if system.strip() else []
        asked = f"{_ASKED}\n\n{_AHEAD}\n{self._after}" if self._after else _ASKED
        return [*messages, ChatMessage("user", asked)]

    def _fit(self, tokens: int) -> None:
        """Leave out the beginning, at the end of a paragraph or a word, where it is too long."""
        self._fits = tokens <= self._limit
        if self._fits:
            return
        keep = round(len(self._kept) * self._limit / tokens * _MARGIN)
        cut = len(self._kept) - max(keep, 1)
        if cut <= 0:  # what is asked besides is too long: the engine says so
            self._fits = True
            return
        for border in ("\n", " "):
            found = self._kept.find(border, cut, cut + keep // 4)
            if found >= 0:
                cut = found + 1
                break
        self._kept = self._kept[cut:]
