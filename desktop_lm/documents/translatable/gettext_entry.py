"""An entry of a PO file, with the lines that each of its parts takes.

Source: the GNU gettext manual, "The Format of PO Files".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_KEYWORD = re.compile(r"\s*(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s*(\".*)?$", re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_WRAPPED_AT = 77  # characters of a literal, as gettext's own programs do
_WORD = re.compile(r"\S*\s*")


@dataclass(slots=True)
class Part:
    """``lines`` are numbers of the entry's lines; the first has the keyword."""

    lines: range
    text: str = ""


@dataclass(slots=True)
class Entry:
    """``number`` counts the file's entries."""

    number: int
    lines: list[str] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def flags(self) -> list[str]:
        flags = [line[2:].split(",") for line in self.lines if line.startswith("#,")]
        return [flag.strip() for given in flags for flag in given if flag.strip()]

    @property
    def is_plural(self) -> bool:
        return "msgid_plural" in self.parts

    def translations(self) -> list[str]:
        """What the entry has in its msgstr parts."""
        return [part.text for name, part in self.parts.items() if name.startswith("msgstr")]


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries in ``lines``, which have their ends; all lines are in one. Entries that are
    obsolete have no parts."""
    entry = Entry(1)
    current, is_obsolete = "", False
    for line in lines:
        found = _KEYWORD.match(line)
        begins = (found and found[1] in ("msgctxt", "msgid")) or line.startswith("#")
        is_done = any(name.startswith("msgstr") for name in entry.parts)
        if (begins and is_done) or (is_obsolete and not line.startswith("#~") and line.strip()):
            yield entry
            entry, current = Entry(entry.number + 1), ""
            is_obsolete = False
        is_obsolete = is_obsolete or line.startswith("#~")
        at = len(entry.lines)
        entry.lines.append(line)
        if found:
            current = found[1]
            entry.parts[current] = Part(range(at, at + 1), _literals(line))
        elif current and line.lstrip().startswith('"'):
            part = entry.parts[current]
            part.lines = range(part.lines.start, at + 1)
            part.text += _literals(line)
        else:
            current = ""
    yield entry


def _literals(line: str) -> str:
    """The text of a line's strings, escapes resolved."""
    return "".join(_ESCAPE.sub(_sign, found[1]) for found in _LITERAL.finditer(line))


def _sign(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16))
    if code[0] in "01234567":
        return chr(int(code, 8))
    return _SIGNS.get(code, code)


def part_lines(keyword: str, text: str, line_end: str, *, in_lines: bool) -> list[str]:
    """The lines of a part. ``in_lines``: each line of the text, and what is long, gets lines of its
    own, below an empty first string."""
    lines = list(_wrapped(text)) if in_lines or "\n" in text[:-1] else [text]
    if len(lines) > 1 or in_lines:
        lines = ["", *lines]
    first, *rest = [f'"{_escaped(line)}"{line_end}' for line in lines]
    return [f"{keyword} {first}", *rest]


def _wrapped(text: str) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        taken = ""
        for word in _WORD.findall(line):
            if taken and len(_escaped(taken + word)) > _WRAPPED_AT:
                yield taken
                taken = ""
            taken += word
        yield taken


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
