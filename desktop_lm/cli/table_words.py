"""What is to be said of a table and its rows, in English."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_lm.tables.row import Facts, Problem, Remark
from desktop_lm.tables.run_file import RunAbout

_PROBLEMS: dict[Problem, str] = {
    Problem.EMPTY: "not judged: there is no text",
    Problem.NO_WORDS: "not judged: a number, a date or signs without words",
    Problem.MERGED: "not judged: part of a merged cell, whose text stands in its first row",
    Problem.NO_RESULT: "not judged: a formula without a saved result",
    Problem.BROKEN: "not judged: the line is no JSON object",
    Problem.FAILED: "not judged: the model failed on this text",
    Problem.FORMULA: "the text is the result of a formula",
    Problem.HTML: "HTML marks were taken out before judging",
    Problem.EMOJI_ONLY: "only emoji: the verdict is a guess",
    Problem.LONG: "long: judged in parts that were combined",
    Problem.SHORTENED: "very long: only the first 20,000 characters were judged",
    Problem.RAGGED: "more or fewer cells than columns",
    Problem.OPEN_QUOTE: "a quotation mark is never closed",
    Problem.UNREADABLE: "some characters do not fit the file's encoding",
    Problem.CUT: "longer than a cell of an XLSX file, which has only its beginning",
}

_REMARKS: dict[str, str] = {
    "rows_above": "rows above the names of the columns are left out: {number} (--no-header).",
    "header_missing": "there is no header: the columns are numbered, and the first row counts.",
    "header_repeated": "a column name stands there more than once: {names}.",
    "header_empty": "columns without a name got one: {names}.",
    "other_sheets": "the sheet read is {sheet}; there are also: {names} (--sheet).",
    "encoding_guessed": "the encoding is not stated and was taken to be {encoding} (--encoding).",
}

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def note(problems: Sequence[Problem]) -> str:
    """The problems of a row as one sentence, "" for none."""
    return "; ".join(_PROBLEMS[problem] for problem in dict.fromkeys(problems))


def remark_text(remark: Remark) -> str:
    """A remark on the whole table as a sentence."""
    return _REMARKS[remark.code].format_map(dict(remark.params))


def dates_text(about: RunAbout) -> str:
    """How the dates were read; "" where there is no column of them."""
    columns = about.columns
    if columns.date < 0:
        return ""
    words = f"the dates are in column {about.names[columns.date]}"
    taken, other = ("month", "day") if columns.month_first else ("day", "month")
    if about.reading.month_first is None and columns.order_open:
        return (
            f"{words}; they do not tell which comes first, day or month: the {taken} was taken to "
            f"(--dates {other}-first)"
        )
    return f"{words}, {taken} first" if columns.month_first else words


def facts_text(facts: Facts) -> str:
    """What was found out of the file: "csv, UTF-8, separated by semicolon"."""
    parts = [facts.kind]
    if facts.encoding:
        parts.append(facts.encoding)
    if facts.separator:
        parts.append(f"separated by {_SEPARATORS.get(facts.separator, facts.separator)}")
    if facts.sheet:
        parts.append(f"sheet {facts.sheet}")
    return ", ".join(parts)
