"""The classifiers over what the adapted starter says: it has learnt the labels' words themselves.

Behind a text of the adapted form the words good, okay and bad are as likely as their labels are,
so there is nothing to train: classifiers of 256 words that learnt from the same sentences did no
better (README.md).
"""

from __future__ import annotations

import numpy as np

from desktop_lm.tasks.sentiment.forms import ADAPTED
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.logistic_regression import Floats
from desktop_lm.tasks.sentiment.method import LABELS
from desktop_lm.tasks.sentiment.words import WORDS

_WORD_OF = {"positive": " good", "neutral": " okay", "negative": " bad"}
_UNSURE_BELOW = 0.5  # the label is by its own account likelier wrong than right
_DIGITS = 5
# How much a solved-examples classifier's two logits count beside the adapter's three.
FELT_SHARE, NEUTRAL_SHARE, OWN_SHARE = 0.4, 0.2, 0.85
# People complain in pretty words more often than the sentences that were learnt from: "good" is
# taken to say so much less, and "bad" so much more (README.md).
LESS_GOOD = 0.25


def alone() -> Head:
    """Each label's logit is its word's, but for a little."""
    width = len(WORDS)
    return _head((ADAPTED.name,), _own(1.0), np.ones(width), np.zeros(width), _own_bias(1.0))


def with_another(other: Head) -> Head:
    """Both readings together: the logits of ``other``, a classifier of two steps, are added to the
    labels' words, as of an expert who has seen the text too (a product of experts: Hinton, 2002).

    Raises ValueError where it has no steps.
    """
    if not other.steps:
        raise ValueError("only classifiers of two steps are added")
    neutral, positive = np.array(other.weights).T
    theirs, bias = np.zeros((other.width, len(LABELS))), _own_bias(OWN_SHARE)
    for place, column, number in (
        (LABELS.index("positive"), FELT_SHARE / 2 * positive, FELT_SHARE / 2 * other.bias[1]),
        (LABELS.index("neutral"), NEUTRAL_SHARE * neutral, NEUTRAL_SHARE * other.bias[0]),
        (LABELS.index("negative"), -FELT_SHARE / 2 * positive, -FELT_SHARE / 2 * other.bias[1]),
    ):
        theirs[:, place] = column
        bias[place] += number
    width = len(WORDS)
    return _head(
        (ADAPTED.name, *other.forms),
        np.vstack([_own(OWN_SHARE), theirs]),
        np.concatenate([np.ones(width), other.scales]),
        np.concatenate([np.zeros(width), other.means]),
        bias,
    )


def _own(share: float) -> Floats:
    words = [_WORD_OF[label] for label in LABELS]
    return np.array([[share * (word == own) for own in words] for word in WORDS])


def _own_bias(share: float) -> Floats:
    signs = {"positive": -LESS_GOOD, "negative": LESS_GOOD}
    return np.array([share * signs.get(label, 0.0) for label in LABELS])


def _head(
    forms: tuple[str, ...], weights: Floats, scales: Floats, means: Floats, bias: Floats
) -> Head:
    return Head(
        labels=LABELS,
        forms=forms,
        means=tuple(map(float, means)),
        scales=tuple(map(float, scales)),
        weights=tuple(tuple(map(float, row)) for row in weights.round(_DIGITS)),
        bias=tuple(map(float, bias.round(_DIGITS))),
        unsure_below=_UNSURE_BELOW,
    )
