"""The types a model can be made smaller to, in a line each, and what a comparison says."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import Code
from desktop_lm.jobs.model_files.model_bench import fastest
from desktop_lm.messages import WeightType
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_lm.errors import AppError
    from desktop_lm.jobs.model_files.model_bench import ModelFigures

translate = QCoreApplication.translate


def types() -> dict[WeightType, str]:
    """Those most people need, the first the usual choice."""
    return {
        WeightType.Q4_K_M: translate("Shrink", "4 bits with more where it matters: the usual one"),
        WeightType.Q4_0: translate("Shrink", "4 bits all over; many processors read it fastest"),
        WeightType.Q5_K_M: translate("Shrink", "5 bits: a little larger, a little closer"),
        WeightType.Q6_K: translate("Shrink", "6 bits: hardly any loss"),
        WeightType.Q8_0: translate("Shrink", "8 bits: as good as no loss"),
        WeightType.Q3_K_M: translate("Shrink", "3 bits: small, with a loss one notices"),
    }


def table(figures: Sequence[ModelFigures]) -> list[tuple[str, ...]]:
    """A head and rows: one column for each file."""
    heads = [each.quantisation for each in figures]
    return [
        ("", *heads),
        (translate("Shrink", "File"), *(numbers.size(f.file_bytes) for f in figures)),
        (translate("Shrink", "Memory"), *(numbers.size(f.memory.total) for f in figures)),
        (translate("Shrink", "Reads, tokens/s"), *(_rate(f.prompt_rate) for f in figures)),
        (translate("Shrink", "Writes, tokens/s"), *(_rate(f.decode_rate) for f in figures)),
        (translate("Shrink", "Perplexity"), *(f"{f.perplexity:.2f}" for f in figures)),
    ]


def conclusion(figures: Sequence[ModelFigures]) -> str:
    """Which type is fastest on this computer."""
    reads, writes = fastest(figures)
    if reads is writes:
        words = translate("Shrink", "{kind} is fastest on this computer.")
        return words.format(kind=reads.quantisation)
    words = translate(
        "Shrink", "On this computer {reads} reads fastest and {writes} writes fastest."
    )
    return words.format(reads=reads.quantisation, writes=writes.quantisation)


def made(path: str, fallbacks: int) -> str:
    """What came of it."""
    words = translate("Shrink", "{file} is made.").format(file=PurePath(path).name)
    if fallbacks:
        more = numbers.counted(
            fallbacks,
            translate("Shrink", "One of its parts did not fit the type and has one near it."),
            translate("Shrink", "{count} of its parts did not fit the type and have one near it."),
        )
        words = f"{words} {more}"
    return words


def refusal(error: AppError) -> str:
    """Why it was not made. The dialog chooses the name, so nobody is told to choose another."""
    if error.code is Code.TARGET_IS_SOURCE:
        return translate(
            "Shrink",
            "The result would have the name of the file it is made from. Choose another type.",
        )
    if error.code is Code.TARGET_EXISTS:
        words = translate("Shrink", "{file} is there already. Replace it?")
        return words.format(file=PurePath(str(error.params["path"])).name)
    return sentence(error)


def _rate(rate: float) -> str:
    return numbers.rate(rate) if rate else "-"
