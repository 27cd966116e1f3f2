"""Languages, directions and the prompt they make.

A prompt is ``<|en|>`` source ``<|2fr|>``; the model continues with the translation and ``<|end|>``.
The source is read before its target is named, so one reading serves every target.
"""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("en", "fr", "de", "es", "zh")
PARTNERS = LANGUAGES[1:]  # each is paired with English
PAD, END = "<|pad|>", "<|end|>"
TEMPLATE = "<|{source}|>{text}<|2{target}|>"


@dataclass(frozen=True, slots=True)
class Direction:
    """From one language into another, by their ISO 639-1 codes."""

    source: str
    target: str

    @property
    def name(self) -> str:
        return f"{self.source}-{self.target}"

    @property
    def partner(self) -> str:
        """The language that is not English."""
        return self.target if self.source == "en" else self.source

    @property
    def source_tag(self) -> str:
        return source_tag(self.source)

    @property
    def target_tag(self) -> str:
        return target_tag(self.target)


def source_tag(language: str) -> str:
    """The control token before a source text."""
    return f"<|{language}|>"


def target_tag(language: str) -> str:
    """The control token between a source text and its translation."""
    return f"<|2{language}|>"


def directions(partners: tuple[str, ...] = PARTNERS) -> tuple[Direction, ...]:
    """Out of English into each partner, then back."""
    return tuple(
        direction
        for partner in partners
        for direction in (Direction("en", partner), Direction(partner, "en"))
    )


def control_tokens(partners: tuple[str, ...] = PARTNERS) -> tuple[str, ...]:
    """All control tokens, in the order of their ids after the last piece of text."""
    languages = ("en", *partners)
    return (PAD, END, *map(source_tag, languages), *map(target_tag, languages))
