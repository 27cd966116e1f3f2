"""From a JSON schema to the grammar of the answers it describes.

What of JSON Schema (draft 2020-12 and the older words for the same) a grammar can hold is held;
a keyword that restricts values in a way it cannot hold is refused with its place, never passed
over. Keywords that only describe, such as ``title``, change nothing. Members of an object come in
the order of ``properties``, and no others where ``additionalProperties`` does not ask for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.prompt.grammar.gbnf import MOST_CHARACTERS, MOST_RULES
from desktop_lm.tasks.prompt.grammar.json_rules import RULES, literal, used_rules
from desktop_lm.tasks.prompt.grammar.problems import SchemaProblem
from desktop_lm.tasks.prompt.grammar.schema_keywords import (
    DESCRIBING,
    HARMLESS,
    MOST_DEPTH,
    TOO_HARD,
    Path,
    list_of,
    pointer_steps,
    refuse,
    required_of,
)
from desktop_lm.tasks.prompt.grammar.schema_types import TypeBodies

_HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair: no character
_MOST_BODIES = 2 * MOST_DEPTH  # within each other: those that are merged have the same place
# What Python reads and JSON has not, outside of texts.
_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)', re.DOTALL)


def schema_grammar(text: str) -> str:
    """A GBNF grammar whose texts are the JSON values that the schema in ``text`` allows.

    Raises AppError: SCHEMA_NOT_JSON with ``line``, ``column``; SCHEMA_INVALID with ``place`` (a
    JSON pointer), ``problem`` and the ``name`` of what is meant.
    """
    if len(text) > MOST_CHARACTERS:
        refuse(SchemaProblem.TOO_LARGE, ())

    def refuse_constant(_name: str) -> NoReturn:
        found = (each for each in _CONSTANT.finditer(text) if each[1])
        raise json.JSONDecodeError("", text, next(found).start())

    try:
        schema = json.loads(text, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        raise AppError(Code.SCHEMA_NOT_JSON, line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):  # numbers of thousands of digits
        refuse(SchemaProblem.TOO_DEEP, ())
    return _Converter(schema).grammar()


class _Converter:
    """Makes a rule of each subschema; one that refers to itself is a rule that does."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._rules: dict[str, str] = {}
        self._references: dict[str, str] = {}
        self._bodies = 0
        self._types = TypeBodies(self._rule, self._name)

    def grammar(self) -> str:
        """All rules, ``root`` first."""
        body = self._body(self._schema, ())
        rules = {"root": body, **self._rules}
        rules |= used_rules(" ".join(rules.values()))
        text = "".join(f"{name} ::= {rule}\n" for name, rule in rules.items())
        if len(rules) > MOST_RULES or len(text) > MOST_CHARACTERS:
            refuse(SchemaProblem.TOO_LARGE, ())
        if half := _HALF.search(text):
            refuse(SchemaProblem.WRONG_VALUE, (), ascii(half[0])[1:-1])
        return text

    def _name(self, body: str) -> str:
        """A name for ``body``."""
        if body in RULES:
            return body
        for name, known in self._rules.items():
            if known == body:
                return name
        name = f"r{len(self._rules) + 1}"
        if len(self._rules) > MOST_RULES:
            refuse(SchemaProblem.TOO_LARGE, ())
        self._rules[name] = body
        return name

    def _rule(self, schema: Any, path: Path) -> str:
        """The name of the rule of a subschema."""
        return self._name(self._body(schema, path))

    def _body(self, schema: Any, path: Path) -> str:
        if len(path) > MOST_DEPTH or self._bodies > _MOST_BODIES:
            refuse(SchemaProblem.TOO_DEEP, path)
        self._bodies += 1
        body = self._made(schema, path)
        self._bodies -= 1
        return body

    def _made(self, schema: Any, path: Path) -> str:
        if schema is True:
            return "value"
        if schema is False:
            refuse(SchemaProblem.NOTHING_FITS, path)
        if not isinstance(schema, dict):
            refuse(SchemaProblem.NOT_A_SCHEMA, path)
        for keyword in schema.keys() & TOO_HARD:
            if schema[keyword] not in HARMLESS.get(keyword, ()):
                refuse(SchemaProblem.TOO_HARD, (*path, keyword), keyword)
        kinds: dict[str, Callable[[Mapping[str, Any], Path], str]] = {
            "$ref": self._reference,
            "allOf": self._all_of,
            "anyOf": self._any_of,
            "oneOf": self._any_of,
            "const": self._const,
            "enum": self._enum,
        }
        make = next((kinds[keyword] for keyword in kinds if keyword in schema), self._types.body)
        return make(schema, path)

    # --- schemas made of schemas ---

    def _reference(self, schema: Mapping[str, Any], path: Path) -> str:
        target = schema["$ref"]
        if not isinstance(target, str):
            refuse(SchemaProblem.WRONG_VALUE, (*path, "$ref"), "$ref")
        found = self._find(target, (*path, "$ref"))
        if rest := {key: schema[key] for key in schema if key != "$ref" and key not in DESCRIBING}:
            return self._body({"allOf": [found, rest]}, path)
        if target not in self._references:
            name = f"r{len(self._rules) + 1}"
            self._rules[name] = ""
            self._references[target] = name
            self._rules[name] = self._body(found, tuple(pointer_steps(target)))
            self._refuse_circle(name, path)
        return self._references[target]

    def _refuse_circle(self, name: str, path: Path) -> None:
        """A rule that is only another name of itself describes nothing."""
        seen = {name}
        while (body := self._rules.get(name, "")) in self._rules:
            if body in seen:
                refuse(SchemaProblem.NOTHING_FITS, (*path, "$ref"))
            seen.add(name := body)

    def _find(self, target: str, path: Path) -> Any:
        found = self._schema
        if not (target == "#" or target.startswith("#/")):
            refuse(SchemaProblem.UNKNOWN_REFERENCE, path, target)
        for step in pointer_steps(target):
            if isinstance(found, dict) and step in found:
                found = found[step]
            elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
                found = found[int(step)]
            else:
                refuse(SchemaProblem.UNKNOWN_REFERENCE, path, target)
        return found

    def _all_of(self, schema: Mapping[str, Any], path: Path) -> str:
        merged = {key: value for key, value in schema.items() if key != "allOf"}
        place = (*path, "allOf")
        for number, part in enumerate(list_of(schema, "allOf", path)):
            seen: list[Any] = [schema]
            while isinstance(part, dict) and part.keys() - DESCRIBING == {"$ref"}:
                seen.append(part)
                part = self._find(str(part["$ref"]), (*place, str(number)))  # noqa: PLW2901
                if any(part is each for each in seen):
                    refuse(SchemaProblem.NOTHING_FITS, place)
            if not isinstance(part, dict):
                refuse(SchemaProblem.TOO_HARD, (*place, str(number)), "allOf")
            for key, value in part.items():
                merged[key] = self._both(key, merged.get(key), value, (*place, str(number), key))
        return self._body(merged, path)

    def _both(self, key: str, one: Any, other: Any, path: Path) -> Any:
        """A keyword's value that holds both of two schemas' values."""
        if one is None or one == other or key in DESCRIBING:
            return other
        if key == "required":
            return list(dict.fromkeys((*required_of(one, path), *required_of(other, path))))
        mappings = isinstance(one, dict) and isinstance(other, dict)
        if (
            key != "properties"
            or not mappings
            or any(one[name] != other[name] for name in one.keys() & other.keys())
        ):
            refuse(SchemaProblem.TOO_HARD, path, "allOf")
        return {**one, **other}

    def _any_of(self, schema: Mapping[str, Any], path: Path) -> str:
        key = "anyOf" if "anyOf" in schema else "oneOf"
        rest = {name: schema[name] for name in schema if name != key and name not in DESCRIBING}
        options = []
        for number, option in enumerate(list_of(schema, key, path)):
            whole = {"allOf": [rest, option]} if rest else option
            options.append(self._rule(whole, (*path, key, str(number))))
        return " | ".join(dict.fromkeys(options))

    def _const(self, schema: Mapping[str, Any], path: Path) -> str:
        return _values([schema["const"]], (*path, "const"))

    def _enum(self, schema: Mapping[str, Any], path: Path) -> str:
        values = list_of(schema, "enum", path)
        if not values:
            refuse(SchemaProblem.NOTHING_FITS, (*path, "enum"))
        return _values(values, (*path, "enum"))


def _values(values: Sequence[Any], path: Path) -> str:
    try:
        texts = [json.dumps(value, ensure_ascii=False, allow_nan=False) for value in values]
    except ValueError:  # a number as large as 1e999
        refuse(SchemaProblem.WRONG_VALUE, path, path[-1])
    return " | ".join(map(literal, texts))
