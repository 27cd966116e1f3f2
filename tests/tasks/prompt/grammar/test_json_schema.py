from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.prompt.grammar.gbnf import parse
from desktop_lm.tasks.prompt.grammar.json_schema import schema_grammar
from tests.support.gbnf_match import matches

FEW = settings(max_examples=30, deadline=None)
PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer", "minimum": 0, "maximum": 130},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
    },
    "required": ["name"],
}


def allows(schema: Any, value: Any) -> bool:
    return allows_text(schema, json.dumps(value, ensure_ascii=False))


def allows_text(schema: Any, text: str) -> bool:
    return matches(parse(schema_grammar(json.dumps(schema))), text)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text('abc"\\é', max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@FEW
@given(JSON, st.sampled_from([None, 1]))
def test_a_schema_without_limits_allows_every_value(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False).replace("\x7f", "")

    assert allows_text(True, text)
    assert not allows_text(True, text + "}")


@FEW
@given(st.integers(-300, 300), st.integers(0, 300), st.integers(-700, 700))
def test_whole_numbers_keep_to_their_bounds(least: int, span: int, number: int) -> None:
    schema = {"type": "integer", "minimum": least, "maximum": least + span}

    assert allows(schema, number) is (least <= number <= least + span)


@FEW
@given(st.integers(-30, 30), st.integers(0, 30), st.decimals(-70, 70, places=2))
def test_decimal_numbers_keep_to_their_bounds(least: int, span: int, number: Any) -> None:
    schema = {"type": "number", "minimum": least, "maximum": least + span}

    if abs(number) > 0:  # minus nought is nought
        assert allows_text(schema, f"{number:f}") is (least <= number <= least + span)


@FEW
@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")), st.booleans())
def test_members_are_there_as_they_must(required: set[str], there: set[str], others: bool) -> None:
    schema = {
        "properties": {key: {"type": "null"} for key in "abcd"},
        "required": sorted(required),
        "additionalProperties": others,
    }
    value = dict.fromkeys(sorted(there))

    assert allows(schema, value) is (required <= there)
    assert allows(schema, {**value, "other": 1}) is (others and required <= there)
    assert not allows(schema, {**value, "b": 5})


@FEW
@given(
    st.lists(st.integers(0, 9), max_size=6), st.integers(0, 4), st.integers(0, 4), st.integers(0, 3)
)
def test_lists_are_as_long_as_they_must_be(
    value: list[int], least: int, span: int, leading: int
) -> None:
    schema = {
        "type": "array",
        "prefixItems": [{"type": "integer"}] * leading,
        "items": {"type": "integer"},
        "minItems": least,
        "maxItems": least + span,
    }

    assert allows(schema, value) is (least <= len(value) <= least + span)


def test_a_schema_as_people_write_them() -> None:
    assert allows(PERSON, {"name": "Ada", "age": 36, "tags": ["x", "y"]})
    assert allows_text(PERSON, '{\n  "name": "Ada \\"A\\" \\u00e9"\n}')
    assert not allows(PERSON, {"age": 36})
    assert not allows(PERSON, {"name": "Ada", "age": 131})
    assert not allows(PERSON, {"name": "Ada", "tags": ["x", "y", "z"]})


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"enum": ["red", 5, None, {"a": 1}]}, ["red", 5, None, {"a": 1}], ["blue", 6]),
        ({"const": 'a "b" \\ \n'}, ['a "b" \\ \n'], ["a"]),
        ({"type": ["string", "null"]}, ["x", None], [1]),
        ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, [1, True], ["x"]),
        ({"oneOf": [{"const": 1}, {"const": 2}]}, [1, 2], [3]),
        ({"type": "string", "minLength": 2, "maxLength": 3}, ["ab", "äbc"], ["a", "abcd"]),
        ({"type": "string", "format": "date"}, ["2024-02-29"], ["2024-13-01", "today"]),
        ({"type": "string", "format": "date-time"}, ["2024-02-29T08:15:00Z"], ["2024-02-29"]),
        ({"type": "string", "format": "no such"}, ["x"], [1]),
        ({"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1},
         [{"a": 1}], [{}, {"a": "x"}]),
        ({"items": [{"const": 1}, {"const": 2}], "additionalItems": False, "minItems": 2},
         [[1, 2]], [[1], [1, 2, 3]]),
        ({"type": "integer", "exclusiveMinimum": 0}, [1, 77], [0, -1]),
        ({"allOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]},
                    {"properties": {"b": {"const": 2}}, "required": ["b"]}]},
         [{"a": 1, "b": 2}], [{"a": 1}]),
        ({"type": "array", "maxItems": 0}, [[]], [[1]]),
        ({"required": ["a"]}, [{"a": 5}], [{}]),
    ],
)  # fmt: skip
def test_keywords_mean_what_they_mean(schema: Any, good: list[Any], bad: list[Any]) -> None:
    assert [value for value in good if not allows(schema, value)] == []
    assert [value for value in bad if allows(schema, value)] == []


def test_a_schema_may_refer_to_itself() -> None:
    tree = {
        "$defs": {
            "tree": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/tree"}},
                },
                "required": ["name"],
            }
        },
        "$ref": "#/$defs/tree",
    }

    assert allows(tree, {"name": "a", "children": [{"name": "b", "children": []}]})
    assert not allows(tree, {"name": "a", "children": [{"children": []}]})


@pytest.mark.parametrize(
    ("schema", "place", "problem"),
    [
        ({"properties": {"a/b": {"type": "strin"}}}, "/properties/a~1b/type", "unknown_type"),
        ({"items": {"not": {}}}, "/items/not", "too_hard"),
        ({"properties": {"a": 5}}, "/properties/a", "not_a_schema"),
        ({"$ref": "other.json"}, "/$ref", "unknown_reference"),
        ({"$ref": "#/$defs/no"}, "/$ref", "unknown_reference"),
        ({"$ref": "#"}, "/$ref", "nothing_fits"),
        (False, "/", "nothing_fits"),
        ({"type": "string", "maxLength": 10**9}, "/maxLength", "too_large"),
        ({"type": "string", "minLength": -1}, "/minLength", "wrong_value"),
        ({"type": "integer", "minimum": 5, "maximum": 4}, "/", "nothing_fits"),
        ({"type": "number", "exclusiveMinimum": 0}, "/exclusiveMinimum", "too_hard"),
        ({"enum": "x"}, "/enum", "wrong_value"),
        ({"required": "x"}, "/required", "wrong_value"),
        ({"required": [{"a": 1}]}, "/required", "wrong_value"),
        ({"allOf": [{"required": ["a"]}, {"required": [[]]}]}, "/allOf/1/required", "wrong_value"),
        ({"allOf": [{"$ref": "#/allOf/0"}]}, "/allOf", "nothing_fits"),
        (
            {
                "allOf": [{"$ref": "#/$defs/a"}],
                "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}},
            },
            "/allOf",
            "nothing_fits",
        ),
        ({"$ref": "#", "type": "string"}, "/", "too_deep"),
        ({"properties": {"a" * 300: {}}, "additionalProperties": {}}, "/properties", "too_large"),
        ({"const": "a\ud83d"}, "/", "wrong_value"),
        ({"properties": {"\ud83d": {}}}, "/", "wrong_value"),
        ([], "/", "not_a_schema"),
    ],
)
def test_a_wrong_schema_is_refused_with_its_place(schema: Any, place: str, problem: str) -> None:
    with pytest.raises(AppError) as caught:
        schema_grammar(json.dumps(schema))

    assert caught.value.code is Code.SCHEMA_INVALID
    assert (caught.value.params["place"], caught.value.params["problem"]) == (place, problem)


@pytest.mark.parametrize("keyword", ["type", "$ref", "const", "pattern", "\ud83d"])
def test_half_a_character_is_told_as_text_that_can_be_shown(keyword: str) -> None:
    with pytest.raises(AppError) as caught:
        schema_grammar(json.dumps({"properties": {"\ud83d": {keyword: "\ud83d"}}}))
    assert all(str(value).isprintable() for value in caught.value.params.values())


def test_what_is_no_json_is_refused_with_line_and_column() -> None:
    with pytest.raises(AppError) as caught:
        schema_grammar('{\n  "type": "string",\n}')

    assert caught.value == AppError(Code.SCHEMA_NOT_JSON, line=3, column=1)


def test_numbers_that_json_has_not_are_refused() -> None:
    with pytest.raises(AppError) as caught:
        schema_grammar('{"title": "NaN",\n "enum": [1, NaN]}')
    assert caught.value == AppError(Code.SCHEMA_NOT_JSON, line=2, column=14)
    for text, place in (
        ('{"type": "number", "minimum": 1e999}', "/minimum"),
        ('{"const": {"a": [1e999]}}', "/const"),
        ('{"enum": [1, -1e999]}', "/enum"),
    ):
        with pytest.raises(AppError) as caught:
            schema_grammar(text)
        assert caught.value.params["place"] == place


@pytest.mark.parametrize(
    "text",
    [
        "[" * 90_000,
        '{"items":' * 2000 + "{}" + "}" * 2000,
        '{"enum": [' + ",".join(map(str, range(30_000))) + "]}",
        '{"minimum": ' + "9" * 5000 + "}",
    ],
)
def test_absurd_schemas_are_refused(text: str) -> None:
    with pytest.raises(AppError):
        parse(schema_grammar(text))


@FEW
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["string", "#", "a"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["type", "properties", "items", "enum", "$ref", "anyOf", "allOf", "required",
             "minItems", "maxItems", "additionalProperties", "minimum", "const", "prefixItems"]
        ),
        inner, max_size=4,
    ),
    max_leaves=8,
))  # fmt: skip
def test_whatever_comes_is_a_good_grammar_or_refused(schema: Any) -> None:
    try:
        grammar = schema_grammar(json.dumps(schema))
    except AppError as error:
        assert error.code is Code.SCHEMA_INVALID  # noqa: PT017
    else:
        parse(grammar)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Z]{2}-\d{3,4}$",
        r"^(red|green)?$",
        r"^a.c$",
        r"b+",
        r"^x",
        r"^(?:[^a-c\d]|\.)*$",
        r'^"\\$',
        r"^[\w.-]+@\w+\.com$",
    ],
)
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_a_pattern_allows_what_the_expression_matches(pattern: str, data: st.DataObject) -> None:
    schema = {"type": "string", "pattern": pattern}
    matching = data.draw(st.from_regex(re.compile(pattern, re.ASCII)))
    other = data.draw(st.text('ab1-."\\ AZred@com', max_size=8))

    for text in (matching, other):
        if not text.isprintable():
            continue
        found = re.search(pattern, text, re.ASCII) is not None
        if set(text) & set('"\\'):  # any character, but these, which JSON writes as two
            assert found or not allows(schema, text)
        else:
            assert allows(schema, text) is found


@pytest.mark.parametrize(
    "pattern", ["(a", "a)", "[", "a{9999}", r"\bword", "(?=a)", "^a|b", "*", "\\"]
)
def test_patterns_no_grammar_holds_are_refused(pattern: str) -> None:
    with pytest.raises(AppError) as caught:
        schema_grammar(json.dumps({"items": {"type": "string", "pattern": pattern}}))
    assert caught.value.params["place"] == "/items/pattern"
