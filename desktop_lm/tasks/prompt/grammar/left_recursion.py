"""Rules that can begin with themselves: no parser that goes from left to right ends in them."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_lm.tasks.prompt.grammar.syntax import Choice, Node, Reference, Repetition, Sequence


def references(node: Node) -> list[Reference]:
    """All that it names."""
    if isinstance(node, Reference):
        return [node]
    return [found for part in _parts(node) for found in references(part)]


def _parts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Sequence):
        return node.parts
    if isinstance(node, Choice):
        return node.options
    return (node.part,) if isinstance(node, Repetition) else ()


def left_recursive(rules: Mapping[str, Node]) -> str:
    """A rule that can begin with itself, or ""."""
    nullable: set[str] = set()
    while found := {n for n, rule in rules.items() if n not in nullable and _empty(rule, nullable)}:
        nullable |= found
    first = {name: _beginnings(rule, nullable) for name, rule in rules.items()}
    for name in rules:
        seen: set[str] = set()
        ahead = list(first[name])
        while ahead:
            following = ahead.pop()
            if following == name:
                return name
            if following not in seen:
                seen.add(following)
                ahead += first[following]
    return ""


def _empty(node: Node, nullable: set[str]) -> bool:
    """Whether it can be the empty text."""
    if isinstance(node, Reference):
        return node.name in nullable
    if isinstance(node, Sequence):
        return all(_empty(part, nullable) for part in node.parts)
    if isinstance(node, Choice):
        return any(_empty(option, nullable) for option in node.options)
    return isinstance(node, Repetition) and (node.least == 0 or _empty(node.part, nullable))


def _beginnings(node: Node, nullable: set[str]) -> set[str]:
    """The rules it can begin with."""
    if isinstance(node, Reference):
        return {node.name}
    found: set[str] = set()
    for part in _parts(node):
        found |= _beginnings(part, nullable)
        if isinstance(node, Sequence) and not _empty(part, nullable):
            break
    return found
