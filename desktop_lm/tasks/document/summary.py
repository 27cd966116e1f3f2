"""A summary of documents longer than the context: part by part, then of the parts together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop_lm.messages import (
    Count,
    Counted,
    Done,
    Generate,
    PromptPart,
    PromptProgress,
    Reply,
    Request,
    StopReason,
    Text,
)
from desktop_lm.tasks.chat.template import ChatMessage
from desktop_lm.tasks.document.citing import DOUBT, Doubting
from desktop_lm.tasks.document.passages import passages_of
from desktop_lm.tasks.document.question import faithful, sources_of, with_sources
from desktop_lm.tasks.prompt.context_fit import room_for_prompt
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptRead, PromptResult, TextAdded
from desktop_lm.tasks.prompt.receipt import Receipt, receipt_of
from desktop_lm.tasks.rate import Rate
from desktop_lm.tasks.source import Passage
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.clean_text import clean

_PART_SHARE = 0.6  # of the room for a prompt
_CHARACTERS_A_TOKEN = 3  # of most scripts, at least; where it is wrong the part is halved
_MOST_PART = 6000  # characters: longer ones lose more than they save
_PART_TOKENS = 120  # a part's summary
_MOST_CHARACTERS_A_TOKEN = 8
_PART = re.compile(r"\*\*(\d+)/(\d+)\*\* ")
_CUT = (StopReason.LENGTH, StopReason.CONTEXT)


@dataclass(frozen=True, slots=True)
class PartBegun:
    """Part ``number`` of ``total`` is read next; ``passage`` is its place. ``level`` 0 are the
    documents' own parts, 1 and up are summaries put together."""

    number: int
    total: int
    level: int
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class SentencesDoubted:
    """So many sentences of the summary so far say what the text does not."""

    count: int


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    passage: Passage | None = None


class DocumentSummaryTask:
    """Implements :class:`desktop_lm.tasks.task.Task`. ``given.text`` is what is asked for, such
    as "Summarise this". What fits is summarised at once; else each part's summary is part of the
    text that comes, and the whole one follows them. Sentences that say what their text does not
    are marked. It is text whatever form answers are to have: parts and marks fit into no other."""

    def __init__(self, model: LoadedModel, given: PromptInput) -> None:
        self._info = model.info
        self._chat = model.chat
        self._given = given
        self._room = room_for_prompt(model.info.n_ctx, given.max_tokens)
        self._sources = given.sources or sources_of(given)
        self._sampling = replace(faithful(given.sampling), grammar="")
        self._size = min(_MOST_PART, int(self._room * _PART_SHARE * _CHARACTERS_A_TOKEN))
        self._parts: list[_Part] = []
        self._total = 0
        self._done: list[str] = []
        self._level = -1  # before the first count
        self._last = False  # the request at hand makes the whole summary
        self._text: list[str] = []  # of the answer
        self._part: list[str] = []  # of the part's summary, without marks
        self._doubting = Doubting("")
        self._doubted = 0
        self._request: Generate | None = None
        self._receipts: list[Receipt] = []
        self._tokens = self._prompt_tokens = self._answer_tokens = 0
        self._rate = Rate()
        self._stop_reason = StopReason.CANCELLED
        self._over = False
        self._updates: list[object] = []

    def next_request(self, request_id: int) -> Request | None:
        if self._over:
            return None
        whole = with_sources(self._given.text, self._sources)
        if self._level < 0:
            if len(whole) <= self._room * _MOST_CHARACTERS_A_TOKEN:
                return Count(request_id, self._prompt(whole))
            self._cut()
        if self._last:
            if self._done:
                self._updates.append(self._added(f"**1-{self._total}** ", 0))
            text = "\n".join(source.text for source in self._sources)
            return self._generate(request_id, self._whole_prompt(), self._given.max_tokens, text)
        return self._part_request(request_id)

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Counted):
            if reply.tokens <= self._room:
                self._level, self._last = 0, True
            else:
                self._cut()
        elif isinstance(reply, PromptProgress):
            self._prompt_tokens = reply.total
            yield PromptRead(reply.done, reply.total, reply.reused)
        elif isinstance(reply, Text):
            self._part.append(reply.text)
            yield self._added(self._doubting.add(reply.text), reply.tokens)
        elif isinstance(reply, Done):
            yield from self._end_part(reply)

    def updates(self) -> list[object]:
        taken, self._updates = self._updates, []
        return taken

    def result(self) -> PromptResult:
        used = self._prompt_tokens + self._answer_tokens
        text = "".join(self._text)
        receipt = None
        if self._receipts:
            *earlier, last = self._receipts
            receipt = replace(last, earlier=tuple(earlier))
        return PromptResult(
            text, self._tokens, self._rate.value, self._stop_reason, used, receipt=receipt
        )

    # --- inside ---

    def _cut(self) -> None:
        """Into parts, which are read one after the other."""
        self._level = 0
        passages = passages_of(self._sources, self._size)
        self._parts = [_Part(passage.text, passage) for passage in passages]
        self._total = len(passages)
        self._take_up(self._given.begun)

    def _take_up(self, begun: str) -> None:
        """Go on behind the parts whose summaries are in an answer that was broken off; one that
        was not complete is made once more."""
        found = _PART.split(begun)  # before the first, then number, total and text in turn
        for number, total, text in zip(found[1::3], found[2::3], found[3::3], strict=True):
            fits = int(number) == len(self._done) + 1 and int(total) == self._total
            if not fits or not text.endswith("\n\n") or len(self._parts) == 1:
                break
            self._done.append(text.replace(DOUBT, "").strip())
            self._parts.pop(0)
        if begun and not begun.endswith("\n\n"):
            self._updates.append(self._added("\n\n", 0))

    def _part_request(self, request_id: int) -> Request:
        number, total = len(self._done) + 1, len(self._done) + len(self._parts)
        part = self._parts[0]
        self._updates.append(PartBegun(number, total, self._level, part.passage))
        heading = f"**{number}/{total}** " if self._level == 0 else ""
        if heading:
            self._updates.append(self._added(heading, 0))
        prompt = f"{part.text}\n\nSummarise this text in two sentences."
        return self._generate(request_id, prompt, _PART_TOKENS, part.text)

    def _whole_prompt(self) -> str:
        if not self._done:
            return with_sources(self._given.text, self._sources)
        return "\n\n".join(self._done) + f"\n\n{self._given.text}"

    def _generate(self, request_id: int, prompt: str, max_tokens: int, text: str) -> Generate:
        """``text`` is what the summary is to be of."""
        self._part, self._doubting = [], Doubting(text)
        self._request = Generate(
            id=request_id,
            parts=self._prompt(prompt),
            sampling=self._sampling,
            max_tokens=max_tokens,
            stop=self._chat.stop,
            slot="prompt",
            skip_leading_space=True,
            repeatable=True,
            all_threads=self._given.all_threads,
        )
        return self._request

    def _prompt(self, text: str) -> tuple[PromptPart, ...]:
        system = clean(self._given.system)[0]
        messages = [ChatMessage("system", system)] if system.strip() else []
        return self._chat.parts([*messages, ChatMessage("user", clean(text)[0])])

    def _end_part(self, reply: Done) -> Iterable[object]:
        self._answer_tokens = reply.tokens
        if rate := reply.tokens_per_second:
            self._rate.value = rate
        self._tokens += reply.tokens
        self._stop_reason = reply.stop_reason
        if rest := self._doubting.end():
            yield self._added(rest, 0)
        if self._doubting.doubted:
            self._doubted += self._doubting.doubted
            yield SentencesDoubted(self._doubted)
        if self._request is not None:
            receipt = receipt_of(self._info, self._request, reply, "".join(self._part))
            self._receipts += [receipt] if receipt else []
        if reply.stop_reason is StopReason.CANCELLED:
            return
        if self._last:
            self._over = True
            return
        self._parts.pop(0)
        summary = "".join(self._part).strip()
        if reply.stop_reason in _CUT:
            summary = _whole_sentences(summary)
        self._done.append(summary)
        if not self._parts:
            self._join()
        if self._level == 0 or self._last:
            yield self._added("\n\n", 0)

    def _join(self) -> None:
        """All parts of this level are read: put their summaries together, or read those in parts
        where they are too long themselves."""
        together = "\n\n".join(self._done)
        if len(together) <= self._size:
            self._last = True
            self._updates.append(PartBegun(1, 1, self._level + 1))
            return
        self._level += 1
        self._parts, group = [], ""
        for summary in self._done:
            if group and len(group) + len(summary) > self._size:
                self._parts.append(_Part(group))
                group = ""
            group = f"{group}\n\n{summary}".strip()
        self._parts.append(_Part(group))
        self._done = []

    def _added(self, text: str, tokens: int) -> TextAdded:
        if self._level <= 0 or self._last:
            self._text.append(text)
        shown = text if self._level <= 0 or self._last else ""
        return TextAdded(shown, self._tokens + tokens, self._rate.update(tokens))


def _whole_sentences(text: str) -> str:
    """Without the sentence that was cut off, where another one stands before it."""
    ends = [text.rfind(mark) for mark in (". ", "! ", "? ", ".\n", "\u3002")]
    return text[: max(ends) + 1] if max(ends) > 0 else text
