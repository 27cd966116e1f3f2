"""Trained classifiers: their sizes, their two steps, and that a task uses the one that fits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm import paths
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import ContinuationScore, Reply, Request, Score, Scored
from desktop_lm.models import starter
from desktop_lm.tasks.sentiment.features import FeaturesTask
from desktop_lm.tasks.sentiment.forms import ADAPTED, FORMS, VERDICT, features
from desktop_lm.tasks.sentiment.head import Head, Heads
from desktop_lm.tasks.sentiment.judge import HeadJudge
from desktop_lm.tasks.sentiment.many_texts import Judged, ManyInput, SentimentManyTask
from desktop_lm.tasks.sentiment.method import LABELS, Mode, verdict_of
from desktop_lm.tasks.sentiment.one_text import SentimentInput, SentimentTask
from desktop_lm.tasks.sentiment.training import examples, train
from desktop_lm.tasks.sentiment.words import FEELINGS, WORDS
from tests.tasks.driving import MODEL, play

WIDTH = len(WORDS)


def head(**changes: object) -> Head:
    """Says positive by how much likelier the first word is."""
    rows = tuple((0.0, 1.0) if place == 0 else (0.0, 0.0) for place in range(WIDTH))
    plain = Head(
        labels=LABELS,
        forms=("verdict",),
        means=(0.0,) * WIDTH,
        scales=(1.0,) * WIDTH,
        weights=rows,
        bias=(-2.0, 0.0),
        unsure_below=0.5,
        steps=True,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def engine(words: dict[str, float]) -> Callable[[Request], list[Reply]]:
    """Gives the first word the logarithm that ``words`` names for the text, and -9 to all else."""

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Score)
        assert request.first_token
        rows = []
        for item in request.items:
            first = next((v for w, v in words.items() if w in item[0].text), -9.0)
            rows.append(tuple(ContinuationScore(v, 1) for v in [first, *[-9.0] * (WIDTH - 1)]))
        return [Scored(request.id, tuple(rows), 1, 0, 0.1)]

    return answer


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=2))
def test_two_steps_make_three_probabilities(bias: list[float]) -> None:
    logits = head(bias=tuple(bias)).logits([0.0] * WIDTH)
    found = verdict_of(logits, LABELS, 0.0)
    neutral = 1 / (1 + math.exp(-bias[0]))
    positive = 1 / (1 + math.exp(-bias[1]))
    expected = ((1 - neutral) * positive, neutral, (1 - neutral) * (1 - positive))
    assert found.probabilities == pytest.approx(expected, abs=1e-9)


def test_a_head_of_another_shape_is_refused() -> None:
    for changes in (
        {"bias": (0.0,)},
        {"weights": ()},
        {"forms": ("unheard",)},
        {"labels": ("a", "b")},
        {"labels": ("a", "a"), "steps": False},
        {"scales": (0.0,) * WIDTH},
    ):
        with pytest.raises(ValueError, match=r"."):
            head(**changes)


def test_a_profile_of_earlier_versions_is_asked_about_its_fewer_words() -> None:
    count = len(FEELINGS)
    old = head(
        means=(0.0,) * count,
        scales=(1.0,) * count,
        weights=head().weights[:count],
        bias=(-2.0, 0.0),
    )
    judge = HeadJudge(old)
    judge.begin(["good"])

    request = judge.next_request(1)

    assert isinstance(request, Score)
    assert request.continuations == FEELINGS == WORDS[:count]
    scores = tuple(ContinuationScore(float(place == 0), 1) for place in range(count))
    judge.take(Scored(1, (scores,), 1, 0, 0.1))
    [evidence] = judge.evidence()
    assert judge.verdict(evidence).label == "positive"


def test_a_task_uses_the_head_of_its_model_and_a_profile_before_it() -> None:
    heads = Heads("0" * 64, 1, fast=head(), thorough=head(bias=(9.0, 0.0)))
    model = replace(MODEL, heads=heads)
    answer = engine({"good": -1.0, "awful": -20.0})

    def label(mode: Mode, profile: Head | None = None) -> str:
        task = SentimentManyTask(model, ManyInput(["good", "awful"], mode, profile))
        updates = [update for update in play(task, answer) if isinstance(update, Judged)]
        assert all(update.verdict for update in updates)
        return "/".join(update.verdict.label for update in updates if update.verdict)

    assert label(Mode.FAST) == "positive/negative"
    assert label(Mode.THOROUGH) == "neutral/neutral"
    own = head(labels=("a", "b"), weights=head().weights, bias=(0.0, -5.0), steps=False)
    assert label(Mode.FAST, own) == "b/a"
    single = SentimentTask(model, SentimentInput(("good",), mode=Mode.FAST))
    play(single, answer)
    assert single.result().results[0].verdict.label == "positive"


def test_what_the_words_share_says_nothing() -> None:
    row = [ContinuationScore(-float(n), 1) for n in range(5)]
    moved = [ContinuationScore(score.logprob - 7, 1) for score in row]
    assert features(row) == pytest.approx(features(moved))
    assert sum(features(row)) == pytest.approx(0)


def test_the_programs_own_heads_are_for_the_starter_model() -> None:
    content = paths.resource("sentiment-heads.json").read_bytes()
    heads = msgspec.json.decode(content, type=Heads)
    assert (heads.model_sha256, heads.model_bytes) == (starter.SHA256, starter.SIZE)
    assert heads.of(Mode.FAST).forms == (ADAPTED.name,)
    assert heads.of(Mode.THOROUGH).forms == (ADAPTED.name, VERDICT)
    adapter = paths.resource(heads.adapter).read_bytes()
    assert sha256(adapter).hexdigest() == heads.adapter_sha256
    assert len(content) < 100_000


def test_the_adapter_goes_to_the_forms_that_were_trained_with_it() -> None:
    double = (0.0,) * 2 * WIDTH
    both = head(
        forms=(ADAPTED.name, VERDICT),
        means=double,
        scales=tuple(1.0 for _ in double),
        weights=head().weights * 2,
    )
    heads = Heads("0" * 64, 1, fast=both, thorough=both, adapter="/some/adapter.gguf")
    asked: list[Score] = []

    def answer(request: Request) -> list[Reply]:
        assert isinstance(request, Score)
        asked.append(request)
        row = tuple(ContinuationScore(-9.0, 1) for _ in range(WIDTH))
        return [Scored(request.id, (row,) * len(request.items), 1, 0, 0.1)]

    model = replace(MODEL, heads=heads)
    play(SentimentManyTask(model, ManyInput(["good"])), answer)
    play(SentimentManyTask(model, ManyInput(["good"], profile=both)), answer)
    task = FeaturesTask(model, ["good"])
    play(task, answer)

    assert [request.adapter for request in asked] == ["/some/adapter.gguf", ""] * 3
    assert len({request.slot for request in asked}) == 2
    assert task.result().forms == both.forms
    assert [len(row) for row in task.result().rows] == [2 * WIDTH]


def test_a_profile_that_reads_through_an_adapter_wants_it() -> None:
    profile = head(forms=(ADAPTED.name,))
    without = replace(MODEL, heads=None)
    with pytest.raises(AppError) as refused:
        SentimentManyTask(without, ManyInput(["good"], profile=profile))
    assert refused.value.code is Code.ADAPTER_MISSING
    SentimentManyTask(without, ManyInput(["good"], profile=head()))


def test_a_model_without_a_classifier_is_taught_without_an_adapter() -> None:
    task = FeaturesTask(MODEL, ["good"])
    request = task.next_request(1)
    assert isinstance(request, Score)
    assert (task.result().forms, request.adapter) == ((VERDICT,), "")


def test_what_is_expected_was_judged_on_rows_not_seen() -> None:
    """Labels drawn by chance cannot be learnt, however well the rows are remembered."""
    random = np.random.default_rng(0)
    rows = random.normal(size=(60, WIDTH)).tolist()
    labels = [("a", "b")[int(value)] for value in random.integers(0, 2, 60)]
    expected = train(examples(rows, labels, ("verdict",))).expected
    assert expected.accuracy < 0.75
    assert expected.rows == 60


@pytest.mark.parametrize(("kinds", "are_sure"), [(8, False), (2, True)])
def test_verdicts_that_are_wrong_more_than_half_the_time_are_unsure(
    kinds: int, are_sure: bool
) -> None:
    """Of eight kinds a little is learnt and most verdicts are wrong, the strongest ones too; of two
    as different as these most are right."""
    random = np.random.default_rng(0)
    ways = random.normal(size=(kinds, WIDTH)) * 0.075

    def rows(count: int) -> tuple[list[list[float]], list[str]]:
        of = random.integers(0, kinds, count)
        return (random.normal(size=(count, WIDTH)) + ways[of]).tolist(), [f"kind {n}" for n in of]

    head = train(examples(*rows(200), ("verdict",))).head
    verdicts = [
        verdict_of(head.logits(row), head.labels, head.unsure_below) for row in rows(400)[0]
    ]
    sure = sum(not verdict.unsure for verdict in verdicts) / len(verdicts)
    assert (sure > 0.5) is are_sure


def test_what_is_known_already_teaches_with_few_rows() -> None:
    """Labels that are the known classifier's, behind features of which most say nothing."""
    random = np.random.default_rng(1)
    features = random.normal(size=(400, WIDTH))
    known = head(
        bias=(0.0, 0.0), weights=tuple(map(tuple, random.normal(size=(WIDTH, 2)).tolist()))
    )
    truth = features @ np.array(known.weights)[:, 1] > 0
    labels = ["good" if good else "bad" for good in truth]
    taught, rest = features[:40].tolist(), features[40:].tolist()

    def right(prior: Head | None) -> float:
        found = train(examples(taught, labels[:40], ("verdict",), prior)).head
        named = [found.labels[int(np.argmax(found.logits(row)))] for row in rest]
        return float(np.mean([a == b for a, b in zip(named, labels[40:], strict=True)]))

    assert right(None) < 0.8
    assert right(known) > 0.9


def test_a_known_classifier_of_other_features_is_left_out() -> None:
    features = np.random.default_rng(2).normal(size=(30, 2 * WIDTH)).tolist()

    given = examples(features, ["a", "b"] * 15, tuple(FORMS)[:2], head())

    assert given.known is None
