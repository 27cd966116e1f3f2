"""A question about documents: they go in whole, or their passages are looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Count, Counted, Reply, Request, Sampling
from desktop_lm.tasks.chat.template import ChatMessage
from desktop_lm.tasks.document.citing import Citing
from desktop_lm.tasks.document.passages import alike, passages_of, ranked
from desktop_lm.tasks.prompt.context_fit import Turn, room_for_prompt
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptResult, PromptTask, TextAdded
from desktop_lm.tasks.source import Passage, Source
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.text.clean_text import clean

# At least so many characters make a token; more of them than the context holds are not counted.
_MOST_CHARACTERS_A_TOKEN = 8
_PASSAGE_SHARE = 0.5  # of the room for a prompt; the rest is for the conversation
_MOST_PASSAGES = 8
# Measured with the starter model, twenty questions: 13 right from two passages, 4 from the one
# document whole that has the answer (590 tokens), 6 from all three documents whole.
SMALL_MODEL, _MOST_FOR_SMALL = 1_000_000_000, 2
_SMALL_READS = 300  # tokens
_QUESTION = re.compile("[?\u037e\u061f\uff1f]")  # also the Greek, Arabic and Chinese marks
_MOST_TEMPERATURE = 0.2
_NO_PENALTY = 1.0
_LEAST_CHARACTERS_A_TOKEN = 3  # of most scripts; where it is wrong the count tells


@dataclass(frozen=True, slots=True)
class SourcesRead:
    """How the documents went into the prompt: whole (``passages`` is empty), or these of ``total``
    passages, in the order of their numbers from 1. ``sentences``: the passages are themselves the
    answer, and of ``total`` sentences."""

    sources: tuple[Source, ...]
    passages: tuple[Passage, ...] = ()
    total: int = 0
    sentences: bool = False

    @property
    def whole(self) -> bool:
        return not self.passages


class DocumentQuestionTask:
    """Implements :class:`desktop_lm.tasks.task.Task`: asks how many tokens the whole prompt has,
    then answers it as :class:`~desktop_lm.tasks.prompt.prompt.PromptTask` does. An answer in a form
    of its own, such as JSON, gets no numbers of passages: it would not be in that form any more."""

    def __init__(self, model: LoadedModel, given: PromptInput) -> None:
        self._model = model
        self._given = given
        self._sources = sources_of(given)
        self._room = room_for_prompt(model.info.n_ctx, given.max_tokens)
        self._chosen: tuple[Passage, ...] | None = None  # None: all goes in whole
        self._total = 0
        self._asking: PromptTask | None = None
        self._citing: Citing | None = None
        self._cited: list[str] = []
        self._updates: list[object] = []

    def next_request(self, request_id: int) -> Request | None:
        """The next request; raises AppError(EMPTY_TEXT) for a blank question."""
        if not self._given.text.strip():
            raise AppError(Code.EMPTY_TEXT)
        if self._asking is None and self._may_fit():
            return Count(request_id, self._model.chat.parts(_messages(self._prompt())))
        if self._asking is None:
            self._begin()
        assert self._asking is not None
        request = self._asking.next_request(request_id)
        self._updates += self._asking.updates()
        if request is None and self._citing is not None:
            self._end_citing()
        return request

    def feed(self, reply: Reply) -> Iterable[object]:
        if self._asking is None:
            if isinstance(reply, Counted):
                self._decide(reply.tokens)
            return
        for update in self._asking.feed(reply):
            if isinstance(update, TextAdded) and self._citing is not None:
                text = self._citing.add(update.text)
                self._cited.append(text)
                yield replace(update, text=text)
            else:
                yield update

    def updates(self) -> list[object]:
        taken, self._updates = self._updates, []
        return taken

    def result(self) -> PromptResult:
        if self._asking is None:
            return PromptResult()
        result = self._asking.result()
        if self._citing is None:
            return result
        return replace(result, text="".join(self._cited) + self._citing.end())

    # --- what goes in ---

    def _may_fit(self) -> bool:
        """Whether counting can tell anything; else passages are looked up at once."""
        if _characters(self._prompt()) <= self._room * _MOST_CHARACTERS_A_TOKEN:
            return True
        if self._chosen is None:
            self._look_up()
            return self._may_fit()
        return False

    def _decide(self, tokens: int) -> None:
        if tokens <= self._room and not self._loses_its_way(tokens):
            self._begin()
        elif self._chosen is None:
            self._look_up()
        elif len(self._chosen) > 1:
            fewer = max(1, int(len(self._chosen) * self._room / tokens))
            self._chosen = self._chosen[: min(fewer, len(self._chosen) - 1)]
        else:
            self._begin()  # earlier turns are left out, or the engine says that it is too long

    def _loses_its_way(self, tokens: int) -> bool:
        """Whether a question is better put to passages though all would fit."""
        if self._chosen is not None or not _QUESTION.search(self._given.text):
            return False
        whole = in_whole(self._given)
        characters = sum(len(source.text) for source in self._sources)
        share = characters / max(1, _characters(whole))
        return loses_its_way(self._model.info.parameters, tokens * share)

    def _look_up(self) -> None:
        passages = passages_of(self._sources)
        self._total = len(passages)
        room = self._room * _PASSAGE_SHARE * _LEAST_CHARACTERS_A_TOKEN
        small = loses_its_way(self._model.info.parameters, _SMALL_READS + 1)
        most = _MOST_FOR_SMALL if small else _MOST_PASSAGES
        chosen: list[Passage] = []
        for index in ranked(passages, self._given.text) or range(len(passages)):
            passage = passages[index]
            if any(alike(passage, other) for other in chosen):
                continue
            room -= len(passage.text)
            if chosen and (room < 0 or len(chosen) == most):
                break
            chosen.append(passage)
        self._chosen = tuple(chosen)

    def _begin(self) -> None:
        prompt = self._prompt()
        asked = replace(prompt, sampling=faithful(prompt.sampling))
        self._asking = PromptTask(self._model, asked)
        self._updates.append(SourcesRead(self._sources, self._chosen or (), self._total))
        has_form = prompt.schema.strip() or prompt.sampling.grammar.strip()
        if self._chosen and not has_form:
            self._citing = Citing(self._chosen)

    def _prompt(self) -> PromptInput:
        given = self._given
        if self._chosen is None:
            return in_whole(given)
        turns = tuple(Turn(turn.prompt, turn.answer) for turn in given.turns)
        text = _with_passages(given.text, self._chosen, self._sources)
        return replace(given, text=text, turns=turns)

    def _end_citing(self) -> None:
        assert self._citing is not None
        if rest := self._citing.end():
            self._cited.append(rest)
            result = self._asking.result() if self._asking else PromptResult()
            self._updates.append(TextAdded(rest, result.tokens, result.tokens_per_second))


def loses_its_way(parameters: int, tokens: float) -> bool:
    """Whether a model of so many parameters (0: not known) finds little in so long a document."""
    return 0 < parameters < SMALL_MODEL and tokens > _SMALL_READS


def faithful(sampling: Sampling) -> Sampling:
    """What a text says is to be told, and not something else for a change: hardly any chance, and
    no penalty on the words of the text."""
    temperature = min(sampling.temperature, _MOST_TEMPERATURE)
    return replace(sampling, temperature=temperature, repeat_penalty=_NO_PENALTY)


def sources_of(given: PromptInput) -> tuple[Source, ...]:
    """All documents of a conversation, each once."""
    found = [source for turn in given.turns for source in turn.sources]
    return tuple(dict.fromkeys((*found, *given.sources)))


def in_whole(given: PromptInput) -> PromptInput:
    """``given`` with all documents in the prompts they came with."""
    turns = tuple(Turn(with_sources(t.prompt, t.sources), t.answer) for t in given.turns)
    text = with_sources(given.text, given.sources)
    return replace(given, text=text, turns=turns, sources=())


def with_sources(text: str, sources: Sequence[Source]) -> str:
    """A prompt with whole documents before it."""
    if not sources:
        return text
    shown = "\n\n".join(f'The text of "{source.name}":\n\n{source.text}' for source in sources)
    return f"{shown}\n\n{text}"


def _characters(prompt: PromptInput) -> int:
    return len(prompt.text) + sum(len(turn.prompt) + len(turn.answer) for turn in prompt.turns)


def _with_passages(text: str, passages: Sequence[Passage], sources: Sequence[Source]) -> str:
    shown = "\n\n".join(
        f"[{number}] {passage.text.strip()}" for number, passage in enumerate(passages, start=1)
    )
    names = ", ".join(f'"{source.name}"' for source in sources)
    return f"Passages of {names}:\n\n{shown}\n\nAnswer from these passages.\n\n{text}"


def _messages(prompt: PromptInput) -> list[ChatMessage]:
    messages = [ChatMessage("system", clean(prompt.system)[0])] if prompt.system.strip() else []
    for turn in prompt.turns:
        messages.append(ChatMessage("user", clean(turn.prompt)[0]))
        messages.append(ChatMessage("assistant", clean(turn.answer)[0]))
    return [*messages, ChatMessage("user", clean(prompt.text)[0])]
