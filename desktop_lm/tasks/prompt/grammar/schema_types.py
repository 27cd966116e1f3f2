"""The rules of schemas that say a type: objects, arrays, strings, numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desktop_lm.errors import AppError
from desktop_lm.tasks.prompt.grammar import members
from desktop_lm.tasks.prompt.grammar.gbnf import parse
from desktop_lm.tasks.prompt.grammar.integers import integers
from desktop_lm.tasks.prompt.grammar.json_rules import FORMATS
from desktop_lm.tasks.prompt.grammar.pattern import PatternError, pattern_body
from desktop_lm.tasks.prompt.grammar.problems import SchemaProblem
from desktop_lm.tasks.prompt.grammar.schema_keywords import (
    TYPES,
    Path,
    bound_of,
    counts_of,
    implied_types,
    mapping_of,
    refuse,
    required_of,
)

_LONGEST_NAME = 200  # characters; each is a rule where other names are allowed besides


class TypeBodies:
    """Makes the body of a rule. ``rule`` gives the name of the rule of a subschema, ``name`` one
    for a body."""

    def __init__(self, rule: Callable[[Any, Path], str], name: Callable[[str], str]) -> None:
        self._rule = rule
        self._name = name

    def body(self, schema: Mapping[str, Any], path: Path) -> str:
        """The rule of a subschema that is not made of others: that of each of its types."""
        types = schema.get("type", implied_types(schema))
        types = [types] if isinstance(types, str) else types
        if not isinstance(types, list) or not types:
            refuse(SchemaProblem.WRONG_VALUE, (*path, "type"), "type")
        make: dict[str, Callable[[Mapping[str, Any], Path], str]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._number,
            "number": self._number,
        }
        bodies = []
        for name in types:
            if name not in TYPES:
                refuse(SchemaProblem.UNKNOWN_TYPE, (*path, "type"), str(name))
            of_type = {**schema, "type": name}
            bodies.append(make[name](of_type, path) if name in make else str(name))
        if len(bodies) == 1:
            return bodies[0]
        if len(bodies) == len(TYPES) and set(bodies) == set(TYPES):
            return "value"
        return " | ".join(self._name(body) for body in bodies)

    def _object(self, schema: Mapping[str, Any], path: Path) -> str:
        declared = mapping_of(schema, "properties", path)
        required = required_of(schema.get("required", []), (*path, "required"))
        others = schema.get("additionalProperties", not declared)
        least, most = counts_of(schema, "Properties", path)
        unknown = [name for name in required if name not in declared]
        if (declared or unknown) and (least or most is not None):
            refuse(SchemaProblem.TOO_HARD, (*path, "minProperties"), "minProperties")
        declared = {**declared, **dict.fromkeys(unknown, others or True)}
        rules = [
            members.Member(
                str(name),
                self._rule(value, (*path, "properties", str(name))),
                required=name in required,
            )
            for name, value in declared.items()
        ]
        if others is not False and max(map(len, declared), default=0) > _LONGEST_NAME:
            refuse(SchemaProblem.TOO_LARGE, (*path, "properties"))
        other = None if others is False else self._rule(others, (*path, "additionalProperties"))
        if not rules and other == "value" and not least and most is None:
            return "object"
        return members.object_body(rules, other, (least, most), self._name)

    def _array(self, schema: Mapping[str, Any], path: Path) -> str:
        items = schema.get("items", True)
        first = schema.get("prefixItems", [])
        if isinstance(items, list):  # how older drafts say it
            first, items = items, schema.get("additionalItems", True)
        if not isinstance(first, list):
            refuse(SchemaProblem.WRONG_VALUE, (*path, "prefixItems"), "prefixItems")
        least, most = counts_of(schema, "Items", path)
        leading = [
            self._rule(item, (*path, "prefixItems", str(number)))
            for number, item in enumerate(first if most is None else first[:most])
        ]
        no_more = items is False or (most is not None and most <= len(leading))
        if no_more and least > len(leading):
            refuse(SchemaProblem.NOTHING_FITS, (*path, "minItems"))
        item = None if no_more else self._rule(items, (*path, "items"))
        if not leading and item == "value" and not least and most is None:
            return "array"
        return members.array_body(leading, item, (least, most), self._name)

    def _string(self, schema: Mapping[str, Any], path: Path) -> str:
        least, most = counts_of(schema, "Length", path)
        if "pattern" in schema:
            return self._matching(schema, path)
        if not least and most is None:
            return name if (name := schema.get("format")) in FORMATS else "string"
        limit = "" if most is None else str(most)
        return rf'"\"" char{{{least},{limit}}} "\""'

    def _matching(self, schema: Mapping[str, Any], path: Path) -> str:
        pattern = schema["pattern"]
        if not isinstance(pattern, str):
            refuse(SchemaProblem.WRONG_VALUE, (*path, "pattern"), "pattern")
        if schema.keys() & {"minLength", "maxLength"}:
            refuse(SchemaProblem.TOO_HARD, (*path, "pattern"), "pattern")
        try:
            body = pattern_body(pattern)
            parse(f"root ::= {body}\nchar ::= .\n")
        except (PatternError, AppError):
            refuse(SchemaProblem.TOO_HARD, (*path, "pattern"), "pattern")
        return body

    def _number(self, schema: Mapping[str, Any], path: Path) -> str:
        whole = schema["type"] == "integer"
        least = bound_of(schema, "minimum", "exclusiveMinimum", path, whole=whole)
        most = bound_of(schema, "maximum", "exclusiveMaximum", path, whole=whole)
        if least is None and most is None:
            return "integer" if whole else "number"
        body = integers(least, most) if whole else members.decimals(least, most)
        if not body:
            refuse(SchemaProblem.NOTHING_FITS, path)
        return body
