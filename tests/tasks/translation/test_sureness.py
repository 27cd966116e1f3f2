"""What a model was not sure of as a whole is marked, by both tasks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.tasks.translation.checks import Flag
from desktop_lm.tasks.translation.mask import AS_IT_IS
from desktop_lm.tasks.translation.sureness import is_unsure, mean_probability
from desktop_lm.tasks.translation.tries import Answer, Setting, Tries
from desktop_lm.tasks.translation.words import Sureness


def sure(*probabilities: float) -> Sureness:
    return Sureness(tuple(range(1, len(probabilities) + 1)), probabilities)


@pytest.mark.parametrize(
    ("probabilities", "unsure"),
    [((0.2,) * 8, True), ((0.9,) * 8, False), ((0.9, 0.05, 0.9, 0.9), False), ((0.1,), False)],
)
def test_one_doubtful_word_is_no_doubtful_sentence(
    probabilities: tuple[float, ...], unsure: bool
) -> None:
    tries = Tries("A cup of coffee.", Setting(("en", "fr"), AS_IT_IS))
    answer = Answer("Une tasse de café.", sure(*probabilities))

    found = tries.outcome(tries.first, [answer])

    assert is_unsure(answer.sureness) == unsure
    assert (Flag.UNSURE in {finding.flag for finding in found.findings}) == unsure
    assert not found.failed  # the same model would say the same once more


@given(st.lists(st.floats(0, 1), max_size=20))
def test_the_mean_lies_between_the_least_and_the_most(probabilities: list[float]) -> None:
    mean = mean_probability(sure(*probabilities))

    least, most = min([*probabilities, 1.0]), max([*probabilities, 1e-6])
    assert min(least, 1e-6) <= mean <= (max(most, 1e-6) * 1.000001 if probabilities else 1)
