"""GBNF of the texts that a regular expression of a JSON schema matches.

Of ECMA 262's expressions those that describe a set of texts by itself: characters, classes,
groups, choices and repetitions, anchored at both ends (an open end takes any further characters).
What looks around or back is refused. Where any character fits, quotation marks and backslashes are
left out: JSON writes each as two characters.
"""

from __future__ import annotations

import re

from desktop_lm.tasks.prompt.grammar.gbnf import MOST_REPETITIONS

_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": r" \t"}
_ESCAPES = {"t": r"\\t", "n": r"\\n", "r": r"\\r"}  # as JSON writes them
_COUNTS = re.compile(r"\d{1,9}(,\d{0,9})?", re.ASCII)
_MOST_DEPTH = 20
_ANY = r'[^"\\\x01-\x1F\x7F]'


class PatternError(Exception):
    """The expression is wrong, or more than a grammar holds."""


def pattern_body(pattern: str) -> str:
    """GBNF of the JSON text in its quotation marks. Raises PatternError."""
    start = pattern.startswith("^")
    escapes = len(pattern[:-1]) - len(pattern[:-1].rstrip("\\"))
    end = pattern.endswith("$") and escapes % 2 == 0
    inner = pattern[1 if start else 0 : len(pattern) - 1 if end else None]
    reader = _Reader(inner)
    body = reader.choice(0)
    if reader.rest:
        raise PatternError(reader.rest[:1])
    if (start or end) and reader.has_choice and not (start and end):
        raise PatternError("|")  # where each end belongs to one choice only
    before, after = "" if start else "char* ", "" if end else " char*"
    return rf'"\"" {before}( {body} ){after} "\""'


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.rest = pattern
        self.has_choice = False

    def choice(self, depth: int) -> str:
        if depth > _MOST_DEPTH:
            raise PatternError("(")
        options = [self._sequence(depth)]
        while self._take("|"):
            self.has_choice = self.has_choice or depth == 0
            options.append(self._sequence(depth))
        return " | ".join(options)

    def _sequence(self, depth: int) -> str:
        parts: list[str] = []
        while self.rest and self.rest[0] not in "|)":
            parts.append(self._atom(depth) + self._times())
        return " ".join(parts) or '""'

    def _atom(self, depth: int) -> str:
        character = self._next()
        if character == "(":
            if self.rest[:1] == "?" and not self._take("?:"):
                raise PatternError("(?")
            inner = self.choice(depth + 1)
            if not self._take(")"):
                raise PatternError("(")
            return f"( {inner} )"
        if character == "[":
            return self._class()
        if character == ".":
            return _ANY
        if character == "\\":
            return self._escaped()
        if character in "^$*+?{":
            raise PatternError(character)
        return _literal(character)

    def _escaped(self) -> str:
        kind = self._next()
        if kind in _CLASSES:
            return f"[{_CLASSES[kind]}]"
        if kind in _ESCAPES:
            return f'"{_ESCAPES[kind]}"'
        if kind.isalnum():
            raise PatternError(f"\\{kind}")
        return _literal(kind)

    def _class(self) -> str:
        negated, inside = self._take("^"), ""
        while not self._take("]"):
            character = self._next()
            if character == "\\":
                character = self._next()
                if character in _CLASSES and not (negated and character == "s"):
                    inside += _CLASSES[character]
                    continue
                if character.isalnum():
                    raise PatternError(f"\\{character}")
                character = f"\\{character}" if character in "]\\[" else character
                character = r"\x2D" if character == "-" else character
            elif character == "[":
                character = r"\["
            if character in ('"', "\\\\") and not negated:
                raise PatternError(character[-1])  # JSON writes them as two characters
            inside += character
        if not inside:
            raise PatternError("[")
        return rf'[^{inside}"\\\x01-\x1F\x7F]' if negated else f"[{inside}]"

    def _times(self) -> str:
        mark = self.rest[:1]
        if mark not in ("*", "+", "?", "{"):
            return ""
        if mark != "{":
            self.rest = self.rest[1:]
            times = mark
        else:
            inner, closed, self.rest = self.rest[1:].partition("}")
            if not closed or not _COUNTS.fullmatch(inner):
                raise PatternError("{")
            if any(n and int(n) > MOST_REPETITIONS for n in inner.split(",")):
                raise PatternError(inner)
            times = f"{{{inner}}}"
        if self.rest[:1] in ("?", "+"):  # greedy or not: the same texts
            self.rest = self.rest[1:]
        return times

    def _next(self) -> str:
        if not self.rest:
            raise PatternError("")
        character, self.rest = self.rest[0], self.rest[1:]
        return character

    def _take(self, text: str) -> bool:
        found = self.rest.startswith(text)
        self.rest = self.rest[len(text) :] if found else self.rest
        return found


def _literal(character: str) -> str:
    if character in '"\\':
        return rf'"\\\{character}"'
    if ord(character) < ord(" "):
        raise PatternError(repr(character))
    return f'"{character}"'
