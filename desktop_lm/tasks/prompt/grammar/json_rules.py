"""GBNF of what every JSON value is made of (RFC 8259), and of the formats of texts in it."""

from __future__ import annotations

import re

# A model that may write white space without end does so; a line and its indentation are enough.
RULES: dict[str, str] = {
    "space": r'( " " | "\n" [ \t]{0,20} )?',
    "char": r'[^"\\\x01-\x1F\x7F] | "\\" ( ["\\/bfnrt] | "u" [0-9a-fA-F]{4} )',
    "string": r'"\"" char* "\""',
    "fraction": '"." [0-9]{1,16}',
    "exponent": '[eE] [-+]? "0"? [1-9] [0-9]?',
    "integer": '"-"? ( "0" | [1-9] [0-9]{0,14} )',
    "number": "integer fraction? exponent?",
    "boolean": '"true" | "false"',
    "null": '"null"',
    "member": 'string space ":" space value',
    "object": '"{" space ( member space ( "," space member space )* )? "}"',
    "array": '"[" space ( value space ( "," space value space )* )? "]"',
    "value": "object | array | string | number | boolean | null",
    "year-month-day": '[0-9]{4} "-" ( "0" [1-9] | "1" [0-2] ) '
    '"-" ( "0" [1-9] | [12] [0-9] | "3" [01] )',
    "hours-minutes": '( [01] [0-9] | "2" [0-3] ) ":" [0-5] [0-9]',
    "time-of-day": 'hours-minutes ":" [0-5] [0-9] ( "." [0-9]{1,6} )? ( "Z" | [-+] hours-minutes )',
    "date": r'"\"" year-month-day "\""',
    "time": r'"\"" time-of-day "\""',
    "date-time": r'"\"" year-month-day "T" time-of-day "\""',
    "uuid": r'"\"" [0-9a-f]{8} ( "-" [0-9a-f]{4} ){3} "-" [0-9a-f]{12} "\""',
}
_NAME = re.compile("[a-z][a-z-]*")
FORMATS = ("date", "time", "date-time", "uuid")


def literal(text: str) -> str:
    """``text`` as GBNF."""
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'.replace("\n", r"\n").replace("\r", r"\r")


def used_rules(text: str) -> dict[str, str]:
    """The rules that ``text`` may refer to, and those they refer to."""
    found: dict[str, str] = {}
    ahead = [text]
    while ahead:
        names = set(_NAME.findall(ahead.pop())) & RULES.keys()
        for name in names - found.keys():
            found[name] = RULES[name]
            ahead.append(RULES[name])
    return {name: rule for name, rule in RULES.items() if name in found}
