from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.prompt.answer_settings import ANY_JSON, DEFAULT, LIMITS, AnswerSettings, Form

VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text())


@given(st.dictionaries(st.sampled_from([*DEFAULT.to_json(), "other"]), VALUES))
def test_whatever_a_file_says_the_settings_make_sense(values: dict[str, Any]) -> None:
    settings = DEFAULT.changed(values)

    for name, (least, most) in LIMITS.items():
        value = getattr(settings, name)
        assert least <= value <= most
        assert type(value) is type(getattr(DEFAULT, name))
    assert DEFAULT.changed(json.loads(json.dumps(settings.to_json()))) == settings


def test_what_is_set_reaches_the_request() -> None:
    settings = AnswerSettings(
        "Be brief.", 0.1, 2, 0.3, 0.4, 1.5, 6, 70, ("END",), Form.GRAMMAR, "{}", "root ::= ."
    )

    asked = settings.prompt("Why?", 99, begun="Be")

    assert (asked.text, asked.system, asked.begun) == ("Why?", "Be brief.", "Be")
    assert (asked.max_tokens, asked.stop, asked.schema) == (70, ("END",), "")
    sampling = asked.sampling
    assert (sampling.temperature, sampling.top_k, sampling.top_p) == (0.1, 2, 0.3)
    assert (sampling.min_p, sampling.repeat_penalty) == (0.4, 1.5)
    assert (sampling.seed, sampling.grammar) == (99, "root ::= .")


@pytest.mark.parametrize(
    ("form", "schema", "grammar"),
    [(Form.TEXT, "", ""), (Form.JSON, "{}", ""), (Form.GRAMMAR, "", "root ::= .")],
)
def test_only_the_form_that_is_asked_for_counts(form: Form, schema: str, grammar: str) -> None:
    asked = AnswerSettings(form=form, schema="{}", grammar="root ::= .").prompt("x", 0)

    assert (asked.schema, asked.sampling.grammar) == (schema, grammar)


def test_stop_texts_are_few_and_short() -> None:
    settings = DEFAULT.changed({"stop": ["x" * 10**6, "", 5, *"abcdefghijklmnopqrstuvwxyz"]})

    assert settings.stop[:2] == ("x" * 200, "a")
    assert len(settings.stop) == 16


def test_json_without_a_schema_is_any_json() -> None:
    assert AnswerSettings(form=Form.JSON, schema=" ").prompt("x", 0).schema == ANY_JSON
