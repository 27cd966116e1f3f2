from __future__ import annotations

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
    assert own_templates.change(path, lambda _: {"Poem": "On {topic}"})
    assert bootstrap.read_templates()[-1] == own_template("Poem", "On {topic}")
    path.write_text('{"templates": {"A": 5, "B": "b"}}')
    assert own_templates.read(path) == {"B": "b"}


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff"])
def test_a_file_of_own_templates_that_is_damaged_is_kept_aside(content: bytes) -> None:
    path = paths.templates_file()
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert own_templates.read(path) == {}
    assert own_templates.change(path, lambda own: {**own, "A": "a"})
    assert path.with_name("templates.json.damaged").read_bytes() == content


def test_own_templates_that_an_editor_wrote_with_a_mark_are_read_and_kept() -> None:
    path = paths.templates_file()
    path.parent.mkdir(parents=True)
    path.write_text('{"templates": {"A": "a"}}', encoding="utf-8-sig")
    assert own_templates.read(path) == {"A": "a"}
    assert own_templates.change(path, lambda own: {**own, "B": "b"})
    assert own_templates.read(path) == {"A": "a", "B": "b"}


def test_own_templates_that_cannot_be_read_now_are_not_replaced() -> None:
    path = paths.templates_file()
    path.mkdir(parents=True)  # nobody, root included, reads it
    assert not own_templates.change(path, lambda own: {**own, "A": "a"})
