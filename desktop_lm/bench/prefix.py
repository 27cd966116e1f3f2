"""What a second request saves whose prompt begins like the one before."""

from __future__ import annotations

from desktop_lm.bench import prompts
from desktop_lm.bench.figure import Figure, median_of
from desktop_lm.bench.pipe import PipeEngine
from desktop_lm.bench.plan import Plan
from desktop_lm.bench.spread import ratios
from desktop_lm.messages import Sampling

_OTHER_WORDS = 7  # a variant of prompts that begins otherwise than any near it


def prefix_figures(engine: PipeEngine, plan: Plan) -> list[Figure]:
    """Time to the first token with a known beginning and a new ending, against that of a prompt
    as long and all new. Raises AppError, BenchFailed."""
    pairs = [_pair(engine, plan, number) for number in range(plan.pairs + 1)][1:]
    cold, warm = zip(*pairs, strict=True)
    return [
        median_of(
            ratios(warm, cold),
            name="shared_prefix_ratio",
            label="first token: known beginning / all new",
            at_most=0.07,
        ),
        median_of(cold, name="cold_first_token_ms", label="first token, all new", unit="ms"),
        median_of(
            warm, name="warm_first_token_ms", label="first token, known beginning", unit="ms"
        ),
    ]


def _pair(engine: PipeEngine, plan: Plan, number: int) -> tuple[float, float]:
    """Milliseconds to the first token of a new prompt and of one with another ending."""
    prefix = prompts.fit(prompts.words(number), plan.prefix_tokens, engine.count)
    total = plan.prefix_tokens + plan.ending_tokens
    seconds = []
    for ending in (number, number + _OTHER_WORDS):

        def count(text: str) -> int:
            return engine.count(f"{prefix} {text}")

        text = f"{prefix} {prompts.fit(prompts.words(ending), total, count)}"
        seconds.append(engine.generate(text, Sampling(), 1).first_seconds * 1000)
    return seconds[0], seconds[1]
