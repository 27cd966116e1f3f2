"""From labelled rows to a profile: what rows will do, and what comes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.sentiment.profiles import Profile
from desktop_lm.tables.columns import guess, index_of
from desktop_lm.tables.row import Table
from desktop_lm.tables.run_view import NOT_JUDGED
from desktop_lm.tables.summary import UNSURE
from desktop_lm.tables.text_of import text_of
from desktop_lm.tasks.sentiment.features import Readings
from desktop_lm.tasks.sentiment.head import LEAST_LABELS, MOST_LABELS, Heads
from desktop_lm.tasks.sentiment.training import PARTS, examples, train

LEAST_ROWS, MOST_ROWS = 20, 2000
LEAST_OF_A_LABEL = PARTS  # one for each part of the cross-validation
LONGEST_LABEL = 40
_TAKEN = (UNSURE, NOT_JUDGED)  # what results call rows that are of no label
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and the label somebody gave it."""

    text: str
    label: str


def lessons(
    table: Table, text: str = "", label: str = "", go_on: Callable[[], object] = bool
) -> list[Lesson]:
    """The labelled rows of a table; columns that are not named are found out. Rows without a text
    to judge or without a label are left out, and of too many all but what :func:`check` needs to
    see that. ``go_on`` is called for each row; what it raises ends the reading. Raises
    COLUMN_MISSING and what reading the table raises."""
    guessed = guess(table.columns, list(islice(table.rows(), _LOOKED_AT)))
    text_at = index_of(text, table.columns) if text else guessed.text
    label_at = index_of(label, table.columns) if label else guessed.group
    if label_at < 0:
        raise AppError(Code.COLUMN_MISSING, column="label", columns=", ".join(table.columns))

    def labelled() -> Iterator[Lesson]:
        for row in table.rows():
            go_on()
            if name := " ".join(row.cells[label_at].split()):
                yield Lesson(text_of(row, text_at)[0], name)

    return list(islice(each_once(labelled()), MOST_ROWS + 1))


def each_once(given: Iterable[Lesson]) -> Iterator[Lesson]:
    """Those with a text and a label. What stands there twice is one: else rows that are judged to
    see what was learnt would be among those that taught it."""
    seen: set[tuple[str, str]] = set()
    for lesson in given:
        key = " ".join(lesson.text.split()), lesson.label
        if all(key) and key not in seen:
            seen.add(key)
            yield lesson


def check(given: Sequence[Lesson]) -> None:
    """Raises TEACH_ROWS, TEACH_LABELS, TEACH_LABEL_RARE, TEACH_LABEL_LONG, TEACH_LABEL_TAKEN where
    these rows cannot be taught with."""
    if not LEAST_ROWS <= len(given) <= MOST_ROWS:
        raise AppError(Code.TEACH_ROWS, rows=len(given), least=LEAST_ROWS, most=MOST_ROWS)
    counts = Counter(lesson.label for lesson in given)
    if not LEAST_LABELS <= len(counts) <= MOST_LABELS:
        raise AppError(Code.TEACH_LABELS, labels=len(counts), least=LEAST_LABELS, most=MOST_LABELS)
    rarest, number = counts.most_common()[-1]
    if number < LEAST_OF_A_LABEL:
        raise AppError(Code.TEACH_LABEL_RARE, label=rarest, rows=number, least=LEAST_OF_A_LABEL)
    if longest := next((name for name in counts if len(name) > LONGEST_LABEL), ""):
        raise AppError(Code.TEACH_LABEL_LONG, label=longest, most=LONGEST_LABEL)
    if taken := next((name for name in counts if name.casefold() in _TAKEN), ""):
        raise AppError(Code.TEACH_LABEL_TAKEN, label=taken)


def profile_of(  # noqa: PLR0913 - what a profile is made of
    name: str,
    given: Sequence[Lesson],
    read: Readings,
    model_sha256: str,
    model_name: str,
    *,
    heads: Heads | None = None,
) -> Profile:
    """Train on what the model said of each text, and on what ``heads``, where there are any for
    the model, say of it; some seconds for 2,000 rows."""
    labels = [lesson.label for lesson in given]
    known = heads.thorough if heads else None
    trained = train(examples(read.rows, labels, read.forms, known))
    return Profile(name, model_sha256, model_name, trained.expected, trained.head)
