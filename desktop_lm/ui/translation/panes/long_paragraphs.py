"""A paragraph of any length out of pieces, laid out in parts that nobody sees in its text.

Qt lays a paragraph out as a whole whenever something in it changes. The joints between the parts
(:mod:`desktop_lm.ui.widgets.long_lines`) stand between two pieces, at places that depend on the
pieces themselves, so that a change early in a paragraph leaves those behind it where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from desktop_lm.ui.widgets.long_lines import in_pieces
from desktop_lm.ui.widgets.plain_text import AFTER, BEFORE

_TYPED_JOINT = f"{BEFORE}\n{AFTER}"
_LEAST, _MOST = 3000, 12_000  # characters of a part
_ONE_IN = 16  # pieces has a place for a joint behind it


def jointed(pieces: Sequence[str], before: Sequence[str] = ()) -> list[str]:
    """``pieces`` with joints between them where a line is long; ``before`` is what stands before
    them already. The places in the list stay those of pairs, a gap before each part."""
    found: list[str] = []
    length = _line_so_far(before)
    for number, piece in enumerate(pieces, start=len(before)):
        is_part = bool(number % 2)
        if is_part and found and length > _LEAST and (length > _MOST or _has_place(piece)):
            found[-1] += _TYPED_JOINT
            length = 0
        found.append(in_pieces(piece))
        line_break = piece.rfind("\n")
        length = len(piece) - line_break - 1 if line_break >= 0 else length + len(piece)
    return found


def _line_so_far(pieces: Sequence[str]) -> int:
    length = 0
    for piece in reversed(pieces):
        line_break = piece.rfind("\n")
        if line_break >= 0:
            return length + len(piece) - line_break - 1
        length += len(piece)
    return length


def _has_place(piece: str) -> bool:
    return crc32(piece.encode("utf-8", "replace")) % _ONE_IN == 0
