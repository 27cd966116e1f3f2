"""What a model file costs and gives on this machine: size, memory, speed, and foresight.

Each file has an engine process of its own. Their runs take turns, so that what else the machine
does meanwhile is shared out evenly, and speeds are medians.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.background import Advanced, Stop, Tell
from desktop_lm.jobs.model_files.private_engine import PrivateEngine, StartEngine
from desktop_lm.jobs.model_files.room import GuestEngines
from desktop_lm.messages import (
    Count,
    Counted,
    Done,
    Generate,
    Load,
    Loaded,
    LoadOptions,
    MeasurePerplexity,
    MemoryParts,
    Perplexity,
    PromptPart,
    Reply,
    Sampling,
)
from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.library.quantisation import quantisation
from desktop_lm.models.memory.plan import plan
from desktop_lm.models.vet import vet

R = TypeVar("R", Counted, Done, Loaded, Perplexity)

_LEAST_TOKENS = 2
# The likeliest token each time. Counting on has no end, and no model tires of it soon.
_GREEDY = Sampling(temperature=0, repeat_penalty=1)
_COUNTING = " ".join(str(number) for number in range(1, 31))


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """``runs`` of each speed, counted in tokens, after one that warms up."""

    text: str
    options: LoadOptions
    runs: int = 5
    prompt_words: int = 200
    answer_tokens: int = 64


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """Speeds are medians in tokens a second; 0 where a model wrote nothing to be timed. ``memory``
    is what llama.cpp allocated, and what the plan has besides.

    ``perplexity`` is over ``perplexity_tokens`` tokens; it compares files of one model only,
    whose vocabulary is the same.
    """

    path: str
    quantisation: str
    file_bytes: int
    memory: MemoryParts
    prompt_rate: float
    decode_rate: float
    perplexity: float
    perplexity_tokens: int


def bench_models(
    paths: Sequence[Path], plan: BenchPlan, engines: GuestEngines, stop: Stop, tell: Tell
) -> tuple[ModelFigures, ...]:
    """Measure files, in the order given.

    Raises Stopped, and AppError: what a header is refused for, MODEL_TOO_LARGE where there
    is no room for one of them, and errors of loads and engines.
    """
    headers = [vet(path) for path in paths]
    needed = [engines.needed(header, plan.options) for header in headers]
    contenders = [_Contender(header, plan, engines.start, stop) for header in headers]
    steps = len(contenders) * (plan.runs + 1)
    done = 0
    together = sum(needed) <= engines.room  # else each is loaded anew for its turn
    with ExitStack() as stack:
        for turn in range(plan.runs + 1):
            for contender in contenders:
                stop.check()
                tell(Advanced(done / steps, Path(contender.header.path).name))
                if together:
                    contender.take_turn(stack, turn)
                else:
                    with ExitStack() as alone:
                        contender.take_turn(alone, turn)
                done += 1
    tell(Advanced(1.0))
    return tuple(contender.figures() for contender in contenders)


def fastest(figures: Sequence[ModelFigures]) -> tuple[ModelFigures, ModelFigures]:
    """The file that is read into fastest, and the one that writes fastest."""
    return (
        max(figures, key=lambda each: each.prompt_rate),
        max(figures, key=lambda each: each.decode_rate),
    )


@dataclass(slots=True)
class _Contender:
    """A file, its engine, and what was measured so far."""

    header: GgufHeader
    plan: BenchPlan
    start_engine: StartEngine
    stop: Stop
    engine: PrivateEngine | None = None
    loaded: Loaded | None = None
    perplexity: Perplexity | None = None
    prompt_rates: list[float] = field(default_factory=list)
    decode_rates: list[float] = field(default_factory=list)

    def take_turn(self, stack: ExitStack, turn: int) -> None:
        """Turn 0 loads, warms up and measures perplexity; the others measure speed.

        The engine lives as long as ``stack``.
        """
        if self.engine is None:
            self.engine = stack.enter_context(self.start_engine(self.stop))
            stack.callback(self._forget_engine)
            self.loaded = _as(Loaded, self.engine.ask(Load(0, self.header.path, self.plan.options)))
            self._speeds(self.engine, turn=-1)
        if turn:
            prompt, decode = self._speeds(self.engine, turn)
            self.prompt_rates.append(prompt)
            self.decode_rates.append(decode)
        else:
            text = MeasurePerplexity(0, self.plan.text)
            self.perplexity = _as(Perplexity, self.engine.ask(text))

    def figures(self) -> ModelFigures:
        assert self.loaded is not None
        assert self.perplexity is not None
        return ModelFigures(
            path=self.header.path,
            quantisation=quantisation(self.header),
            file_bytes=self.header.file_bytes,
            memory=replace(self.loaded.memory, other=self._other_bytes()),
            prompt_rate=statistics.median(self.prompt_rates),
            decode_rate=statistics.median(self.decode_rates),
            perplexity=self.perplexity.value,
            perplexity_tokens=self.perplexity.tokens,
        )

    def _speeds(self, engine: PrivateEngine, turn: int) -> tuple[float, float]:
        """Tokens a second of reading and of writing."""
        words = self.plan.text.split()
        first = (turn + 1) * len(words) // (self.plan.runs + 2)  # each turn begins otherwise
        turned = (words[first:] + words[:first]) * (1 + self.plan.prompt_words // len(words))
        read = _run(engine, self._fitting(engine, turned[: self.plan.prompt_words]), 1)
        written = _run(engine, _COUNTING, self.plan.answer_tokens)
        new_tokens = read.prompt_tokens - read.reused_tokens
        # The first token written comes of the prompt's last one.
        return (
            _rate(new_tokens, read.prompt_seconds),
            _rate(written.tokens - 1, written.decode_seconds),
        )

    def _fitting(self, engine: PrivateEngine, words: list[str]) -> str:
        """As many of the words as the context holds; some vocabularies spell them out."""
        assert self.loaded is not None
        most = self.loaded.model.n_ctx // 2
        while True:
            text = " ".join(words)
            tokens = _as(Counted, engine.ask(Count(0, (PromptPart(text),)))).tokens
            if tokens <= most or len(words) == 1:
                return text
            words = words[: max(1, len(words) * most // (tokens + 1))]

    def _other_bytes(self) -> int:
        """What llama.cpp does not tell of: the vocabulary, and tables."""
        return plan(self.header, self.plan.options).other

    def _forget_engine(self) -> None:
        self.engine = None


def _run(engine: PrivateEngine, text: str, tokens: int) -> Done:
    request = Generate(id=0, parts=(PromptPart(text),), sampling=_GREEDY, max_tokens=tokens)
    return _as(Done, engine.ask(request))


def _rate(tokens: int, seconds: float) -> float:
    return tokens / seconds if tokens >= _LEAST_TOKENS and seconds > 0 else 0.0


def _as(kind: type[R], reply: Reply) -> R:
    if not isinstance(reply, kind):
        raise AppError(Code.INTERNAL, reason=f"{type(reply).__name__} for {kind.__name__}")
    return reply
