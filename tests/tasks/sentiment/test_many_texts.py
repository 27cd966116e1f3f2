"""Many texts: in order, identical ones once, blank ones marked, long ones in parts, read lazily."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.messages import Reply, Request, Score
from desktop_lm.tasks.sentiment.many_texts import Judged, ManyInput, ManyResult, SentimentManyTask
from desktop_lm.tasks.sentiment.method import CONTENT_FREE, PHRASINGS, Mode
from tests.tasks.driving import MODEL, play
from tests.tasks.sentiment.test_one_text import by_word, engine


def judged(*texts: str, mode: Mode = Mode.FAST) -> list[Judged]:
    task = SentimentManyTask(MODEL, ManyInput(texts, mode))
    updates = play(task, engine(by_word))
    assert task.result() == ManyResult(len(texts))
    assert all(isinstance(update, Judged) for update in updates)
    return [update for update in updates if isinstance(update, Judged)]


def labels(rows: list[Judged]) -> list[str]:
    return [row.verdict.label if row.verdict else "" for row in rows]


@given(st.lists(st.sampled_from(["good", "awful", "", " \n", "good ", "so good", "x\ud800awful"])))
@settings(max_examples=40)
def test_each_text_is_reported_once_and_in_its_place(texts: list[str]) -> None:
    rows = judged(*texts)
    assert [row.index for row in rows] == list(range(len(texts)))
    expected = [
        "positive" if "good" in text else "negative" if "awful" in text else "" for text in texts
    ]
    assert labels(rows) == expected


def test_identical_texts_are_asked_about_once() -> None:
    asked: list[str] = []

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Score)
        asked.extend(item[0].text for item in request.items)
        return engine(by_word)(request)

    texts = ["good", "awful", "good"] * 200
    play(SentimentManyTask(MODEL, ManyInput(texts)), answer)
    assert len(asked) == 2 + len(CONTENT_FREE)


def test_a_text_is_not_asked_about_again_before_its_verdict_is_worked_out() -> None:
    asked: list[str] = []

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Score)
        asked.extend(item[0].text for item in request.items)
        return engine(by_word)(request)

    one_batch = [f"good {number}" for number in range(48)]
    task = SentimentManyTask(MODEL, ManyInput([*one_batch, *one_batch, "awful"]))
    found = [update for update in play(task, answer) if isinstance(update, Judged)]
    assert len(asked) == len(one_batch) + 1 + len(CONTENT_FREE)
    assert labels(found) == ["positive"] * 96 + ["negative"]


def test_three_hundred_thousand_rows_without_a_text_are_only_rows() -> None:
    found = judged(*[""] * 300_000, "good")
    assert labels(found) == [""] * 300_000 + ["positive"]


def test_the_next_batch_is_asked_for_before_the_one_before_it_is_told() -> None:
    texts = [f"good {number}" for number in range(60)]
    task = SentimentManyTask(MODEL, ManyInput(texts))
    prior = task.next_request(1)
    assert prior is not None
    replies = engine(by_word)
    for reply in replies(prior):
        assert not list(task.feed(reply))
    first = task.next_request(2)
    assert isinstance(first, Score)
    assert not task.updates()
    for reply in replies(first):
        assert not list(task.feed(reply))
    assert task.next_request(3) is not None
    assert [each.index for each in task.updates() if isinstance(each, Judged)] == [*range(48)]


def test_the_thorough_mode_asks_in_every_way_there_is() -> None:
    asked: list[int] = []

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Score)
        asked.append(len(request.items))
        return engine(by_word)(request)

    play(SentimentManyTask(MODEL, ManyInput(["good"], Mode.THOROUGH)), answer)
    assert asked == [len(CONTENT_FREE), 1] * len(PHRASINGS)


def test_a_long_text_is_judged_in_parts_and_says_so() -> None:
    short, long = judged("good", "It was good. " * 400)
    assert short.pieces == 1
    assert long.pieces > 1
    assert labels([short, long]) == ["positive", "positive"]


def test_texts_are_not_read_before_they_are_needed() -> None:
    read: list[int] = []

    def texts() -> Iterator[str]:
        for number in range(1000):
            read.append(number)
            yield f"good {number}"

    task = SentimentManyTask(MODEL, ManyInput(texts()))
    assert task.next_request(1) is not None
    assert len(read) < 100


def test_a_chinese_text_is_asked_about_in_chinese() -> None:
    asked: dict[str, int] = {}

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Score)
        name = "zh" if "文本" in request.prefix[0].text else "en"
        asked[name] = asked.get(name, 0) + len(request.items)
        return engine(by_word)(request)

    texts = ["good", "房间很好 good", "awful", "服务很差 awful", "good 的"]
    task = SentimentManyTask(MODEL, ManyInput(texts))
    found = [update for update in play(task, answer) if isinstance(update, Judged)]
    assert labels(found) == ["positive", "positive", "negative", "negative", "positive"]
    assert asked == {"en": 3 + len(CONTENT_FREE), "zh": 2 + len(CONTENT_FREE)}
