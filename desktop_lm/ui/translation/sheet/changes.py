"""The least that has to change in a text made of pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from desktop_lm.ui.translation.sheet.shift import Shift, longest
from desktop_lm.ui.widgets.plain_text import utf16_length

_MOST_COMPARED = 400  # pieces between the first and the last change; of more, one change is made


class Change(NamedTuple):
    """``removed`` units from ``position`` on give way to ``text``."""

    position: int
    removed: int
    text: str


def changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """What makes ``after`` of ``before``, from the end to the start, in Qt's UTF-16 units."""
    begin = common_beginning(before, after)
    end = common_beginning(before[begin:][::-1], after[begin:][::-1])
    old, new = before[begin : len(before) - end], after[begin : len(after) - end]
    position = utf16_length("".join(before[:begin]))
    found = []
    for first, last, new_first, new_last in _blocks(old, new):
        start = position + utf16_length("".join(old[:first]))
        change = _trimmed(start, "".join(old[first:last]), "".join(new[new_first:new_last]))
        if change is not None:
            found.append(change)
    return found[::-1]


def moved(position: int, found: Sequence[Change]) -> int:
    """Where ``position`` is after the changes, which go from the end to the start."""
    for change in found:
        if position >= change.position + change.removed and position > change.position:
            position += utf16_length(change.text) - change.removed
        elif position > change.position:
            position = min(position, change.position + utf16_length(change.text))
    return position


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    if len(old) + len(new) > _MOST_COMPARED:
        yield 0, len(old), 0, len(new)
        return
    for tag, first, last, new_first, new_last in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield first, last, new_first, new_last


def _trimmed(position: int, old: str, new: str) -> Change | None:
    if old == new:
        return None
    shift = Shift(old, new)
    begin, end = shift.begin, shift.same - shift.begin
    return Change(
        position + utf16_length(old[:begin]),
        utf16_length(old[begin : len(old) - end]),
        new[begin : len(new) - end],
    )


def common_beginning(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces are the same from the start."""
    return longest(min(len(one), len(other)), lambda n: one[:n] == other[:n])
