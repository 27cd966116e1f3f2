"""Plain text: words without markup."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from desktop_lm.documents import markdown
from desktop_lm.documents.rich_text import (
    Block,
    Code,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
)
from desktop_lm.documents.transcript import Transcript, Turn

_RULE = "-" * 20


def write(transcript: Transcript) -> bytes:
    """The transcript in UTF-8."""
    parts = [transcript.title, "=" * len(transcript.title)]
    for turn in transcript.turns:
        text = without_markup(turn.text) if turn.is_answer else turn.text
        parts += ["", f"{turn.speaker}:", text]
        if turn.receipt:
            parts += ["", f"{transcript.receipt_label}:", receipt_text(turn)]
    return ("\n".join(parts) + "\n").encode()


def receipt_text(turn: Turn) -> str:
    """A receipt for a person to read and a program to run again."""
    return json.dumps(dict(turn.receipt), ensure_ascii=False, indent=1)


def without_markup(text: str) -> str:
    """The words of a Markdown text; addresses of links behind them."""
    return "\n\n".join(map("\n".join, map(_lines, markdown.read(text))))


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph | Heading):
        yield from "".join(map(_words, block.spans)).split("\n")
    elif isinstance(block, Code):
        yield from block.text.split("\n")
    elif isinstance(block, Listing):
        for number, item in enumerate(block.items, start=block.start or 0):
            mark = "•" if block.start is None else f"{number}."
            yield from _hung(item, mark)
    elif isinstance(block, Quote):
        yield from (f"> {line}" for line in _all_lines(block.blocks))
    elif isinstance(block, Table):
        for row in block.rows:
            yield "\t".join("".join(map(_words, cell)) for cell in row)
    elif isinstance(block, Rule):
        yield _RULE


def _hung(blocks: Sequence[Block], mark: str) -> Iterator[str]:
    """The lines of a list's item behind its mark."""
    lead = mark + " "
    for line in _all_lines(blocks):
        yield lead + line
        lead = " " * len(lead)


def _all_lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _lines(block)


def _words(span: Span) -> str:
    elsewhere = span.link and span.link != span.text
    return f"{span.text} ({span.link})" if elsewhere else span.text
