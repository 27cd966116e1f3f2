"""A table of terms as it is kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TermRow:
    """``source`` is to become ``target``, where ``case_sensitive`` only with these capitals;
    ``note`` is for people."""

    source: str
    target: str
    note: str = ""
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class StoredGlossary:
    """``pairs`` are the languages it is for, from and into; none: all. ``on``: whether it is
    used where nobody names a glossary."""

    name: str
    pairs: tuple[tuple[str, str], ...] = ()
    rows: tuple[TermRow, ...] = ()
    on: bool = True

    def is_for(self, source: str, target: str) -> bool:
        """Whether it is for translations from ``source`` into ``target``."""
        return not self.pairs or (source, target) in self.pairs
