"""Words left out one at a time: each in its place, the one that made the verdict the weightiest."""

# ruff: noqa: RUF001 - letters of many scripts look alike

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Reply, Request, Score
from desktop_lm.tasks.language.detection import is_chinese
from desktop_lm.tasks.sentiment.method import CONTENT_FREE
from desktop_lm.tasks.sentiment.why import MOST_PARTS, Why, WhyInput, WhyTask, parts_of
from desktop_lm.tasks.text.slices import Span
from tests.tasks.driving import MODEL, play
from tests.tasks.sentiment.test_one_text import by_word, engine


def why(text: str) -> Why:
    task = WhyTask(MODEL, WhyInput(text))
    assert task.result() is None
    play(task, engine(by_word))
    result = task.result()
    assert result is not None
    return result


def test_the_word_that_made_the_verdict_weighs_most() -> None:
    text = "We had a really good time there."
    found = why(text)
    assert found.verdict.label == "positive"
    words = [text[part.start : part.end] for part in found.parts]
    assert words == ["We", "had", "a", "really", "good", "time", "there"]
    weights = {word: part.weight for word, part in zip(words, found.parts, strict=True)}
    assert weights.pop("good") > 1
    assert all(abs(weight) < 1e-9 for weight in weights.values())


@pytest.mark.parametrize(
    "word", ["फिल्म", "அருமை", "می\u200cخواهم", "שָׁלוֹם", "re\u0301sume\u0301", "don't"]
)
def test_a_word_is_left_out_with_the_marks_of_its_letters(word: str) -> None:
    text = f"Well, {word}!"
    assert [text[s.start : s.end] for s in parts_of(text, Span(0, len(text)))] == ["Well", word]


def test_a_word_against_the_verdict_weighs_less_than_nothing() -> None:
    def answer(request: Request) -> list[Reply]:
        """Good beats awful, but less clearly."""

        def judge(text: str) -> tuple[float, float, float]:
            if "good" in text:
                return (-1.0, -9.0, -4.0 if "awful" in text else -9.0)
            return by_word(text)

        return engine(judge)(request)

    task = WhyTask(MODEL, WhyInput("good but awful"))
    play(task, answer)
    result = task.result()
    assert result is not None
    assert [part.weight > 0.01 for part in result.parts] == [True, False, False]
    assert result.parts[2].weight < -0.01


def test_all_is_asked_in_one_request() -> None:
    asked: list[int] = []

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Score)
        asked.append(len(request.items))
        return engine(by_word)(request)

    play(WhyTask(MODEL, WhyInput("one two three")), answer)
    assert asked == [len(CONTENT_FREE), 4]


@pytest.mark.parametrize("text", ["很好", "这个 app 真不错", "very good, 很好"])
def test_what_is_left_of_a_text_is_asked_about_as_the_text_is(text: str) -> None:
    """Another question would weigh more than the word that is left out."""
    asked: set[str] = set()

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Score)
        asked.add(request.prefix[0].text)
        return engine(by_word)(request)

    play(WhyTask(MODEL, WhyInput(text)), answer)
    assert len(asked) == 1
    assert ("文本" in asked.pop()) is is_chinese(text)


def test_of_a_long_text_it_is_told_that_only_the_beginning_was_looked_at() -> None:
    assert why("A good day.").is_whole
    assert not why("It was a good day. " * 300).is_whole


@given(st.text(max_size=300), st.integers(1, 10))
def test_parts_are_in_order_and_apart(text: str, most: int) -> None:
    found = parts_of(text, Span(0, len(text)), most)
    assert len(found) <= most
    ends = [0]
    for part in found:
        assert ends[-1] <= part.start < part.end <= len(text)
        ends.append(part.end)


def test_a_long_text_is_taken_in_phrases_and_chinese_in_pairs() -> None:
    text = "word " * 200
    assert len(parts_of(text, Span(0, len(text)))) <= MOST_PARTS
    chinese = "房间很干净"
    spans = parts_of(chinese, Span(0, 5))
    assert [chinese[span.start : span.end] for span in spans] == ["房间", "很干", "净"]


def test_a_single_word_and_none_at_all() -> None:
    assert why("good").parts[0].weight > 1
    assert why("?!").parts == ()
    with pytest.raises(AppError) as caught:
        WhyTask(MODEL, WhyInput(" "))
    assert caught.value.code is Code.EMPTY_TEXT
