"""What it costs to be told each token's probability and alternatives."""

from __future__ import annotations

from collections.abc import Callable

from desktop_lm.bench import prompts
from desktop_lm.bench.answer import Answer
from desktop_lm.bench.figure import Figure, median_of
from desktop_lm.bench.pipe import PipeEngine
from desktop_lm.bench.plan import Plan
from desktop_lm.bench.spread import interleave, ratios
from desktop_lm.messages import Sampling

_ALTERNATIVES = 8  # as many as the window asks for
_ENDLESS_ENOUGH = Sampling(seed=1)


def inspect_figures(engine: PipeEngine, plan: Plan) -> list[Figure]:
    """An inspected answer against the same one without. Raises AppError, BenchFailed."""

    def runs_of(alternatives: int) -> Callable[[int], Answer]:
        return lambda _: engine.generate(
            prompts.ENDLESS, _ENDLESS_ENOUGH, plan.answer_tokens, alternatives
        )

    plain, inspected = interleave([runs_of(0), runs_of(_ALTERNATIVES)], plan.pairs + 1)
    # The first of each reads the prompt.
    rates = [[run.decode_rate for run in runs[1:]] for runs in (plain, inspected)]
    return [
        median_of(
            ratios(rates[1], rates[0]),
            name="inspect_ratio",
            label="answer: with probabilities / without",
            at_least=0.9,
        ),
        median_of(
            rates[1],
            name="inspect_tokens_per_second",
            label="answer, with probabilities",
            unit="tokens/s",
        ),
    ]
