"""Whether a text is one of a grammar's: slow, and as plain as the definition."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_lm.tasks.prompt.grammar.syntax import (
    Characters,
    Choice,
    Node,
    Reference,
    Repetition,
    Sequence,
)


def matches(rules: Mapping[str, Node], text: str) -> bool:
    return len(text) in _Matcher(rules, text).ends(rules["root"], 0)


class _Matcher:
    def __init__(self, rules: Mapping[str, Node], text: str) -> None:
        self._rules = rules
        self._text = text
        self._known: dict[tuple[str, int], set[int]] = {}

    def ends(self, node: Node, at: int) -> set[int]:
        """Where the node can end that begins at ``at``."""
        if isinstance(node, Characters):
            inside = at < len(self._text) and any(
                first <= ord(self._text[at]) <= last for first, last in node.ranges
            )
            fits = at < len(self._text) and inside is not node.negated
            return {at + 1} if fits else set()
        if isinstance(node, Reference):
            if (node.name, at) not in self._known:
                self._known[node.name, at] = self.ends(self._rules[node.name], at)
            return self._known[node.name, at]
        if isinstance(node, Choice):
            return {end for option in node.options for end in self.ends(option, at)}
        if isinstance(node, Sequence):
            places = {at}
            for part in node.parts:
                places = {end for place in places for end in self.ends(part, place)}
            return places
        return self._repeated(node, at)

    def _repeated(self, node: Repetition, at: int) -> set[int]:
        places, found, times = {at}, {at} if node.least == 0 else set(), 0
        while places and (node.most is None or times < node.most):
            times += 1
            following = {end for place in places for end in self.ends(node.part, place)}
            if times >= node.least:
                if following <= found:
                    break
                found |= following
            places = following
        return found
