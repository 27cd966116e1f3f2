"""Markdown in which no word is hidden: CommonMark shows neither the definitions of references nor
what a table's row has beyond its columns, and models write such lines without meaning them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINE_END = re.compile(r"\r\n?")
# Other targets of a reference are words: "[Answer]: 42" is an answer.
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:[^\s]|[#/.]|www\.", re.IGNORECASE)
_MOST_TIMES = 4  # what is shown now may hide another; more often, nobody wrote it
_ROW_BEGINS = re.compile(r"[\s>]*\|?")
_CELL_ENDS = re.compile(r"(?<!\\)\|")


def tokens(parser: MarkdownIt, text: str) -> list[Token]:
    """The tokens of ``text``, with a backslash before hidden lines and columns for all cells."""
    lines = _LINE_END.sub("\n", text).split("\n")
    for _ in range(_MOST_TIMES):
        env: dict[str, Any] = {}
        found = parser.parse("\n".join(lines), env)
        changes = [*_wider_tables(found, lines), *_shown_definitions(found, env, lines)]
        for number, line in changes:
            lines[number] = line
        if not changes:
            break
    return found


def _shown_definitions(
    found: Sequence[Token], env: Mapping[str, Any], lines: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """The lines of definitions that no link shows, as text."""
    known: Mapping[str, Mapping[str, Any]] = env.get("references", {})
    linked = set(_linked(found)) if known else set()
    unseen = [
        each
        for each in known.values()
        if each["href"] not in linked or not _ADDRESS.match(each["href"])
    ]
    for each in (*unseen, *env.get("duplicate_refs", ())):
        number = each["map"][0]
        yield number, lines[number].replace("[", "\\[", 1)


def _linked(found: Sequence[Token]) -> Iterator[str]:
    for token in found:
        for child in token.children or ():
            yield str(child.attrs.get("href", "") or child.attrs.get("src", ""))


def _wider_tables(found: Sequence[Token], lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The first two lines of tables of which a row has more cells than columns."""
    for at, token in enumerate(found):
        if token.type != "table_open" or token.map is None:
            continue
        first, end = token.map
        columns = _columns(found, at)
        more = max(map(_cells, lines[first + 2 : end]), default=0) - columns
        if more > 0:
            yield first, _open_row(lines[first]) + " |" * more
            yield first + 1, _open_row(lines[first + 1]) + "---|" * more


def _columns(found: Sequence[Token], at: int) -> int:
    types = [token.type for token in found[at:]]
    return types[: types.index("thead_close")].count("th_open")


def _cells(row: str) -> int:
    words = _ROW_BEGINS.sub("", row, count=1).rstrip()
    return len(_CELL_ENDS.findall(words)) + (not words.endswith("|"))


def _open_row(row: str) -> str:
    """``row`` with a sign behind its last cell."""
    row = row.rstrip()
    return row if row.endswith("|") else f"{row} |"
