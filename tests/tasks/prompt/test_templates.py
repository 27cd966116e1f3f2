from __future__ import annotations

import codecs
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm import bootstrap, paths
from desktop_lm.errors import AppError, Code
from desktop_lm.storage import own_templates
from desktop_lm.tasks.prompt.templates import (
    Template,
    blanks,
    fill,
    from_file,
    in_language,
    own_template,
)

FILES = sorted(paths.resource("templates").glob("*.json"))
NAMES = {"news-report", "story", "blog-post", "email", "summary", "rewriting", "questions"}


def filled(template: Template, language: str) -> str:
    values = {each.key: f"<{each.key}>" for each in template.fields if not each.choices}
    return fill(template, values, language)


def test_every_kind_of_text_has_its_template() -> None:
    assert {file.stem for file in FILES} == NAMES
    assert bootstrap.read_templates()[0].id == "news-report"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("language", ["en", "de"])
def test_each_template_is_whole_in_each_language(file: Any, language: str) -> None:
    template = from_file(file.read_bytes(), file.stem)
    texts = [template.name, *(each.label for each in template.fields)]
    texts += [text for each in template.fields for text in (each.hint, *each.choices) if text]

    assert all(text.get(language, "").strip() for text in texts)
    assert language in template.languages
    prompt = filled(template, language)
    assert not blanks(prompt)
    assert all(f"<{each.key}>" in prompt for each in template.fields if not each.choices)
    assert "  " not in prompt


def test_what_stays_empty_leaves_no_trace() -> None:
    story = next(each for each in bootstrap.read_templates() if each.id == "story")

    prompt = fill(story, {"topic": "a {cat}", "tone": "funny"})

    assert "a {cat}" in prompt  # what a person writes is no blank
    assert "funny" in prompt
    assert "These people" not in prompt


@pytest.mark.parametrize(
    ("values", "code", "name"),
    [
        ({}, Code.TEMPLATE_FIELD_MISSING, "topic"),
        ({"topic": "x", "colour": "red"}, Code.TEMPLATE_FIELD_UNKNOWN, "colour"),
    ],
)
def test_a_form_that_does_not_fit_is_refused(values: dict[str, str], code: Code, name: str) -> None:
    story = next(each for each in bootstrap.read_templates() if each.id == "story")
    with pytest.raises(AppError) as caught:
        fill(story, values)
    assert (caught.value.code, caught.value.params["name"]) == (code, name)


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": {"en": ["{topic} {other}"]}},
        {"prompt": {"en": ["nothing"]}},
        {"fields": [{"key": "topic", "kind": "choice", "label": {"en": "x"}}]},
        {"fields": [{"key": "topic", "kind": "colour", "label": {"en": "x"}}]},
        {"name": "x"},
    ],
)
def test_a_file_that_does_not_fit_together_is_refused(change: dict[str, Any]) -> None:
    good = {
        "name": {"en": "A"},
        "fields": [{"key": "topic", "kind": "line", "label": {"en": "x"}}],
        "prompt": {"en": ["{topic}"]},
    }
    from_file(json.dumps(good).encode(), "good")
    with pytest.raises(ValueError, match=r"bad|\$"):
        from_file(json.dumps({**good, **change}).encode(), "bad")


@given(st.text("ab{} \n", max_size=30), st.text(max_size=5))
def test_a_users_template_keeps_all_that_is_no_blank(prompt: str, value: str) -> None:
    template = own_template("Mine", prompt)
    values = {each.key: value for each in template.fields}

    text = fill(template, values)

    if not template.fields:
        assert text == prompt
    else:
        assert value.strip() in text


def test_an_unknown_language_is_answered_in_english() -> None:
    assert in_language({"en": "a", "de": "b"}, "fr") == "a"
    assert in_language({"de": "b"}, "fr") == "b"


def test_own_templates_are_read_as_they_were_written() -> None:
    path = paths.templates_file()
    assert own_templates.read(path) == {}
    assert own_templates.write(path, {"Poem": "On {topic}"})
    assert bootstrap.read_templates()[-1] == own_template("Poem", "On {topic}")
    path.write_text('{"templates": {"A": 5, "B": "b"}}')
    assert own_templates.read(path) == {"B": "b"}


def test_own_templates_outlive_an_editor_a_damaged_file_and_another_window() -> None:
    path = paths.templates_file()
    own_templates.write(path, {"Poem": "On {topic}"})
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())  # as some editors save it
    assert own_templates.update(path, lambda own: {**own, "Ode": "To {whom}"})
    assert own_templates.read(path) == {"Poem": "On {topic}", "Ode": "To {whom}"}

    path.write_bytes(path.read_bytes()[:-1])
    assert own_templates.update(path, lambda own: {**own, "Song": "Of {what}"})
    assert own_templates.read(path) == {"Song": "Of {what}"}
    assert b"On {topic}" in path.with_name(f"{path.name}.damaged").read_bytes()

    path.unlink()
    path.mkdir()
    assert not own_templates.update(path, lambda own: own)
