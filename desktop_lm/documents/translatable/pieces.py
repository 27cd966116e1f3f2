"""A file as a stream of pieces: what stays letter by letter, and slots for translations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeAlias

from desktop_lm.documents.translatable.unit import Unit, Written, same


class Slot(Protocol):
    """The place of a unit. ``inside`` is true where a slot that comes later contains it and writes
    it; then ``done`` is what it reads."""

    unit: Unit
    inside: bool
    done: str

    def original(self) -> str:
        """What the file has in this place."""
        ...

    def render(self, written: Written, *, bilingual: bool) -> str:
        """What the file gets for the translation."""
        ...


Pieces: TypeAlias = Iterator["str | Slot"]


def units(pieces: Pieces) -> Iterator[Unit]:
    """The units in their order."""
    return (piece.unit for piece in pieces if not isinstance(piece, str))


def filled(
    pieces: Pieces, translations: Iterator[Written], *, bilingual: bool = False
) -> Iterator[str]:
    """The file's text with the translations in their places; one that is equal to its unit leaves
    the place as it was. Raises ValueError for another number of translations."""
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
            continue
        written = next(translations, None)
        if written is None:
            raise ValueError("fewer translations than units")
        if written == same(piece.unit):
            piece.done = piece.original()
        else:
            piece.done = piece.render(written, bilingual=bilingual)
        if not piece.inside:
            yield piece.done
    if next(translations, None) is not None:
        raise ValueError("more translations than units")


def has_letter(text: str) -> bool:
    """Whether there is anything to translate in it."""
    return any(character.isalpha() for character in text)


def joined(parts: Iterable[str | Slot]) -> str:
    """What ``parts`` that contain finished slots read."""
    return "".join(part if isinstance(part, str) else part.done for part in parts)
