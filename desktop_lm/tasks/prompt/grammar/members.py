"""GBNF of JSON objects, arrays and decimal numbers whose parts are given."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_lm.tasks.prompt.grammar.integers import LARGEST, integers
from desktop_lm.tasks.prompt.grammar.json_rules import literal

Name = Callable[[str], str]  # gives a body a name
Counts = tuple[int, int | None]  # at least and at most, None: without end


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object: its key, and the rule of its value."""

    key: str
    value: str
    required: bool


def object_body(members: Sequence[Member], other: str | None, counts: Counts, name: Name) -> str:
    """An object with these members in their order; ``other`` is the rule of other members'
    values, None: there are none. ``counts`` bounds these others."""
    if other is None:
        rest = first = ""
    else:
        key = _other_key([member.key for member in members], name)
        pair = name(f'{key} space ":" space {other} space')
        rest = f'( "," space {pair} ){_times(*counts)}'
        first = _list_of(pair, counts)
    # From the last member on: what follows where something stands before, and where nothing does.
    for member in reversed(members):
        key = literal(json.dumps(member.key, ensure_ascii=False))
        pair = f'{key} space ":" space {member.value} space'
        begun = f"{pair} {name(rest)}" if rest else pair
        after = f'"," space {pair}'
        if member.required:
            first = begun
            rest = f"{after} {name(rest)}" if rest else after
        else:
            first = f"( {begun} | {name(first)} )" if first else f"( {begun} )?"
            rest = f"( {after} )? {name(rest)}" if rest else f"( {after} )?"
    return f'"{{" space {first} "}}"' if first else '"{" space "}"'


def array_body(leading: Sequence[str], item: str | None, counts: Counts, name: Name) -> str:
    """An array that begins with values of the rules ``leading``; ``item`` is the rule of all
    further ones, None: there are none. ``counts`` bounds all of them together."""
    least, most = counts
    known = len(leading)
    if item is None:
        rest = first = ""
    else:
        more = (max(least - known, 0), None if most is None else most - known)
        rest = f'( "," space {item} space ){_times(*more)}'
        first = _list_of(f"{item} space", more)
    for number in range(known - 1, -1, -1):
        begun = f"{leading[number]} space {name(rest)}" if rest else f"{leading[number]} space"
        after = f'"," space {begun}'
        if number < least:
            first, rest = begun, after
        else:  # whoever leaves one out has come to the end
            first, rest = f"( {begun} )?", f"( {after} )?"
    return f'"[" space {first} "]"' if first else '"[" space "]"'


def decimals(least: int | None, most: int | None) -> str:
    """Decimal numbers between two whole ones, both included; "" where there are none."""
    options = []
    if least is None or least < 0:
        low = 0 if most is None or most >= 0 else -most
        options += [f'"-" ( {part} )' for part in _decimals(low, least)]
    if most is None or most >= 0:
        options += _decimals(max(least or 0, 0), most)
    return " | ".join(options)


def _decimals(least: int, most: int | None) -> list[str]:
    """None negative; the bounds' signs do not matter."""
    end = LARGEST if most is None else abs(most)
    parts = []
    if whole := integers(least, end - 1):
        parts.append(f"( {whole} ) fraction?")
    if end >= least:
        parts.append(f'"{end}" ( "." "0"{{1,16}} )?')
    return parts


def _list_of(item: str, counts: Counts) -> str:
    """Items with commas between them."""
    least, most = counts
    if most == 0:
        return ""
    more = (max(least - 1, 0), None if most is None else most - 1)
    items = f'{item} ( "," space {item} ){_times(*more)}'
    return items if least else f"( {items} )?"


def _times(least: int, most: int | None) -> str:
    if most is None:
        return {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    return f"{{{least},{most}}}"


def _other_key(known: Sequence[str], name: Name) -> str:
    """A key that is none of ``known``: a tree of their letters, left at any of them."""
    if not known:
        return "string"
    keys = [json.dumps(key, ensure_ascii=False)[1:-1] for key in known]
    return rf'"\"" {name(_unlike(keys, name))} "\""'


def _unlike(keys: Sequence[str], name: Name) -> str:
    """Characters that together are none of ``keys``."""
    heads: dict[str, list[str]] = {}
    for key in keys:
        if key:
            heads.setdefault(key[0], []).append(key[1:])
    options = [f"{literal(head)} {name(_unlike(tails, name))}" for head, tails in heads.items()]
    escape = "" if "\\" in heads else r' | "\\" ["\\/bfnrt] char*'
    options.append(rf'[^{_class(heads)}"\\\x01-\x1F\x7F] char*{escape}')
    body = " | ".join(options)
    return body if "" in keys else f"( {body} )?"


def _class(heads: dict[str, list[str]]) -> str:
    return "".join(f"\\U{ord(head):08X}" for head in heads)
