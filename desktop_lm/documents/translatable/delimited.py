"""The cells of CSV and TSV files, each with the very characters that the file has for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_OPEN_AT_MOST = 1 << 20  # characters; a quote that is open for longer was never meant as one


@dataclass(frozen=True, slots=True)
class Cell:
    """``raw`` is how the file writes ``text``."""

    raw: str
    text: str

    @property
    def is_quoted(self) -> bool:
        return self.raw.startswith('"')


@dataclass(frozen=True, slots=True)
class Record:
    """Joined by the separator, the cells' raw texts and ``end`` are the record's lines."""

    cells: tuple[Cell, ...]
    end: str

    @property
    def is_blank(self) -> bool:
        """Whether it is a blank line, which most programs pass over."""
        return len(self.cells) == 1 and not self.cells[0].raw.strip()


def records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """The records in ``lines``, which have their ends. Where a quotation mark is never closed, its
    line is read by itself, the mark as a character."""
    waiting: list[str] = []  # lines put back, the next one last
    given = iter(lines)
    while (first := waiting.pop() if waiting else next(given, None)) is not None:
        taken = [first]
        size = len(first)
        is_open = _stays_open(first, separator, is_open=False)
        while is_open and size <= _OPEN_AT_MOST:
            more = waiting.pop() if waiting else next(given, None)
            if more is None:
                break
            taken.append(more)
            size += len(more)
            is_open = _stays_open(more, separator, is_open=True)
        if is_open:
            waiting += reversed(taken[1:])
            yield _unquoted(first, separator)
        else:
            yield _record("".join(taken), separator)


def _stays_open(line: str, separator: str, *, is_open: bool) -> bool:
    """Whether a quotation mark is open behind ``line``; ``is_open``: before it."""
    at = 0
    if not is_open and line.startswith('"'):
        is_open, at = True, 1
    while True:
        if is_open:
            closed = _closing_quote(line, at)
            if closed < 0:
                return True
            at = closed + 1
        following = line.find(separator, at)
        if following < 0:
            return False
        at = following + len(separator)
        is_open = line.startswith('"', at)
        at += is_open


def _record(text: str, separator: str) -> Record:
    """``text`` as one record, in which every quotation mark is closed."""
    cells: list[Cell] = []
    body = text.rstrip("\r\n")
    at = 0
    while True:
        start, value = at, ""
        if body.startswith('"', at):
            closed = _closing_quote(text, at + 1)
            value = text[at + 1 : closed].replace('""', '"')
            at = closed + 1
        until = body.find(separator, at)
        until = max(len(body), at) if until < 0 else until
        cells.append(Cell(text[start:until], value + text[at:until]))
        if until >= len(body):
            return Record(tuple(cells), text[until:])
        at = until + len(separator)


def _closing_quote(text: str, at: int) -> int:
    """Where the quotation mark is that is not doubled; -1 where there is none."""
    while (found := text.find('"', at)) >= 0:
        if not text.startswith('""', found):
            return found
        at = found + 2
    return -1


def _unquoted(line: str, separator: str) -> Record:
    body = line.rstrip("\r\n")
    cells = tuple(Cell(raw, raw) for raw in body.split(separator))
    return Record(cells, line[len(body) :])


def written(text: str, separator: str, *, quoted: bool) -> str:
    """``text`` as a cell."""
    needs = (
        quoted or text != text.strip() or any(sign in text for sign in (separator, '"', "\n", "\r"))
    )
    return '"' + text.replace('"', '""') + '"' if needs else text
