"""Prompts of an exact number of tokens, no two of which begin alike."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from random import Random

from desktop_lm.bench.answer import BenchFailed

CountTokens = Callable[[str], int]

# Where the likeliest token is always taken, the answer goes round like the wheel: as long as is
# wished and without a line break.
_WHEEL = (
    "The wheel of the old mill goes round and round, the water runs over the stones, the miller "
    "counts his sacks, and"
)
ENDLESS = " ".join([_WHEEL] * 3)

# Each begins with another word, the first of a prompt decides what the engine can reuse of it.
_SENTENCES = (
    "Yesterday the ferry left the quay an hour late and nobody on deck waved to anyone.",
    "Through the rain a baker carried two trays of bread and did not drop a single loaf.",
    "Children built a bridge of planks over the ditch and charged a button to cross it.",
    "An engineer looked at the plans for a long time before she asked who had drawn them.",
    "In the library the maps lie in a room with green lamps and one very comfortable chair.",
    "Our neighbour grows beans along the fence and gives most of them away in August.",
    "Trains stop at the small station only when somebody raises a hand on the platform.",
    "He wrote the letter three times and in the end sent a postcard of a lighthouse.",
    "Market day brings apples from the valley, cheese from the hills and fish from the coast.",
    "All winter the road over the pass is closed and the village plays chess until spring.",
    "The museum bought a clock that runs backwards, and visitors set their watches by it.",
    "A gardener explained that the old pear tree had been planted by a man who disliked pears.",
    "With a bicycle chain, a spoon and a good deal of patience the team repaired the pump.",
    "She learned the names of all the stars above her house and of two that are not there.",
    "When the teacher asked for a story without a hero, the class wrote about the weather.",
    "At noon the square is empty except for pigeons and a man who feeds them from his hat.",
)
_WORDS = 2000
_FILLERS = ("", " so", " and so", " and so on", " here", " there and", " a", " .")
_WORDS_TRIED = 12


def words(variant: int) -> list[str]:
    """Some 2,000 words of plain prose; variants less than 16 apart begin with different words."""
    random = Random(variant)  # noqa: S311
    result = _SENTENCES[variant % len(_SENTENCES)].split()
    while len(result) < _WORDS:
        result += random.choice(_SENTENCES).split()
    return result


def fit(source: Sequence[str], tokens: int, count: CountTokens) -> str:
    """The beginning of ``source``, cut so that ``count`` gives ``tokens``. Raises BenchFailed."""

    def text(length: int) -> str:
        return " ".join(source[:length])

    length = bisect_left(range(len(source)), tokens, lo=1, key=lambda n: count(text(n)))
    for shorter in range(length, max(0, length - _WORDS_TRIED), -1):
        for filler in _FILLERS:
            if count(text(shorter) + filler) == tokens:
                return text(shorter) + filler
    raise BenchFailed(f"no text of exactly {tokens} tokens was found for this model")
