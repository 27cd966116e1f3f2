"""Tokens a second: the bare loop, the engine through its pipe, the window's text view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from desktop_lm.bench import prompts
from desktop_lm.bench.answer import Answer, BenchFailed
from desktop_lm.bench.figure import Figure, median_of
from desktop_lm.bench.pipe import PipeEngine
from desktop_lm.bench.plan import Plan
from desktop_lm.bench.spread import interleave, ratios
from desktop_lm.messages import Sampling

RATE = "tokens/s"
# The likeliest token always, and nothing held against repetition: the answer has no end.
ENDLESSLY = Sampling(temperature=0, repeat_penalty=1)
_WARM_UP_TOKENS = 8


class Contender(Protocol):
    """Something that answers a text as it stands."""

    def generate(self, text: str, sampling: Sampling, max_tokens: int) -> Answer: ...


def engine_figures(
    engine: PipeEngine, bare: Contender, bare_same: Contender, plan: Plan
) -> list[Figure]:
    """The engine against the bare loop, which runs once in llama.cpp's own ways and once with the
    engine's settings of OpenMP (``bare_same``). Raises AppError, BenchFailed."""
    texts = [
        prompts.fit(prompts.words(number), plan.prompt_tokens, engine.count)
        for number in range(plan.pairs)
    ]

    def runs_of(contender: Contender) -> Callable[[int], Answer]:
        contender.generate(prompts.ENDLESS, ENDLESSLY, _WARM_UP_TOKENS)
        return lambda number: contender.generate(
            texts[number], Sampling(seed=number), plan.answer_tokens
        )

    bare_runs, engine_runs, same_runs = interleave(
        [runs_of(contender) for contender in (bare, engine, bare_same)], plan.pairs
    )
    trios = list(zip(bare_runs, engine_runs, same_runs, strict=True))
    for trio in trios:
        _check_same_prompt(trio, plan.prompt_tokens)
    as_long = _as_long(trios)
    return [
        *_compared("prompt", "prompt", *_rates(trios, _prompt_rate)),
        *_compared("decode", "answer", *_rates(as_long, _decode_rate)),
        Figure(
            name="decode_compared",
            label=f"answers of one length in all three, of {len(trios)}",
            value=len(as_long),
            unit="answers",
        ),
    ]


def view_figures(engine: PipeEngine, window: Contender, plan: Plan) -> list[Figure]:
    """A long answer on the window's page against the same one at the end of the engine's pipe.

    Raises AppError, BenchFailed.
    """
    piped, shown = interleave(
        [
            lambda _: engine.generate(prompts.ENDLESS, ENDLESSLY, plan.view_tokens),
            lambda _: window.generate(prompts.ENDLESS, ENDLESSLY, plan.view_tokens),
        ],
        plan.pairs,
    )
    pipe_rates, view_rates = list(map(_decode_rate, piped)), list(map(_decode_rate, shown))
    return [
        median_of(
            ratios(view_rates, pipe_rates),
            name="view_ratio",
            label="answer: window's page / engine's pipe",
            at_least=0.95,
        ),
        median_of(
            view_rates, name="view_tokens_per_second", label="answer, on the page", unit=RATE
        ),
        median_of(
            pipe_rates, name="view_pipe_tokens_per_second", label="answer, in the pipe", unit=RATE
        ),
        Figure(
            name="view_answer_tokens",
            label="length of that answer",
            value=min(answer.tokens for answer in piped + shown),
            unit="tokens",
        ),
        Figure(
            name="view_answer_paragraphs",
            label="paragraphs of that answer",
            value=max(answer.line_breaks for answer in piped) + 1,
            unit="paragraphs",
        ),
    ]


def _compared(
    what: str,
    label: str,
    bare: Sequence[float],
    engine: Sequence[float],
    same: Sequence[float],
) -> list[Figure]:
    return [
        median_of(
            ratios(engine, bare),
            name=f"{what}_ratio",
            label=f"{label}: engine / bare loop",
            at_least=0.97,
        ),
        median_of(
            ratios(engine, same),
            name=f"{what}_ratio_same_openmp",
            label=f"{label}: engine / bare loop, OpenMP alike",
        ),
        *(
            median_of(rates, name=f"{name}_{what}_tokens_per_second", label=words, unit=RATE)
            for rates, name, words in (
                (bare, "bare", f"{label}, bare loop"),
                (engine, "engine", f"{label}, engine"),
                (same, "bare_same_openmp", f"{label}, bare loop, OpenMP as in the engine"),
            )
        ),
    ]


def _rates(
    trios: Sequence[Sequence[Answer]], rate: Callable[[Answer], float]
) -> tuple[list[float], list[float], list[float]]:
    bare, engine, same = zip(*trios, strict=True)
    return list(map(rate, bare)), list(map(rate, engine)), list(map(rate, same))


def _as_long(trios: Sequence[Sequence[Answer]]) -> list[Sequence[Answer]]:
    """Those in which all wrote as much: numbers depend a little on the batches a prompt was read
    in, so that a drawn answer may end early in one of them. Raises BenchFailed where none is."""
    found = [trio for trio in trios if len({answer.tokens for answer in trio}) == 1]
    if not found:
        raise BenchFailed("bare loop and engine wrote answers of different lengths")
    return found


def _check_same_prompt(answers: Sequence[Answer], prompt_tokens: int) -> None:
    """All read the whole prompt; one token may be the model's own beginning."""
    if any(answer.prompt_tokens != prompt_tokens for answer in answers):
        raise BenchFailed("bare loop and engine cut the prompt into different tokens")
    if any(answer.reused_tokens > 1 for answer in answers):
        raise BenchFailed("the engine reused a prompt it should have read")


def _prompt_rate(answer: Answer) -> float:
    return answer.prompt_rate


def _decode_rate(answer: Answer) -> float:
    return answer.decode_rate
