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


def records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """The records in ``lines``, which have their ends. Where a quotation mark is never closed, its
    line is read by itself, the mark as a character."""
    waiting: list[str] = []  # lines put back, the next one last
    given = iter(lines)
    while (first := waiting.pop() if waiting else next(given, None)) is not None:
        taken = [first]
        size = len(first)
        found = _cells(first, separator)
        while found is None and size <= _OPEN_AT_MOST:
            more = waiting.pop() if waiting else next(given, None)
            if more is None:
                break
            taken.append(more)
            size += len(more)
            # Only a line with a quotation mark can end what is open.
            if '"' in more:
                found = _cells("".join(taken), separator)
        if found is None:
            waiting += reversed(taken[1:])
            found = _unquoted(first, separator)
        yield found


def _cells(text: str, separator: str) -> Record | None:
    """``text`` as one record; None where a quotation mark is still open."""
    cells: list[Cell] = []
    at = 0
    body = text.rstrip("\r\n")
    while True:
        start, value = at, ""
        if body.startswith('"', at):
            closed = _closing_quote(text, at + 1)
            if closed < 0:
                return None
            value = text[at + 1 : closed].replace('""', '"')
            at = closed + 1
            body = body if at <= len(body) else text
        until = body.find(separator, at)
        until = len(body) if until < 0 else until
        cells.append(Cell(body[start:until], value + body[at:until]))
        if until >= len(body):
            return Record(tuple(cells), text[len(body) :])
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
