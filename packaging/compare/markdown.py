"""The summaries as a table for the README."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from compare.summary import Summary


def markdown(summaries: Sequence[Summary], about: Mapping[str, Any]) -> str:
    """What was measured, a row for each that ran, and what could not run and why."""
    ran = [one for one in summaries if one.rounds]
    failed = [one for one in summaries if one.failure]
    parts = [_heading(about), _writing([one for one in ran if one.tokens_per_second])]
    if about["rows"]:
        parts.append(_judging([one for one in ran if one.accuracy is not None], about))
    if failed:
        parts.append("Not measured:")
        parts.append("\n".join(f"- {one.name}: {one.failure}" for one in failed))
    return "\n\n".join(parts) + "\n"


def _heading(about: Mapping[str, Any]) -> str:
    rounds = "one round" if about["rounds"] == 1 else f"medians of {about['rounds']} rounds"
    return (
        f"Measured on {about['date']} on {about['processor']} with {about['threads']} threads, "
        f"each in a process of its own, in turns, {rounds}. "
        f"Others used {about['cpu_percent']:g} % of the processor before it began. "
        f"Model: {about['model']}. Answers of up to {about['max_tokens']} tokens to a prompt of "
        f"{about['words'][0]} words and one of {about['words'][1]}."
    )


def _writing(summaries: Sequence[Summary]) -> str:
    rows = [
        (
            f"{one.name} ({one.version})",
            f"{one.start_seconds:.2f} s",
            f"{one.peak_mb:.0f} MB",
            *(f"{seconds:.2f} s" for seconds in one.first_seconds),
            f"{one.tokens_per_second:.1f}",
        )
        for one in summaries
    ]
    headings = (
        "",
        "start to model loaded",
        "most memory",
        "first token, short prompt",
        "first token, long prompt",
        "tokens/s",
    )
    return _table(headings, rows)


def _judging(summaries: Sequence[Summary], about: Mapping[str, Any]) -> str:
    rows = [
        (
            f"{one.name} ({one.version})",
            one.how,
            f"{one.accuracy:.1%}",
            f"{one.judged_per_second:.1f}",
        )
        for one in summaries
    ]
    labels = ", ".join(about["labels"])
    title = f"Sentiment on {about['rows']} texts of {about['sentiment']} ({labels}):"
    return f"{title}\n\n{_table(('', 'how', 'right', 'texts/s'), rows)}"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in headings[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, rule, *rows))
