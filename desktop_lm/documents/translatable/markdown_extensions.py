"""Notes, terms with their definitions, and remarks: what other readers of Markdown tell apart, and
CommonMark takes for one paragraph, or for code where it is set in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_NOTE = re.compile(r"\[\^[^\]\s]{1,100}\]:")
_DEFINITION = re.compile(r":[ \t]+(?=\S)")
REMARK = r"(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+[\w-]+)*|===(?=[ \t]+\")"
_REMARK = re.compile(REMARK)
_WITH_BODY = re.compile(rf" {{0,3}}(?:{_NOTE.pattern}|{_DEFINITION.pattern}|{REMARK})")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_SET_IN = re.compile(r" {4}|\t")
_UNDERLINE = re.compile(r" {0,3}(?:-+|=+)[ \t]*(?:[\r\n]|\Z)")  # all above is a heading
_NOTE_WIDTH = 4  # how far the lines of a note are set in


class PartKind(StrEnum):
    """What a part of a paragraph is."""

    PLAIN = "plain"
    NOTE = "note"
    TERM = "term"
    DEFINITION = "definition"
    TITLE = "title"  # of a remark


@dataclass(frozen=True, slots=True)
class Part:
    """``count`` lines of a paragraph, from the line ``first``."""

    first: int
    count: int
    kind: PartKind = PartKind.PLAIN


def parts_of(lines: Sequence[str]) -> list[Part]:
    """The parts of a paragraph: each note, term, definition, and the title of a remark."""
    kinds = [_kind(line) for line in lines]
    if PartKind.DEFINITION in kinds:
        terms = kinds.index(PartKind.DEFINITION)
        kinds[:terms] = [kind or PartKind.TERM for kind in kinds[:terms]]
    begins = [at for at, kind in enumerate(kinds) if kind or not at or _ends(kinds[at - 1])]
    ends = [*begins[1:], len(lines)]
    return [
        Part(begin, end - begin, kinds[begin] or PartKind.PLAIN)
        for begin, end in zip(begins, ends, strict=True)
    ]


def _kind(line: str) -> PartKind | None:
    """What begins with ``line``; None where it may go on with what came before."""
    body = line.lstrip()
    if _NOTE.match(body):
        return PartKind.NOTE
    if _DEFINITION.match(body):
        return PartKind.DEFINITION
    return PartKind.TITLE if _REMARK.match(body) else None


def _ends(kind: PartKind | None) -> bool:
    """Whether what is of this ``kind`` ends with its line."""
    return kind in (PartKind.TERM, PartKind.TITLE)


def indent_of(kind: PartKind, line: str) -> str:
    """How far the lines are set in that follow ``line``, the first of a part."""
    if kind is PartKind.NOTE:
        return " " * _NOTE_WIDTH
    found = _DEFINITION.match(line) if kind is PartKind.DEFINITION else None
    return " " * found.end() if found else ""


def dedented(text: str) -> str:
    """``text`` with the paragraphs of notes, definitions and remarks at the beginning of their
    lines, so that they are none of code. The lines are as many as before."""
    return "".join(_dedented(_LINE.findall(text)))


def _dedented(lines: Sequence[str]) -> Iterator[str]:
    in_body, is_after_blank = False, False
    for line in lines:
        is_blank = not line.strip()
        set_in = _SET_IN.match(line)
        if _WITH_BODY.match(line):
            in_body = True
        elif in_body and set_in:
            line = line[set_in.end() :]  # noqa: PLW2901
        elif (is_after_blank and not is_blank) or _UNDERLINE.match(line):
            in_body = False
        is_after_blank = is_blank
        yield line
