"""Reads a GBNF grammar before llama.cpp does, and says where it is wrong.

The language is that of llama.cpp's ``grammars/README.md`` without its token references. Reading it
here is more than politeness: llama.cpp's own parser ends its process where brackets are nested, or
signs of repetition follow each other, some ten thousand times, never ends at ``{5,2}``, and says of
an error only that there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NoReturn

from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.prompt.grammar.left_recursion import left_recursive, references
from desktop_lm.tasks.prompt.grammar.problems import Problem, readable
from desktop_lm.tasks.prompt.grammar.syntax import (
    LAST_CHARACTER,
    Characters,
    Choice,
    Node,
    Reference,
    Repetition,
    Sequence,
)

MOST_CHARACTERS = 100_000
MOST_RULES = 2000
MOST_REPETITIONS = 2000  # llama.cpp refuses more
_MOST_DEPTH = 64
_MOST_SIGNS = 3  # of repetition behind one part: each nests it once more
_ESCAPES = {"t": "\t", "r": "\r", "n": "\n", "\\": "\\", '"': '"', "[": "[", "]": "]"}
_HEX_DIGITS = {"x": 2, "u": 4, "U": 8}
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
_ANY = Characters(((0, LAST_CHARACTER),))
_HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair: it stands in no text


def parse(text: str) -> Mapping[str, Node]:
    """The rules of a grammar by their names, ``root`` among them.

    Raises AppError(GRAMMAR_INVALID) with ``line`` and ``column``, counted from 1, the ``problem``
    and the ``name`` of what is meant.
    """
    rules, places = _Parser(text).rules()

    def refuse(problem: Problem, at: int, name: str) -> NoReturn:
        raise _error(problem, text, at, name)

    if "root" not in rules:
        refuse(Problem.NO_ROOT, 0, "root")
    for rule in rules.values():
        for reference in references(rule):
            if reference.name not in rules:
                refuse(Problem.UNKNOWN_RULE, reference.at, reference.name)
    if name := left_recursive(rules):
        refuse(Problem.LEFT_RECURSION, places[name], name)
    return rules


def _error(problem: Problem, text: str, at: int, name: str = "") -> AppError:
    before = text[:at]
    line = before.count("\n") + 1
    column = at - (before.rfind("\n") + 1) + 1
    return AppError(
        Code.GRAMMAR_INVALID, line=line, column=column, problem=problem.value, name=readable(name)
    )


class _Parser:
    """Reads from the start of ``text`` to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def rules(self) -> tuple[dict[str, Node], dict[str, int]]:
        """The rules, and where each begins."""
        if len(self._text) > MOST_CHARACTERS:
            self._fail(Problem.TOO_LARGE)
        if half := _HALF.search(self._text):
            self._at = half.start()
            self._fail(Problem.ESCAPE, half[0])
        rules: dict[str, Node] = {}
        places: dict[str, int] = {}
        self._space(lines=True)
        while self._at < len(self._text):
            start, name = self._at, self._name()
            if not name:
                self._fail(Problem.NAME_WANTED)
            if len(rules) >= MOST_RULES:
                self._fail(Problem.TOO_LARGE)
            places[name] = start
            self._space()
            if not self._take("::="):
                self._fail(Problem.ARROW_WANTED, name)
            self._space(lines=True)
            rules[name] = self._choice(nested=False)
            if self._peek() not in ("", "\r", "\n"):
                self._fail(Problem.LINE_END_WANTED, self._peek())
            self._space(lines=True)
        if not rules:
            self._fail(Problem.EMPTY)
        return rules, places

    def _choice(self, *, nested: bool) -> Node:
        options = [self._sequence(nested=nested)]
        while self._take("|"):
            self._space(lines=True)
            options.append(self._sequence(nested=nested))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self, *, nested: bool) -> Node:
        parts: list[Node] = []
        signs = 0
        while (kind := self._peek()) not in ("", "|", ")", "\r", "\n"):
            if kind in "*+?{":
                if not parts:
                    self._fail(Problem.NOTHING_TO_REPEAT, kind)
                if signs == _MOST_SIGNS:
                    self._fail(Problem.TOO_DEEP)
                signs += 1
                parts.append(self._repetition(parts.pop()))
            else:
                signs = 0
                part = self._part(kind)
                if part != Sequence(()) or kind == "(":
                    parts.append(part)
            self._space(lines=nested)
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _part(self, kind: str) -> Node:
        readers: dict[str, Callable[[], Node]] = {
            '"': self._literal,
            "[": self._characters,
            "(": self._group,
        }
        if kind in readers:
            self._at += 1
            return readers[kind]()
        if self._take("."):
            return _ANY
        at, name = self._at, self._name()
        if not name:
            self._fail(Problem.UNEXPECTED, kind)
        return Reference(name, at)

    def _literal(self) -> Node:
        start, characters = self._at - 1, []
        while not self._take('"'):
            code = self._character(start)
            characters.append(Characters(((code, code),)))
        return Sequence(tuple(characters))

    def _characters(self) -> Node:
        start, negated = self._at - 1, self._take("^")
        ranges: list[tuple[int, int]] = []
        while not self._take("]"):
            at = self._at
            first = last = self._character(start)
            if self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in ("", "]"):
                self._at += 1
                last = self._character(start)
            if last < first:
                self._at = at
                self._fail(Problem.RANGE_BACKWARDS, self._text[at : at + 3])
            ranges.append((first, last))
        return Characters(tuple(ranges), negated)

    def _group(self) -> Node:
        start = self._at - 1
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            self._fail(Problem.TOO_DEEP)
        self._space(lines=True)
        inner = self._choice(nested=True)
        if not self._take(")"):
            self._at = start
            self._fail(Problem.NOT_CLOSED, "(")
        self._depth -= 1
        return inner

    def _character(self, start: int) -> int:
        """A character of a text or a class that began at ``start``, escaped or not."""
        if self._at >= len(self._text):
            opened = self._text[start]
            self._at = start
            self._fail(Problem.NOT_CLOSED, opened)
        character = self._text[self._at]
        self._at += 1
        if character != "\\":
            return ord(character)
        kind = self._peek()
        self._at += 1
        if kind in _ESCAPES:
            return ord(_ESCAPES[kind])
        digits = self._text[self._at : self._at + _HEX_DIGITS.get(kind, 0)]
        self._at += len(digits)
        try:
            code = int(digits, 16) if len(digits) == _HEX_DIGITS[kind] else -1
        except (KeyError, ValueError):
            code = -1
        if not 0 < code <= LAST_CHARACTER or _HALF.match(chr(code)):
            self._at -= len(digits) + 2
            self._fail(Problem.ESCAPE, self._text[self._at : self._at + 2 + len(digits)])
        return code

    def _repetition(self, part: Node) -> Node:
        if self._take("*"):
            return Repetition(part, 0, None)
        if self._take("+"):
            return Repetition(part, 1, None)
        if self._take("?"):
            return Repetition(part, 0, 1)
        start = self._at
        self._at += 1
        least = self._number()
        most: int | None = least
        if self._take(","):
            self._space(lines=True)
            most = None if self._peek() == "}" else self._number()
        if not self._take("}"):
            self._fail(Problem.NOT_CLOSED, "{")
        if most is not None and most < least:
            self._at = start
            self._fail(Problem.REPETITION_BACKWARDS, f"{{{least},{most}}}")
        return Repetition(part, least, most)

    def _number(self) -> int:
        self._space(lines=True)
        start = self._at
        while self._peek() in tuple("0123456789"):
            self._at += 1
        digits = self._text[start : self._at]
        if not digits:
            self._fail(Problem.NUMBER_WANTED)
        if len(digits) > len(str(MOST_REPETITIONS)) or int(digits) > MOST_REPETITIONS:
            self._at = start
            self._fail(Problem.TOO_MANY_REPETITIONS, digits)
        self._space(lines=True)
        return int(digits)

    def _name(self) -> str:
        start = self._at
        while self._peek() in _NAME:
            self._at += 1
        return self._text[start : self._at]

    def _space(self, *, lines: bool = False) -> None:
        """Pass over spaces and comments, over ends of lines too where ``lines`` says so."""
        blank = (" ", "\t", "\r", "\n") if lines else (" ", "\t")
        while (character := self._peek()) in blank or character == "#":
            if character == "#":
                while self._peek() not in ("", "\r", "\n"):
                    self._at += 1
            else:
                self._at += 1

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self, text: str) -> bool:
        found = self._text.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def _fail(self, problem: Problem, name: str = "") -> NoReturn:
        raise _error(problem, self._text, self._at, name)
