"""The keywords of a JSON schema: which there are, and what their values must be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NoReturn

from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.prompt.grammar.gbnf import MOST_REPETITIONS
from desktop_lm.tasks.prompt.grammar.problems import SchemaProblem, readable

Path = tuple[str, ...]  # of a JSON pointer

MOST_DEPTH = 60
TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")
DESCRIBING = frozenset(
    {
        *("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"),
        *("$schema", "$id", "$comment", "$defs", "definitions", "format"),
    }
)
# Keywords that restrict, and that no grammar here holds.
TOO_HARD = frozenset(
    {
        *("not", "if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies"),
        *("patternProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems"),
        *("uniqueItems", "contains", "minContains", "maxContains", "multipleOf"),
        *("$dynamicRef", "$recursiveRef"),
    }
)
HARMLESS = {"uniqueItems": (False,), "unevaluatedProperties": (True,), "multipleOf": (1,)}


def bound_of(
    schema: Mapping[str, Any], key: str, exclusive: str, path: Path, *, whole: bool
) -> int | None:
    """The smallest or largest number allowed; whole numbers only, for those of an integer."""
    if exclusive in schema and schema[exclusive] is not False:
        value = schema.get(key) if schema[exclusive] is True else schema[exclusive]
        step = 1 if key == "minimum" else -1
        if whole and isinstance(value, int) and not isinstance(value, bool):
            return value + step
        refuse(SchemaProblem.TOO_HARD, (*path, exclusive), exclusive)
    value = schema.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(SchemaProblem.WRONG_VALUE, (*path, key), key)
    if not math.isfinite(value):
        refuse(SchemaProblem.WRONG_VALUE, (*path, key), key)
    if value != int(value):
        refuse(SchemaProblem.TOO_HARD, (*path, key), key)
    return int(value)


def implied_types(schema: Mapping[str, Any]) -> str | list[str]:
    """The type that keywords without a ``type`` speak of; all where they speak of none."""
    if schema.keys() & {"properties", "additionalProperties", "required"}:
        return "object"
    if schema.keys() & {"items", "prefixItems"}:
        return "array"
    return list(TYPES)


def counts_of(schema: Mapping[str, Any], what: str, path: Path) -> tuple[int, int | None]:
    """``minX`` and ``maxX``."""
    least, most = schema.get(f"min{what}", 0), schema.get(f"max{what}")
    for key, value in ((f"min{what}", least), (f"max{what}", most)):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            refuse(SchemaProblem.WRONG_VALUE, (*path, key), key)
        if value > MOST_REPETITIONS:
            refuse(SchemaProblem.TOO_LARGE, (*path, key), key)
    if most is not None and most < least:
        refuse(SchemaProblem.NOTHING_FITS, (*path, f"max{what}"))
    return least, most


def list_of(schema: Mapping[str, Any], key: str, path: Path) -> list[Any]:
    """The list that is the value of ``key``."""
    value = schema[key]
    if not isinstance(value, list):
        refuse(SchemaProblem.WRONG_VALUE, (*path, key), key)
    return value


def required_of(names: object, path: Path) -> list[str]:
    """The names that are the value of ``required``; ``path`` is its place."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        refuse(SchemaProblem.WRONG_VALUE, path, "required")
    return names


def mapping_of(schema: Mapping[str, Any], key: str, path: Path) -> dict[str, Any]:
    """The object that is the value of ``key``, an empty one where there is none."""
    value = schema.get(key, {})
    if not isinstance(value, dict):
        refuse(SchemaProblem.WRONG_VALUE, (*path, key), key)
    return value


def pointer_steps(pointer: str) -> list[str]:
    """The steps of a JSON pointer (RFC 6901)."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def refuse(problem: SchemaProblem, path: Path, name: str = "") -> NoReturn:
    """Raise SCHEMA_INVALID for the place ``path``."""
    steps = (step.replace("~", "~0").replace("/", "~1") for step in path)
    place = readable("/" + "/".join(steps), most=200)
    raise AppError(Code.SCHEMA_INVALID, place=place, problem=problem.value, name=readable(name))
