"""The shipped classifiers are the label's words, and in thorough mode another's logits besides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sentiment_head import adapted

from desktop_lm.tasks.sentiment.forms import ADAPTED, VERDICT
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.method import LABELS
from desktop_lm.tasks.sentiment.words import WORDS

WIDTH = len(WORDS)
READ = np.random.default_rng(0).normal(size=2 * WIDTH).tolist()  # both forms' features of a text


def in_steps() -> Head:
    drawn = np.random.default_rng(1)
    return Head(
        labels=LABELS,
        forms=(VERDICT,),
        means=tuple(drawn.normal(size=WIDTH).tolist()),
        scales=tuple((1 + drawn.random(size=WIDTH)).tolist()),
        weights=tuple(map(tuple, drawn.normal(size=(WIDTH, 2)).tolist())),
        bias=(0.3, -0.7),
        unsure_below=0.5,
        steps=True,
    )


def test_alone_each_labels_logit_is_its_words_but_for_a_little() -> None:
    head = adapted.alone()
    assert head.forms == (ADAPTED.name,)
    read = READ[:WIDTH]
    assert head.logits(read) == pytest.approx(
        [
            read[WORDS.index(word)] + more
            for word, more in ((" good", -0.25), (" okay", 0), (" bad", 0.25))
        ]
    )


def test_another_moves_the_odds_of_good_against_bad_and_of_neutral() -> None:
    other = in_steps()
    both = adapted.with_another(other)
    assert both.forms == (ADAPTED.name, VERDICT)
    own = np.array(adapted.alone().logits(READ[:WIDTH])) * adapted.OWN_SHARE
    read = (np.array(READ[WIDTH:]) - other.means) / other.scales
    neutral, positive = read @ np.array(other.weights) + other.bias
    found = np.array(both.logits(READ)) - own
    felt = adapted.FELT_SHARE / 2 * positive
    assert found == pytest.approx([felt, adapted.NEUTRAL_SHARE * neutral, -felt], abs=0.01)


def test_one_without_steps_is_not_added() -> None:
    plain = replace(in_steps(), weights=((0.0, 0.0, 0.0),) * WIDTH, bias=(0.0,) * 3, steps=False)
    with pytest.raises(ValueError, match="steps"):
        adapted.with_another(plain)
