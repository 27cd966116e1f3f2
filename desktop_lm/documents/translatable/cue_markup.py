"""The text of a cue: its tags, and its lines as one sentence or several speakers'."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from desktop_lm.documents.translatable.inline import (
    BREAK,
    Close,
    Letters,
    Node,
    Open,
    Thing,
    Wrapper,
)
from desktop_lm.documents.translatable.line_breaks import has_no_spaces
from desktop_lm.documents.translatable.pieces import joined
from desktop_lm.documents.translatable.text_source import readable

_MARKUP = re.compile(r"(</?[A-Za-z][^<>\n]*>|<\d[\d:.]*>|\{\\[^{}\n]*\})")
_NAME = re.compile(r"</?([A-Za-z]+)")
_PLAIN = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_SPEAKER = re.compile(r"\s*(?:[-\u2010-\u2015\u2022♪♫>*]|[A-Z][\w .]{1,20}:\s)")


def nodes_of(lines: Sequence[tuple[str, str]], *, is_web: bool) -> tuple[list[Node], list[int]]:
    """The nodes of lines with their ends, and how many lines there are in each line of the text: a
    sentence over two lines is one, a line with another speaker is the next. ``is_web``: entities
    are in the file, as in WebVTT."""
    nodes: list[Node] = []
    counts = [1]
    for number, (body, end) in enumerate(lines):
        for piece in _MARKUP.split(body):
            if BREAK.fullmatch(piece):
                nodes.append(Thing((piece,), "\n", can_repeat=True))
                counts.append(1)
            elif _MARKUP.fullmatch(piece):
                nodes.append(Thing((piece,)))
            elif piece:
                text = html.unescape(piece) if is_web else piece
                nodes.append(Letters(readable(text), piece))
        if number + 1 < len(lines):
            joint = _joint(body, lines[number + 1][0])
            nodes.append(Letters(joint, end))
            if joint == "\n":
                counts.append(1)
            else:
                counts[-1] += 1
    return _paired(nodes), counts


def _joint(line: str, following: str) -> str:
    """What stands in the text for the line end between two lines."""
    before, after = _PLAIN.sub("", line).rstrip(), _PLAIN.sub("", following).lstrip()
    if not before or not after or _SPEAKER.match(after):
        return "\n"
    return "" if has_no_spaces(before[-1]) and has_no_spaces(after[0]) else " "


def _paired(nodes: Sequence[Node]) -> list[Node]:
    """Opening and closing tags that belong together as wrappers; others stay things."""
    result = list(nodes)
    opened: list[tuple[str, int]] = []
    for at, node in enumerate(nodes):
        tag = joined(node.raw) if isinstance(node, Thing) else ""
        name = found[1].lower() if (found := _NAME.match(tag)) else ""
        if not name:
            continue
        if not tag.startswith("</"):
            opened.append((name, at))
        elif opened and opened[-1][0] == name:
            _, start = opened.pop()
            wrapper = Wrapper((joined(_raw(nodes[start])),), (tag,))
            result[start], result[at] = Open(wrapper), Close(wrapper)
    return result


def _raw(node: Node) -> tuple[str, ...]:
    return (joined(node.raw),) if isinstance(node, Thing) else ()


def markup(nodes: Iterable[Node], line_end: str, *, is_web: bool) -> Iterator[str]:
    """``nodes`` as the text of a cue."""
    for node in nodes:
        if isinstance(node, Letters):
            text = html.escape(node.text, quote=False) if is_web else node.text
            # An arrow would be taken for a line of times.
            yield text.replace("-->", "->").replace("\n", line_end)
        elif isinstance(node, Thing):
            yield joined(node.raw)
        else:
            yield joined(node.wrapper.opening if isinstance(node, Open) else node.wrapper.closing)
