"""A row of a table as it was read, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol


class Problem(StrEnum):
    """What a reader of the results should know of a row. Those in ``UNJUDGED`` leave it without
    a verdict; the others stand beside one."""

    EMPTY = "empty"  # nothing in the text's cell
    NO_WORDS = "no_words"  # a number, a date, signs without a letter or an emoji
    MERGED = "merged"  # the text stands in the first of the merged cells
    NO_RESULT = "no_result"  # a formula that was never worked out
    BROKEN = "broken"  # a line that is not what the file's kind asks for
    FAILED = "failed"  # the model could not judge it
    FORMULA = "formula"  # the text is what a formula came to
    HTML = "html"  # marks were taken out before it was judged
    EMOJI_ONLY = "emoji_only"
    LONG = "long"  # judged in parts that were combined
    SHORTENED = "shortened"  # only its beginning was judged
    RAGGED = "ragged"  # more cells or fewer than columns
    OPEN_QUOTE = "open_quote"  # a quotation mark that is never closed
    UNREADABLE = "unreadable"  # characters that do not fit the file's encoding
    CUT = "cut"  # written to a workbook, whose cells hold less than one of the row's


UNJUDGED = frozenset(
    {
        *(Problem.EMPTY, Problem.NO_WORDS, Problem.MERGED, Problem.NO_RESULT),
        *(Problem.BROKEN, Problem.FAILED),
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` is the row a spreadsheet would show, header included. ``cells`` has a text for
    each column; ``extra`` are cells beyond the last. ``doubts`` names problems of single columns:
    pairs of a column's index and a problem."""

    number: int
    cells: tuple[str, ...]
    extra: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[tuple[int, Problem], ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know of the table as a whole; ``code`` picks the sentence.

    ``rows_above`` (number); ``header_missing``; ``header_repeated`` and ``header_empty`` (names);
    ``other_sheets`` (sheet, names); ``encoding_guessed`` (encoding); ``sheet_hidden`` (sheet).
    """

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out of a file: its kind (csv, xlsx, ...), and where it applies its encoding,
    the sign between cells and the sheet, with all that the workbook has."""

    kind: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    has_header: bool = True
    remarks: tuple[Remark, ...] = ()


class Table(Protocol):
    """A file's rows; each call of ``rows`` reads it from the start, a few rows at a time."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def facts(self) -> Facts: ...

    def rows(self) -> Iterator[Row]:
        """Raises AppError where the file cannot be read further."""


def filled(
    number: int, cells: tuple[str, ...], width: int, problems: tuple[Problem, ...] = ()
) -> Row:
    """A row of ``width`` cells: what is missing is empty, what is too much is kept aside."""
    if len(cells) == width:
        return Row(number, cells, problems=problems)
    missing = ("",) * (width - len(cells))
    extra = cells[width:]
    ragged = missing or any(extra)
    return Row(
        number,
        (*cells[:width], *missing),
        extra,
        (*problems, Problem.RAGGED) if ragged else problems,
    )


def without_trailing_blanks(rows: Iterator[Row]) -> Iterator[Row]:
    """Empty rows between others are rows; those after the last are the end of the file.

    A sheet may end with a million of them, so that only how many are alike is kept.
    """
    waiting: list[tuple[Row, int]] = []
    for row in rows:
        if any(row.cells) or any(row.extra) or Problem.BROKEN in row.problems:
            for first, times in waiting:
                yield from (replace(first, number=first.number + more) for more in range(times))
            waiting.clear()
            yield row
        elif waiting and _goes_on(*waiting[-1], row):
            waiting[-1] = (waiting[-1][0], waiting[-1][1] + 1)
        else:
            waiting.append((row, 1))


def _goes_on(first: Row, times: int, row: Row) -> bool:
    """Whether ``row`` is the next one behind ``times`` rows that are alike."""
    return row.number == first.number + times and (
        row.cells,
        row.extra,
        row.problems,
        row.doubts,
    ) == (first.cells, first.extra, first.problems, first.doubts)
