"""A rendered chat template with holes where the users' texts go.

Each text goes through the template as a random sentinel and is put back afterwards. So the
template cannot be fooled by a text that looks like control tokens, and one rendering serves
every conversation of the same shape.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from desktop_lm.messages import PromptPart

# A sentinel is padded with whitespace; what of it is gone tells how the template trims. The
# space is one that templates do not use, and no template stacks so many line breaks itself.
_BREAKS = "\n" * 7
_SPACE = "\N{EM SPACE}"


class Trim(Enum):
    """What a template cuts from an end of a text."""

    NOTHING = "nothing"
    BREAKS = "breaks"  # strip('\n')
    SPACE = "space"  # strip(), | trim


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of text number ``index``."""

    index: int
    left: Trim
    right: Trim

    def cut(self, text: str) -> str:
        """``text`` as the template would trim it."""
        text = text.lstrip(_CUT[self.left])
        return text.rstrip(_CUT[self.right])


_CUT: dict[Trim, str | None] = {Trim.NOTHING: "", Trim.BREAKS: "\n", Trim.SPACE: None}

Skeleton = tuple[str | Slot, ...]


class Unusable(Exception):
    """The template lost, repeated or changed a text."""


class Sentinels:
    """Stand-ins for ``count`` texts."""

    def __init__(self, count: int) -> None:
        # Both cases, characters that HTML or JSON would escape, a line break and an indent: a
        # filter that changes texts changes the sentinel too, and is found out.
        self._cores = [f"Qz{secrets.token_hex(8)}<\"&'>\n  zQ" for _ in range(count)]

    def text(self, index: int) -> str:
        """What goes into the template in place of text number ``index``."""
        return f"{_BREAKS}{_SPACE}{self._cores[index]}{_SPACE}{_BREAKS}"

    def split(self, rendered: str) -> Skeleton:
        """``rendered`` with slots for sentinels. Raises Unusable unless each is there once."""
        if not self._cores:
            return (rendered,)
        cores = "|".join(re.escape(core) for core in self._cores)
        pattern = f"((?:{_BREAKS})?{_SPACE})?({cores})({_SPACE}(?:{_BREAKS})?)?"
        pieces = re.split(pattern, rendered)
        found = pieces[2::4]
        if sorted(found) != sorted(self._cores):
            raise Unusable
        skeleton: list[str | Slot] = [pieces[0]]
        for at in range(1, len(pieces), 4):
            left, core, right, text = pieces[at : at + 4]
            slot = Slot(self._cores.index(core), _trim(left), _trim(right))
            skeleton += [slot, text]
        if any(isinstance(piece, str) and _SPACE in piece for piece in skeleton):
            raise Unusable  # a pad that was moved or repeated
        return tuple(skeleton)


def fill(skeleton: Skeleton, texts: Sequence[str]) -> list[PromptPart]:
    """The prompt: the template's own text special, the users' texts not."""
    return [
        PromptPart(piece, special=True)
        if isinstance(piece, str)
        else PromptPart(piece.cut(texts[piece.index]))
        for piece in skeleton
    ]


def _trim(pad: str | None) -> Trim:
    if not pad:
        return Trim.SPACE
    return Trim.NOTHING if _BREAKS in pad else Trim.BREAKS
