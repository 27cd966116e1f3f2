"""The sentiment task: priors taken out, lengths levelled, texts and sentences kept apart."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import ContinuationScore, Reply, Request, Score, Scored
from desktop_lm.tasks.sentiment.method import (
    CONTENT_FREE,
    PHRASINGS,
    UNSURE_BELOW,
    LabelScores,
    Mode,
    mean_of,
    verdict,
)
from desktop_lm.tasks.sentiment.one_text import (
    SentencesScored,
    SentimentInput,
    SentimentResult,
    SentimentTask,
    TextScored,
)
from tests.tasks.driving import MODEL, play

Judge = Callable[[str], tuple[float, float, float]]


def engine(judge: Judge) -> Callable[[Request], list[Reply]]:
    """Answers Score requests with ``judge``'s log-probabilities of positive, neutral, negative."""

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Score)
        rows = tuple(
            tuple(ContinuationScore(value, 1) for value in judge(text_of(item[0].text)))
            for item in request.items
        )
        return [Scored(request.id, rows, 1, 0, 0.1)]

    return answer


def text_of(item: str) -> str:
    return item.removesuffix(PHRASINGS[0].after)


def run(judge: Judge, *texts: str, by_sentence: bool = False) -> SentimentResult:
    task = SentimentTask(MODEL, SentimentInput(texts, by_sentence))
    play(task, engine(judge))
    return task.result()


def by_word(text: str) -> tuple[float, float, float]:
    """Reacts to two words, and to nothing else."""
    if "good" in text:
        return (-1.0, -9.0, -9.0)
    return (-9.0, -9.0, -1.0) if "awful" in text else (-5.0, -5.0, -5.0)


def test_texts_are_judged_in_their_order() -> None:
    result = run(by_word, "good", "awful", "good again")
    assert [entry.verdict.label for entry in result.results] == [
        "positive",
        "negative",
        "positive",
    ]
    assert [entry.text for entry in result.results] == ["good", "awful", "good again"]


def test_a_model_that_always_says_the_same_says_nothing() -> None:
    """Whatever its prior, a model that does not react to the text gives one verdict."""
    first = run(lambda _: (-0.1, -9.0, -4.0), "x").results[0].verdict
    second = run(lambda _: (-8.0, -0.2, -3.0), "x").results[0].verdict
    assert first.share("positive") == pytest.approx(first.share("negative"))
    assert first == second


def test_the_prior_is_asked_once_for_each_phrasing() -> None:
    asked: list[int] = []

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Score)
        asked.append(len(request.items))
        return engine(by_word)(request)

    texts = tuple(f"t{i}" for i in range(60))
    play(SentimentTask(MODEL, SentimentInput(texts, mode=Mode.THOROUGH)), answer)
    assert asked.count(len(CONTENT_FREE)) == len(PHRASINGS)
    assert sum(asked) == len(PHRASINGS) * (60 + len(CONTENT_FREE))


def test_sentences_are_judged_one_by_one_and_the_whole_besides() -> None:
    text = "The food was good. The rest was awful."
    task = SentimentTask(MODEL, SentimentInput((text,), by_sentence=True))
    updates = play(task, engine(by_word))
    (entry,) = task.result().results
    assert [text[s.start : s.end] for s in entry.sentences] == [
        "The food was good.",
        "The rest was awful.",
    ]
    assert [s.verdict.label for s in entry.sentences] == ["positive", "negative"]
    assert any(isinstance(update, TextScored) for update in updates)
    shown = [s for u in updates if isinstance(u, SentencesScored) for s in u.sentences]
    assert tuple(shown) == entry.sentences


def test_a_single_sentence_is_not_judged_twice() -> None:
    assert run(by_word, "Just good.", by_sentence=True).results[0].sentences == ()


def test_a_long_text_is_judged_in_pieces_weighted_by_length() -> None:
    longest: list[int] = []

    def judge(text: str) -> tuple[float, float, float]:
        longest.append(len(text))
        return by_word(text)

    mostly_good = "It was really good today. " * 400 + "x" * 5000
    assert run(judge, mostly_good).results[0].verdict.label == "positive"
    assert max(longest) <= 2000


def test_a_piece_of_another_script_fits_the_context() -> None:
    longest: list[int] = []

    def judge(text: str) -> tuple[float, float, float]:
        longest.append(len(text.encode()))
        return by_word(text)

    run(judge, "很好" * 2000, by_sentence=True)
    assert max(longest) < MODEL.info.n_ctx


def test_what_is_no_text_does_not_come_back() -> None:
    assert run(by_word, "good\ud800").results[0].text == "good\ufffd"


@pytest.mark.parametrize("texts", [("",), ("fine", " \n ")])
def test_a_blank_text_is_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(AppError) as caught:
        run(by_word, *texts)
    assert caught.value.code is Code.EMPTY_TEXT


def test_no_text_at_all_is_an_empty_result() -> None:
    assert run(by_word).results == ()


finite = st.floats(-200, 200)
label_scores = st.builds(LabelScores, finite, finite, finite)


@given(label_scores)
def test_a_verdict_is_three_probabilities(scores: LabelScores) -> None:
    found = verdict(scores)
    shares = found.probabilities
    assert all(0 <= share <= 1 for share in shares)
    assert math.isclose(sum(shares), 1)
    assert found.unsure == (max(shares) < UNSURE_BELOW)
    assert found.share(found.label) == max(shares)


@given(label_scores)
def test_turning_the_labels_round_turns_the_verdict_round(scores: LabelScores) -> None:
    turned = verdict(LabelScores(scores.negative, scores.neutral, scores.positive))
    assert turned.share("positive") == pytest.approx(verdict(scores).share("negative"))


@given(label_scores, finite)
def test_only_differences_between_labels_count(scores: LabelScores, shift: float) -> None:
    moved = LabelScores(scores.positive + shift, scores.neutral + shift, scores.negative + shift)
    assert verdict(moved).probabilities == pytest.approx(verdict(scores).probabilities, abs=1e-6)


@given(st.lists(label_scores, min_size=1, max_size=5))
def test_a_mean_lies_between_its_rows(rows: list[LabelScores]) -> None:
    mean = mean_of(rows)
    values = [row.positive for row in rows]
    assert min(values) - 1e-9 <= mean.positive <= max(values) + 1e-9


def test_a_label_of_several_tokens_is_not_punished_for_its_length() -> None:
    row = (ContinuationScore(-4.0, 2), ContinuationScore(-3.0, 1), ContinuationScore(-6.0, 3))
    assert PHRASINGS[0].label_scores(row) == LabelScores(-2.0, -3.0, -2.0)
