"""A text and its translation as the memory keeps them."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """How translations come about. ``source`` and ``target`` are codes of languages; ``model``
    identifies a file, by its hash; ``settings`` names what else decides. Without a model: by a
    person, for whom it names the style."""

    source: str
    target: str
    model: str = ""
    settings: str = ""

    def by_hand(self, style: str = "") -> Way:
        """The same languages, by a person."""
        return Way(self.source, self.target, settings=style)


@dataclass(frozen=True, slots=True)
class Entry:
    """A text and its translation; ``changed`` in seconds since 1970, ``id`` 0 before it is kept.
    ``findings`` is what whoever kept it wrote down of its doubts."""

    source: str
    target: str
    way: Way
    changed: float = 0.0
    id: int = 0
    findings: str = ""

    @property
    def edited(self) -> bool:
        """Whether a person wrote it."""
        return not self.way.model


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of entries that came from elsewhere: ``known`` were there already, or a person
    had changed them since; ``renewed`` took the place of older ones."""

    added: int = 0
    known: int = 0
    renewed: int = 0


def normalised(text: str) -> str:
    """What two texts have in common that are looked up as one: composed characters (NFC), and
    single spaces where there is white space, but for tabs: these part what stands in columns."""
    columns = unicodedata.normalize("NFC", whole(text)).split("\t")
    return "\t".join(" ".join(column.split()) for column in columns)


def key_of(text: str) -> bytes:
    """By which a text is looked up."""
    return hashlib.blake2b(normalised(text).encode(), digest_size=16).digest()


def whole(text: str) -> str:
    """Half a surrogate pair has no UTF-8."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
