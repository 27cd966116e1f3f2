"""What a translation is asked with, and what need not be asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop_lm.tasks.translation.glossary import NO_TERMS, Glossary
from desktop_lm.tasks.translation.known import Known, KnownTranslations
from desktop_lm.tasks.translation.one_text import TranslationInput
from desktop_lm.tasks.translation.prompt import AS_THE_MODEL_WANTS, Direction
from desktop_lm.tasks.translation.protect import Protected
from desktop_lm.tasks.translation.style import ANY_STYLE, Style
from desktop_lm.ui.translation.sheet.part import Part


@dataclass(frozen=True, slots=True)
class Asked:
    """``model`` is the file that translates, "" where that is not known yet."""

    text: str
    source: str
    target: str
    style: Style = ANY_STYLE
    beams: int = AS_THE_MODEL_WANTS
    context_pairs: int = 1
    glossary: Glossary = NO_TERMS
    model: str = ""

    @property
    def direction(self) -> Direction:
        """Languages and style."""
        return Direction(self.source, self.target, self.style)

    @property
    def pair(self) -> tuple[str, str]:
        """The codes of both languages."""
        return self.source, self.target

    def is_as(self, other: Asked | None) -> bool:
        """Whether a segment of the other's would be translated in the same way."""
        if other is None:
            return False
        model = other.model if self.model and other.model else self.model
        return replace(self, text="") == replace(other, text="", model=self.model) and (
            model == self.model
        )

    def given(self, known: KnownTranslations) -> TranslationInput:
        """For the task."""
        return TranslationInput(
            text=self.text,
            source=self.source,
            target=self.target,
            style=self.style,
            context_pairs=self.context_pairs,
            beams=self.beams,
            glossary=self.glossary,
            known=known,
        )


class KnownParts:
    """Implements :class:`KnownTranslations` with what stands on the pane and what a person wrote
    for a segment, here or before. Another segment before it does not make it unknown: one would
    not want every sentence behind a changed word to be another."""

    def __init__(self, parts: Mapping[str, Part], edits: Mapping[str, str]) -> None:
        self._parts = parts
        self._edits = edits

    def find(self, segment: str, before: str, fixed: tuple[Protected, ...] = ()) -> Known | None:
        """The translation of ``segment``."""
        del before, fixed  # a text that is typed has none
        if segment in self._edits:
            return Known(self._edits[segment], edited=True)
        part = self._parts.get(segment)
        return None if part is None else Known(part.target, edited=part.is_edited)

    def part(self, segment: str, target: str) -> Part | None:
        """What stands on the pane, where that is ``target``."""
        part = self._parts.get(segment)
        return part if part is not None and part.target == target else None

    def has(self, segment: str) -> bool:
        """Whether nothing new will come of it."""
        return segment in self._edits or segment in self._parts
