"""Figures of model files beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop_lm.cli.models.show import print_table
from desktop_lm.cli.units import size
from desktop_lm.jobs.model_files.model_bench import ModelFigures, fastest

_HEADER = ("FILE", "TYPE", "SIZE", "MEMORY", "READS/S", "WRITES/S", "PERPLEXITY")


def print_figures(figures: Sequence[ModelFigures]) -> None:
    """A line a file; from the second on, what each figure is of the first file's."""
    first = figures[0]
    print_table(_HEADER, [_row(each, first) for each in figures])
    if len(figures) > 1:
        print()
        reads, writes = fastest(figures)
        print(f"Reads fastest here: {reads.quantisation}, {reads.prompt_rate:.0f} tokens/s.")
        print(f"Writes fastest here: {writes.quantisation}, {writes.decode_rate:.1f} tokens/s.")


def as_json(figures: Sequence[ModelFigures]) -> dict[str, Any]:
    """Ratios are to the first file."""
    reads, writes = fastest(figures)
    return {
        "models": [
            {
                **asdict(each),
                "memory": {**asdict(each.memory), "total": each.memory.total},
                "prompt_ratio": _ratio(each.prompt_rate, figures[0].prompt_rate),
                "decode_ratio": _ratio(each.decode_rate, figures[0].decode_rate),
            }
            for each in figures
        ],
        "fastest_prompt": reads.quantisation,
        "fastest_decode": writes.quantisation,
    }


def _row(each: ModelFigures, first: ModelFigures) -> tuple[str, ...]:
    compared = each is not first

    def beside(text: str, value: float, other: float) -> str:
        ratio = _ratio(value, other)
        return f"{text} ({ratio:.2f}x)" if compared and ratio is not None else text

    return (
        Path(each.path).name,
        each.quantisation,
        beside(size(each.file_bytes), each.file_bytes, first.file_bytes),
        beside(size(each.memory.total), each.memory.total, first.memory.total),
        beside(f"{each.prompt_rate:.0f}", each.prompt_rate, first.prompt_rate),
        beside(f"{each.decode_rate:.1f}", each.decode_rate, first.decode_rate),
        f"{each.perplexity:.2f}",
    )


def _ratio(value: float, other: float) -> float | None:
    return round(value / other, 4) if other else None
