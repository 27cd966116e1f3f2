"""Three documents of our own and what they say, for tests that ask a model about them."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent
NAMES = ("lighthouse.md", "library.md", "bakery.md")

# A question, and words one of which is in every right answer.
QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Who designed the stone tower?", ("Lindqvist",)),
    ("How high is the tower of the lighthouse?", ("31",)),
    ("Where did the great lens come from?", ("Paris",)),
    ("When did the lamp become electric?", ("1939",)),
    ("How many sailors did Johan Brask save?", ("seven", "7")),
    ("What is the title of the book by Astrid Holm?", ("Wind from Four Sides",)),
    ("Why are dogs not allowed on the island?", ("eider", "duck")),
    ("From which harbour do boats to Skarvholm leave?", ("Vik",)),
    ("How much does an adult pay for a library card?", ("eight", "8")),
    ("How long are films lent?", ("four days", "4 days")),
    ("Who mends books?", ("Abernathy",)),
    ("Where is the first-aid box?", ("kitchen", "sink")),
    ("Which day is the reading hour?", ("Thursday",)),
    ("Who left the books on beekeeping to the library?", ("Whitfield",)),
    ("How much did the new oven cost?", ("146,000",)),
    ("How long does the sourdough rest?", ("eighteen", "18")),
    ("Who took the place of Ingrid Solheim?", ("Reyes", "Tomas")),
    ("Why was the shop in the station closed?", ("rent", "doubled")),
    ("Which customer is the largest of the bakery?", ("hospital",)),
    ("Which bread do people buy most?", ("rye",)),
)


def texts() -> dict[str, str]:
    """The documents by their names."""
    return {name: (_FOLDER / name).read_text(encoding="utf-8") for name in NAMES}


def is_right(answer: str, words: tuple[str, ...]) -> bool:
    return any(word.lower() in answer.lower() for word in words)
