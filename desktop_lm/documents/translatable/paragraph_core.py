"""Which part of a paragraph is translated: from its first to its last word."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_lm.documents.translatable.inline import (
    Close,
    Core,
    Letters,
    Node,
    Open,
    Thing,
    Wrapper,
    raw_of,
    words_of,
)
from desktop_lm.documents.translatable.pieces import has_letter


def core_of(nodes: Sequence[Node]) -> Core | None:
    """The part of a paragraph to translate; None where it has no letter of its own.

    What wraps all of its words, and what comes before the first and after the last, stays outside:
    it needs no place in the translation.
    """
    nodes = _collapsed(nodes)
    if not any(isinstance(node, Letters) and has_letter(node.text) for node in nodes):
        return None
    words = _words(nodes)
    shared = 0
    while all(
        len(around) > shared and around[shared] is words[0][1][shared] for _, around in words
    ):
        shared += 1
    (first, around_first), (last, around_last) = words[0], words[-1]
    if len(around_first) > shared:
        first = nodes.index(Open(around_first[shared]))
    if len(around_last) > shared:
        last = nodes.index(Close(around_last[shared]))
    return Core(tuple(nodes[:first]), tuple(nodes[first : last + 1]), tuple(nodes[last + 1 :]))


def _is_word(node: Node) -> bool:
    if isinstance(node, Letters):
        return bool(node.text.strip())
    return isinstance(node, Thing) and bool(node.shown.strip())


def _words(nodes: Sequence[Node]) -> list[tuple[int, tuple[Wrapper, ...]]]:
    """Where the words stand, each with the wrappers open there, the outermost first."""
    found = []
    opened: tuple[Wrapper, ...] = ()
    for at, node in enumerate(nodes):
        if isinstance(node, Open):
            opened = (*opened, node.wrapper)
        elif isinstance(node, Close):
            opened = opened[:-1]
        elif _is_word(node):
            found.append((at, opened))
    return found


def _collapsed(nodes: Sequence[Node]) -> list[Node]:
    """``nodes`` with wrappers around no word made things: a link on an image is one."""
    result: list[Node] = []
    starts: list[int] = []
    for node in nodes:
        result.append(node)
        if isinstance(node, Open):
            starts.append(len(result) - 1)
        elif isinstance(node, Close):
            start = starts.pop()
            inner = result[start:]
            if not any(_is_word(each) for each in inner):
                result[start:] = [_one(inner)]
    return result


def _one(nodes: Sequence[Node]) -> Node:
    """Nodes without a word as one: blanks stay blanks, whatever formatting they are in."""
    parts = raw_of(nodes)
    blanks = "".join(map(words_of, nodes))
    raw = [part for part in parts if isinstance(part, str)]
    if len(raw) == len(parts) and not any(isinstance(node, Thing) for node in nodes):
        return Letters(blanks, "".join(raw))
    return Thing(parts, blanks)
