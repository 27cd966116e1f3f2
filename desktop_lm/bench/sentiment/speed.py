"""Rows a second, against what reading the rows' own text takes and against one-by-one questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import psutil

from desktop_lm.bench.bare import BareLoopProcess, plain_environment
from desktop_lm.bench.prompts import words
from desktop_lm.cli.session import Session
from desktop_lm.messages import Count, Counted, Load, PromptPart, Reply, Request, Sampling
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptTask
from desktop_lm.tasks.sentiment.many_texts import Judged, ManyInput, SentimentManyTask
from desktop_lm.tasks.sentiment.method import Verdict

_BARE_WORDS = 190  # about 256 tokens
_BARE_EVERY = 192  # rows between two looks at the bare speed
# Together they take over a second. After a shorter rest the engine would count what they took of
# the cores as another program's, and begin again with one thread.
_BARE_PROMPTS = 3
_CHAT_ROWS = 16
_CHAT_TOKENS = 8
_GREEDY = Sampling(temperature=0, repeat_penalty=1)


@dataclass(slots=True)
class BareSpeed:
    """llama.cpp alone, reading prompts in between."""

    process: BareLoopProcess
    tokens: int = 0
    seconds: float = 0.0
    _runs: int = 0

    def measure(self) -> None:
        """Read some more prompts, each beginning like none before."""
        for _ in range(_BARE_PROMPTS):
            self._measure_one()

    def _measure_one(self) -> None:
        self._runs += 1
        text = " ".join(words(self._runs)[:_BARE_WORDS])
        answer = self.process.generate(text, _GREEDY, 1)
        if self._runs > 1:  # the first one warms up
            self.tokens += answer.prompt_tokens
            self.seconds += answer.first_seconds

    def forget(self) -> None:
        """Leave what was measured so far out."""
        self.tokens, self.seconds = 0, 0.0

    @property
    def rate(self) -> float:
        """Prompt tokens a second."""
        return self.tokens / self.seconds


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts on all rows and the seconds they took."""

    verdicts: tuple[Verdict, ...]
    seconds: float


def judge(session: Session, given: ManyInput, bare: BareSpeed) -> Judgement:
    """Judge ``given``'s texts in one job; the bare speed is measured between its batches, when
    the engine has nothing to do, and that time is not counted."""
    aside = 0.0

    def in_turns(texts: Iterable[str]) -> Iterator[str]:
        nonlocal aside
        for number, text in enumerate(texts):
            if number % _BARE_EVERY == 0:
                began = perf_counter()
                bare.measure()
                aside += perf_counter() - began
            yield text

    verdicts: list[Verdict] = []

    def take(update: object) -> None:
        if isinstance(update, Judged):
            assert update.verdict is not None  # no row is blank
            verdicts.append(update.verdict)

    turned = replace(given, texts=in_turns(given.texts))
    began = perf_counter()
    session.run("sentiment", lambda model: SentimentManyTask(model, turned), take)
    return Judgement(tuple(verdicts), perf_counter() - began - aside)


def chat_rate(session: Session, texts: Sequence[str], labels: Sequence[str]) -> float:
    """Rows a second where each is a question of its own to the model as a chat."""
    asked = texts[:: max(1, len(texts) // _CHAT_ROWS)][:_CHAT_ROWS]
    choice = " or ".join(labels)
    began = perf_counter()
    for text in asked:
        prompt = PromptInput(
            f"Is the sentiment of this text {choice}? Answer with one word only.\n\nText: {text}",
            sampling=_GREEDY,
            max_tokens=_CHAT_TOKENS,
        )
        _run_prompt(session, prompt)
    return len(asked) / (perf_counter() - began)


def _run_prompt(session: Session, prompt: PromptInput) -> None:
    session.run("sentiment", lambda model: PromptTask(model, prompt), lambda _: None)


def own_tokens(session: Session, texts: Sequence[str]) -> int:
    """The tokens of all texts, each by itself."""
    found = session.run("sentiment", lambda _: _CountTask(texts), lambda _: None)
    assert isinstance(found, int)
    return found


class _CountTask:
    """Implements :class:`desktop_lm.tasks.task.Task`: how many tokens texts have."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = iter(texts)
        self._tokens = 0

    def next_request(self, request_id: int) -> Request | None:
        text = next(self._texts, None)
        return None if text is None else Count(request_id, (PromptPart(text),))

    def feed(self, reply: Reply) -> Iterable[object]:
        if isinstance(reply, Counted):
            self._tokens += reply.tokens
        return ()

    def updates(self) -> Iterable[object]:
        return ()

    def result(self) -> int:
        return self._tokens


def start_bare(stack: ExitStack, load: Load, folder: Path) -> BareSpeed:
    """llama.cpp alone, as nice to others as the engine that runs already. Raises BenchFailed."""
    engine = next(child for child in psutil.Process().children() if "--engine" in child.cmdline())
    environment = plain_environment(engine.environ())
    log = folder / "bare.log"
    bare = BareSpeed(stack.enter_context(BareLoopProcess(load, environment, engine.nice(), log)))
    bare.measure()
    return bare
