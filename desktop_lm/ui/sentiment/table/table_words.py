"""What is said of a table, its rows and a run, in the window's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop_lm.jobs.sentiment.table_scoring import Progress
from desktop_lm.tables.poles import poles_of
from desktop_lm.tables.row import Facts, Problem, Remark
from desktop_lm.tables.run_file import RunAbout
from desktop_lm.tables.run_view import NOT_JUDGED
from desktop_lm.tables.summary import UNSURE
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate


def note(problems: Sequence[Problem]) -> str:
    """The problems of a row as one sentence, "" for none."""
    words = _problems()
    return "; ".join(words[problem] for problem in dict.fromkeys(problems))


def _problems() -> dict[Problem, str]:
    return {
        Problem.EMPTY: translate("Table", "not judged: there is no text"),
        Problem.NO_WORDS: translate("Table", "not judged: a number, a date or signs without words"),
        Problem.MERGED: translate(
            "Table", "not judged: part of a merged cell, whose text stands in its first row"
        ),
        Problem.NO_RESULT: translate("Table", "not judged: a formula without a saved result"),
        Problem.BROKEN: translate("Table", "not judged: the line is no JSON object"),
        Problem.FAILED: translate("Table", "not judged: the model failed on this text"),
        Problem.FORMULA: translate("Table", "the text is the result of a formula"),
        Problem.HTML: translate("Table", "HTML marks were taken out before judging"),
        Problem.EMOJI_ONLY: translate("Table", "only emoji: the verdict is a guess"),
        Problem.LONG: translate("Table", "long: judged in parts that were combined"),
        Problem.SHORTENED: translate(
            "Table", "very long: only the first 20,000 characters were judged"
        ),
        Problem.RAGGED: translate("Table", "more or fewer cells than columns"),
        Problem.OPEN_QUOTE: translate("Table", "a quotation mark is never closed"),
        Problem.UNREADABLE: translate("Table", "some characters do not fit the file's encoding"),
        Problem.CUT: translate(
            "Table", "longer than a cell of an XLSX file, which has only its beginning"
        ),
    }


def remark(found: Remark) -> str:
    """A remark on the whole table as a sentence."""
    words = {
        "rows_above": translate(
            "Table", "Rows above the names of the columns are left out: {number}."
        ),
        "header_missing": translate(
            "Table", "There is no header: the columns are numbered, and the first row counts."
        ),
        "header_repeated": translate("Table", "A column name stands there twice: {names}."),
        "header_empty": translate("Table", "Columns without a name got one: {names}."),
        "other_sheets": translate("Table", "This is sheet {sheet}; there are also: {names}."),
        "encoding_guessed": translate(
            "Table", "The encoding is not stated and was taken to be {encoding}."
        ),
    }
    return words[found.code].format_map(dict(found.params))


def facts(found: Facts) -> str:
    """What was found out of the file, in one line."""
    parts = [found.kind.upper()]
    if found.encoding:
        parts.append(found.encoding)
    if found.separator:
        parts.append(
            translate("Table", "separated by {sign}").format(sign=separator(found.separator))
        )
    if found.sheet:
        parts.append(translate("Table", "sheet {name}").format(name=found.sheet))
    return " · ".join(parts)


def dates(about: RunAbout) -> str:
    """The column of the dates and how they were read; "" where there is none."""
    columns = about.columns
    if columns.date < 0:
        return ""
    name = about.names[columns.date]
    if about.reading.month_first is None and columns.order_open:
        words = translate("Table", "{column}, day first; they could be read the other way round")
    elif columns.month_first:
        words = translate("Table", "{column}, month first")
    elif columns.order_open:
        words = translate("Table", "{column}, day first")
    else:
        return name
    return words.format(column=name)


def separator(sign: str) -> str:
    """The name of a sign between cells."""
    return {
        ",": translate("Table", "comma"),
        ";": translate("Table", "semicolon"),
        "\t": translate("Table", "tab"),
        "|": translate("Table", "bar"),
    }.get(sign, sign)


def class_name(label: str) -> str:
    """A class as people read it; one of the user's own as it is."""
    return {
        "positive": translate("Verdict", "Positive"),
        "neutral": translate("Verdict", "Neutral"),
        "negative": translate("Verdict", "Negative"),
        UNSURE: translate("Verdict", "Unsure"),
        NOT_JUDGED: translate("Table", "Not judged"),
    }.get(label, label)


class Ends(NamedTuple):
    """Headings of the texts at the low end of the scale, at the high one, and of both together."""

    low: str
    high: str
    both: str


def ends_of(labels: Sequence[str]) -> Ends:
    """What the two ends of the scale are called. Only where the classes are good and bad is
    anything positive or negative about them."""
    poles = poles_of(labels)
    if poles.named:
        return Ends(
            translate("Table", "Most negative"),
            translate("Table", "Most positive"),
            translate("Table", "Most negative and most positive"),
        )
    most_like = translate("Table", "Most like “{name}”")
    return Ends(
        most_like.format(name=poles.low),
        most_like.format(name=poles.high),
        translate("Table", "Most like “{low}” and most like “{high}”").format(
            low=poles.low, high=poles.high
        ),
    )


def lean_words(lean: float, labels: Sequence[str]) -> str:
    """How far a text leans, and to which end."""
    poles, share = poles_of(labels), numbers.percent(abs(lean))
    if poles.named:
        return translate("Table", "{sign} {share}").format(sign="▼▲"[lean > 0], share=share)
    name = poles.high if lean > 0 else poles.low
    return translate("Table", "{name} +{share}").format(name=name, share=share)


def progress(found: Progress) -> str:
    """How far, how fast, how long still."""
    counts = found.counts
    line = numbers.counted(
        counts.rows,
        translate("Table", "{done} of {count} row"),
        translate("Table", "{done} of {count} rows"),
        done=numbers.whole(counts.rows_done),
    )
    if found.seconds_left is None or counts.is_done:
        return line
    return translate("Table", "{line} · {rate} rows/s · {time} left").format(
        line=line,
        rate=numbers.rate(found.rows_per_second),
        time=numbers.duration(found.seconds_left),
    )
