"""Prompt: a text in, with the turns before it, and a streamed answer out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import (
    Count,
    Counted,
    Done,
    Generate,
    Inspect,
    Inspected,
    PromptPart,
    PromptProgress,
    Reply,
    Request,
    Sampling,
    StopReason,
    Text,
    TokenView,
)
from desktop_lm.tasks.notices import notices
from desktop_lm.tasks.prompt.context_fit import ContextFit, Turn, chat_messages
from desktop_lm.tasks.prompt.grammar.gbnf import parse
from desktop_lm.tasks.prompt.grammar.json_schema import schema_grammar
from desktop_lm.tasks.prompt.receipt import Receipt, receipt_of
from desktop_lm.tasks.rate import Rate
from desktop_lm.tasks.source import Source
from desktop_lm.tasks.task import LoadedModel, Notice
from desktop_lm.tasks.text.clean_text import clean, has_half

_CUTS = (StopReason.LENGTH, StopReason.CONTEXT, StopReason.STOP_STRING, StopReason.CANCELLED)


@dataclass(frozen=True, slots=True)
class PromptInput:
    """What the Prompt tab asks for. ``max_tokens`` bounds the answer; ``turns`` is the
    conversation so far. ``begun`` is the beginning of an answer that is to go on. The answer ends
    before the first of ``stop`` that it would come to. ``schema`` is a JSON schema that it keeps
    to, in place of a grammar in ``sampling``; "" for none. ``begun_tokens`` are ``begun`` as the
    very tokens it is to have. ``alternatives`` of each token are told, 0 for none (``TokensSeen``).
    ``sources`` are documents the text is about, or asks to ``summarise``;
    :mod:`desktop_lm.tasks.answering` has the tasks for them."""

    text: str
    system: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    max_tokens: int = 512
    turns: tuple[Turn, ...] = ()
    begun: str = ""
    stop: tuple[str, ...] = ()
    schema: str = ""
    begun_tokens: tuple[PromptPart, ...] = ()
    alternatives: int = 0
    sources: tuple[Source, ...] = ()
    summarise: bool = False
    lead: str = ""
    skip_leading_space: bool = False  # at the beginning of the answer
    all_threads: bool = False  # for an answer that is to be repeated exactly


@dataclass(frozen=True, slots=True)
class PromptRead:
    """``done`` of ``total`` prompt tokens are read, ``reused`` of them from the cache."""

    done: int
    total: int
    reused: int


@dataclass(frozen=True, slots=True)
class TextAdded:
    """``text`` goes to the end of the answer, which now has ``tokens`` tokens."""

    text: str
    tokens: int
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class TokensSeen:
    """The next tokens of the answer, with what could have come instead of each."""

    views: tuple[TokenView, ...]


@dataclass(frozen=True, slots=True)
class PromptResult:
    """The answer as far as it came. ``context_used`` counts prompt and answer in tokens.

    ``token_ids`` are those of what was generated; none where the engine died before it told.
    ``cut_off``: it ended before it was whole by its JSON schema or grammar.
    """

    text: str = ""
    tokens: int = 0
    tokens_per_second: float = 0.0
    stop_reason: StopReason = StopReason.CANCELLED
    context_used: int = 0
    token_ids: tuple[int, ...] = ()
    cut_off: bool = False
    receipt: Receipt | None = None


class PromptTask:
    """Implements :class:`desktop_lm.tasks.task.Task` with one Generate request; in a conversation
    the prompt is counted before, and the oldest turns are left out where it does not fit."""

    def __init__(self, model: LoadedModel, given: PromptInput) -> None:
        self._chat = model.chat
        self._info = model.info
        self._given = given
        self._fit = ContextFit(given.turns, model.info.n_ctx, given.max_tokens)
        self._newest = ""
        self._system = ""
        self._begun = self._lead = ""
        self._sampling = given.sampling
        self._replaced = 0
        self._fits = not given.turns
        self._asked = False
        self._text: list[str] = []
        self._tokens = 0
        self._prompt_tokens = 0
        self._token_ids: tuple[int, ...] = ()
        self._request: Generate | None = None
        self._receipt: Receipt | None = None
        self._rate = Rate()
        self._stop_reason = StopReason.CANCELLED
        self._notices: list[object] = []

    def next_request(self, request_id: int) -> Request | None:
        """The next request; raises AppError(EMPTY_TEXT) for a blank prompt, and GRAMMAR_INVALID,
        SCHEMA_NOT_JSON or SCHEMA_INVALID for what no answer can keep to."""
        if self._asked:
            return None
        if not self._newest:
            self._read_given()
        parts = self._chat.parts(chat_messages(self._system, self._fit.kept, self._newest))
        if self._lead:
            parts = (*parts, PromptPart(self._lead))
        parts = (*parts, *self._begun_parts())
        if not self._fits:
            return Count(request_id, parts)
        self._asked = True
        self._notices += notices(self._chat.fallback_reason, self._replaced)
        if self._fit.left_out:
            self._notices.append(Notice("turns_left_out", (("count", self._fit.left_out),)))
        return self._answer(request_id, parts)

    def _answer(self, request_id: int, parts: tuple[PromptPart, ...]) -> Request:
        request = Generate(
            id=request_id,
            parts=parts,
            sampling=self._sampling,
            max_tokens=self._given.max_tokens,
            # Half a character stands in no answer, and does not reach the engine.
            stop=(*self._chat.stop, *(each for each in self._given.stop if not has_half(each))),
            slot="prompt",
            continues=bool(self._given.turns),
            begun_parts=len(self._begun_parts()),
            skip_leading_space=self._given.skip_leading_space,
            repeatable=True,
            all_threads=self._given.all_threads,
        )
        self._request = request
        return inspected(request, self._given.alternatives)

    def _begun_parts(self) -> tuple[PromptPart, ...]:
        if self._given.begun_tokens:
            return self._given.begun_tokens
        return (PromptPart(self._begun),) if self._begun else ()

    def _read_given(self) -> None:
        self._newest, replaced = clean(self._given.text)
        if not self._newest.strip():
            raise AppError(Code.EMPTY_TEXT)
        self._system, replaced_too = clean(self._given.system)
        self._begun, self._lead = clean(self._given.begun)[0], clean(self._given.lead)[0]
        self._replaced = replaced + replaced_too
        self._sampling = checked_sampling(self._given)

    def updates(self) -> list[object]:
        taken, self._notices = self._notices, []
        return taken

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Counted):
            self._fits = self._fit.fits(reply.tokens, self._newest)
        elif isinstance(reply, PromptProgress):
            self._prompt_tokens = reply.total
            yield PromptRead(reply.done, reply.total, reply.reused)
        elif isinstance(reply, Text):
            self._text.append(reply.text)
            self._tokens = reply.tokens
            yield TextAdded(reply.text, reply.tokens, self._rate.update(reply.tokens))
        elif isinstance(reply, Inspected):
            yield TokensSeen(reply.tokens)
        elif isinstance(reply, Done):
            self._stop_reason = reply.stop_reason
            self._tokens = reply.tokens
            self._token_ids = reply.token_ids
            if self._request is not None:
                self._receipt = receipt_of(self._info, self._request, reply, "".join(self._text))
            if rate := reply.tokens_per_second:
                self._rate.value = rate

    def result(self) -> PromptResult:
        return PromptResult(
            "".join(self._text),
            self._tokens,
            self._rate.value,
            self._stop_reason,
            self._prompt_tokens + self._tokens,
            self._token_ids,
            cut_off=bool(self._sampling.grammar) and self._stop_reason in _CUTS,
            receipt=self._receipt,
        )


def inspected(request: Generate, alternatives: int) -> Generate:
    """The same request, asking for so many alternatives of each token; 0 asks for nothing."""
    if not alternatives:
        return request
    values = {each.name: getattr(request, each.name) for each in fields(request)}
    return Inspect(**values, alternatives=alternatives)


def checked_sampling(given: PromptInput) -> Sampling:
    """How the answer is sampled, with a grammar that llama.cpp can read. Raises AppError:
    GRAMMAR_INVALID, SCHEMA_NOT_JSON, SCHEMA_INVALID."""
    if given.schema.strip():
        return replace(given.sampling, grammar=schema_grammar(given.schema))
    if given.sampling.grammar.strip():
        parse(given.sampling.grammar)
    return given.sampling
