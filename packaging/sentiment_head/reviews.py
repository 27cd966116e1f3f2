"""Sentences of a reviewer and of customers, put together by rule, each with its label.

GoEmotions' comments tell how people talk to each other, not how they talk about a thing. These
sentences, written for this project, fill the gap: verdicts on films, books and services, with
the turns that make such texts hard ("never dull", "for all its charm, it goes nowhere"). Half
are in lower case with spaces around punctuation, as some collections of texts are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from sentiment_head.words import (
    ADJECTIVES,
    ASPECTS,
    BAD_SIDES,
    CLAUSES,
    GOOD_SIDES,
    NEUTRAL_CLAUSES,
    NOUN_PHRASES,
    SERVICE,
    THINGS,
)

Row = tuple[str, str]  # text, label
_OTHER = {"positive": "negative", "negative": "positive"}
_SIDES = {"positive": GOOD_SIDES, "negative": BAD_SIDES}


def rows(count: int, seed: int) -> list[Row]:
    """``count`` sentences, as many positive as negative and a quarter as many neutral ones."""
    random = Random(seed)  # noqa: S311
    found: dict[str, str] = {}
    while len(found) < count:
        label = random.choices(("positive", "negative", "neutral"), (4, 4, 1))[0]
        text = _sentence(random, label)
        text = re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", text)
        found[_tokenised(text) if random.random() < 0.5 else _written(text)] = label  # noqa: PLR2004
    return list(found.items())


def _sentence(random: Random, label: str) -> str:
    if random.random() < 0.06:  # noqa: PLR2004
        return random.choice(SERVICE[label])
    if label == "neutral":
        return f"the {random.choice(THINGS)} {random.choice(NEUTRAL_CLAUSES)}"
    return random.choice(_SHAPES)(random, label)


def _adjective(random: Random, label: str) -> str:
    return random.choice(ADJECTIVES[label])


def _plain(random: Random, label: str) -> str:
    first, second = random.sample(ADJECTIVES[label], 2)
    thing, aspect, other = random.choice(THINGS), *random.sample(ASPECTS, 2)
    return random.choice(
        (
            f"a {first} , {second} {thing}",
            f"a {first} and {second} {thing} that {random.choice(CLAUSES[label])}",
            f"the {aspect} is {first} and the {other} is {second}",
            f"it 's {random.choice(('so', 'truly', 'simply', 'quite', 'very', 'just'))} {first}",
            f"{first} , {second} and {_adjective(random, label)}",
            f"what makes the {thing} so {first} is its {second} {aspect}",
            f"i found the {aspect} {first}",
            f"the {first} {aspect} and {second} {other} of a {first} {thing}",
            f"one of the most {first} {thing}s in a long time",
            f"it is {first} without being {_adjective(random, _OTHER[label])}",
        )
    )


def _clause(random: Random, label: str) -> str:
    clause, thing = random.choice(CLAUSES[label]), random.choice(THINGS)
    return random.choice(
        (
            f"the {thing} {clause}",
            f"this {thing} {clause}",
            f"it {clause}",
            f"{clause}",
            f"a {thing} that {clause}",
            f"with its {_adjective(random, label)} {random.choice(ASPECTS)} , it {clause}",
        )
    )


def _phrase(random: Random, label: str) -> str:
    phrase = random.choice(NOUN_PHRASES[label])
    return random.choice(
        (
            phrase,
            f"the {random.choice(THINGS)} is {phrase}",
            f"{phrase} , with {_adjective(random, label)} {random.choice(ASPECTS)}",
            f"in the end it is {phrase}",
        )
    )


def _turn(random: Random, label: str) -> str:
    """The second half decides."""
    other = _OTHER[label]
    side, clause = random.choice(_SIDES[other]), random.choice(CLAUSES[label])
    thing, aspect = random.choice(THINGS), random.choice(ASPECTS)
    return random.choice(
        (
            f"for all its {side} , the {thing} {clause}",
            f"despite its {side} , it {clause}",
            f"the {aspect} is {_adjective(random, other)} , but the {thing} {clause}",
            f"it may be {_adjective(random, other)} at times , yet it {clause}",
            f"even with its {side} , this is {random.choice(NOUN_PHRASES[label])}",
            f"it begins {_adjective(random, other)} and ends {_adjective(random, label)}",
        )
    )


def _denial(random: Random, label: str) -> str:
    """The opposite, denied."""
    word, thing = _adjective(random, _OTHER[label]), random.choice(THINGS)
    if label == "positive":
        return random.choice(
            (
                f"never {word}",
                f"anything but {word}",
                f"there is not a {word} moment in it",
                f"the {thing} could easily have been {word} , and it is not",
                f"not {word} for a second",
                f"the rare {thing} that is never {word}",
            )
        )
    return random.choice(
        (
            f"not as {word} as it thinks it is",
            f"far from {word}",
            f"there is nothing {word} about it",
            f"the {thing} could have been {word}",
            f"it wants to be {word} and is not",
            f"neither {word} nor {_adjective(random, _OTHER[label])}",
            f"too {_adjective(random, label)} to be {word}",
            f"it should have been a lot more {word} than it is",
            f"i kept waiting for something {word} to happen",
            f"hardly {word}",
        )
    )


_SHAPES: tuple[Callable[[Random, str], str], ...] = (
    _plain,
    _plain,
    _clause,
    _phrase,
    _turn,
    _denial,
)


def _tokenised(text: str) -> str:
    text = re.sub(r"\s*([,.!?])\s*", r" \1 ", text.lower()).strip()
    return re.sub(r"(?<=\w)'s\b", " 's", text)


def _written(text: str) -> str:
    text = re.sub(r"\s+([,.!?]|'s)", r"\1", text)
    text = re.sub(r"\bi\b", "I", text)
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else f"{text}."
