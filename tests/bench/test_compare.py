"""The comparison with other programs: how it runs them and what it makes of what they tell."""

from __future__ import annotations

import json
import sys

import pytest
from compare import texts, trial
from compare.contenders.common import Task, judge_by_asking
from compare.contestants import CONTESTANTS, requirements
from compare.markdown import markdown
from compare.summary import Summary, accuracy, summarise
from compare.trial import Trial

from desktop_lm import paths

ABOUT = {
    "date": "2030-01-02",
    "processor": "A processor",
    "threads": 2,
    "rounds": 3,
    "cpu_percent": 4.0,
    "model": "model.gguf",
    "max_tokens": 16,
    "words": [10, 300],
    "rows": 4,
    "sentiment": "texts.tsv",
    "labels": ["negative", "positive"],
}


def answered(first: float, rest: float, tokens: int) -> dict[str, object]:
    return {
        "first_seconds": first,
        "rest_seconds": rest,
        "rest_tokens": tokens - 1,
        "tokens": tokens,
        "text": "An answer.",
    }


def good_trial(start: float) -> Trial:
    answers = [answered(start / 10, 2.0, 21), answered(start, 1.0, 31)]
    return Trial("thing 1.0", start, answers, 100 * start)


def test_what_is_installed_is_what_the_contestants_need() -> None:
    assert set(requirements()) == {one.requirement for one in CONTESTANTS if one.requirement}


def test_a_summary_is_of_medians() -> None:
    found = summarise("Thing", "rules", [good_trial(start) for start in (3.0, 1.0, 2.0)], [])

    assert (found.version, found.rounds) == ("thing 1.0", 3)
    assert (found.start_seconds, found.peak_mb) == (2.0, 200.0)
    assert found.first_seconds == (0.2, 2.0)
    assert found.tokens_per_second == 20.0  # of 10 and 30, three times each
    assert (found.accuracy, found.failure) == (None, "")


def test_a_contestant_that_failed_has_no_figures() -> None:
    found = summarise("Thing", "rules", [Trial(failure="it fell over")], ["positive"])

    assert (found.rounds, found.start_seconds, found.tokens_per_second) == (0, None, None)
    assert found.failure == "it fell over"
    assert json.dumps(found.to_json())


def test_no_label_is_a_wrong_label() -> None:
    assert accuracy(["positive", "", "negative"], ["positive", "negative", "positive"]) == 1 / 3


def test_the_first_label_in_an_answer_counts() -> None:
    answers = iter(["The sentiment is POSITIVE, not negative.", "I cannot say."])

    found = judge_by_asking(lambda *_: next(answers), ["a", "b"], ["negative", "positive"])

    assert found == ["positive", ""]


def test_the_question_names_every_label() -> None:
    asked = texts.question("Fine.", ["negative", "neutral", "positive"])

    assert "negative, neutral or positive?" in asked
    assert asked.endswith("Text: Fine.")


def table_of(*summaries: Summary) -> str:
    return markdown(summaries, ABOUT)


def test_the_table_claims_nothing_that_was_not_measured() -> None:
    judging = Trial("rules 2.0", 0.1, labels=["positive"] * 4, judge_seconds=2.0)
    text = table_of(
        summarise("Writer", "asked", [good_trial(1.0)], []),
        summarise("Rules", "word list", [judging], ["positive"] * 3 + ["negative"]),
        summarise("Broken", "asked", [Trial(failure="no such file")], []),
    )

    assert text.startswith("Measured on 2030-01-02 on A processor with 2 threads")
    assert "| Writer (thing 1.0) | 1.00 s | 100 MB | 0.10 s | 1.00 s | 20.0 |" in text
    assert "| Rules (rules 2.0) | word list | 75.0% | 2.0 |" in text
    assert "Not measured:\n\n- Broken: no such file" in text
    assert text.count("Broken") == 1
    assert text.count("Rules") == 1


def test_a_contestant_that_is_not_there_says_so() -> None:
    task = Task("model.gguf", 1, 512, [], 8, ["A fine day."], ["negative", "positive"])

    found = trial.run(sys.executable, "compare.contenders.none_such", task, 60.0)

    assert "none_such" in found.failure
    assert found.labels == []


def test_a_contestant_that_takes_too_long_is_ended() -> None:
    task = Task("model.gguf", 1, 512, [], 8, [], [])

    # Python alone takes longer to start.
    found = trial.run(sys.executable, "compare.contenders.ours", task, 0.001)

    assert found.failure == "not done after 0.001 s"


@pytest.mark.model
@pytest.mark.slow
def test_the_program_itself_takes_part() -> None:
    model = paths.starter_model()
    assert model is not None
    rows = ["A wonderful film, I loved it.", "Dull, slow and far too long."]
    task = Task(str(model), 2, 2048, [texts.SHORT], 12, rows, ["negative", "positive"])

    found = trial.run(sys.executable, "compare.contenders.ours", task, 300.0)

    assert found.failure == ""
    assert found.version.startswith("desktop-lm ")
    assert found.start_seconds > 0
    assert found.peak_mb > 0
    assert [answer["tokens"] > 1 for answer in found.answers] == [True]
    assert found.labels == ["positive", "negative"]
