"""A file as a stream of pieces: what stays letter by letter, and slots for translations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeAlias

from desktop_lm.documents.translatable.unit import Unit, Written


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


class Around:
    """Text that has slots in it, which come before it; to be written once they are done."""

    def __init__(self, parts: Iterable[str | Around | Slot]) -> None:
        self._parts = tuple(parts)

    def text(self) -> str:
        return joined(self._parts)


Pieces: TypeAlias = Iterator["str | Around | Slot"]


def units(pieces: Pieces) -> Iterator[Unit]:
    """The units in their order."""
    return (piece.unit for piece in pieces if not isinstance(piece, str | Around))


def filled(
    pieces: Pieces,
    translations: Iterator[Written],
    *,
    bilingual: bool = False,
    own_places: bool = False,
) -> Iterator[str]:
    """The text of ``pieces`` with translations in the slots. One that is equal to its unit leaves
    the place as it was, unless translations have ``own_places``, in which another may stand.
    Raises ValueError where there are too few."""
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Around):
            yield piece.text()
        else:
            written = next(translations, None)
            if written is None:
                raise ValueError("fewer translations than units")
            is_equal = (written.text, written.spans) == (piece.unit.text, piece.unit.spans)
            if written.untouched or (is_equal and not own_places):
                piece.done = piece.original()
            else:
                piece.done = piece.render(written, bilingual=bilingual)
            if not piece.inside:
                yield piece.done


def refuse_more(translations: Iterator[Written]) -> None:
    """Raises ValueError where a translation is left."""
    if next(translations, None) is not None:
        raise ValueError("more translations than units")


def has_letter(text: str) -> bool:
    """Whether there is anything to translate in it."""
    return any(character.isalpha() for character in text)


def joined(parts: Iterable[str | Around | Slot]) -> str:
    """What ``parts`` read, whose slots are done."""
    return "".join(_read(part) for part in parts)


def _read(part: str | Around | Slot) -> str:
    if isinstance(part, str):
        return part
    return part.text() if isinstance(part, Around) else part.done
