"""TXT: each line is a unit, its indentation and its end kept."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.pieces import Pieces, Slot, has_letter
from desktop_lm.documents.translatable.text_file import TextFile
from desktop_lm.documents.translatable.text_source import readable
from desktop_lm.documents.translatable.unit import Place, Unit, Written

_ENDS = "\r\n"


class PlainText(TextFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`."""

    kind = FileKind.TEXT

    def pieces(self, *, bilingual: bool) -> Pieces:
        del bilingual
        usual_end = "\n"
        for number, line in enumerate(self.source.lines(), start=1):
            body = line.rstrip(_ENDS)
            end = line[len(body) :]
            usual_end = end or usual_end
            if has_letter(body):
                yield from _around(body, number, usual_end)
                yield end
            else:
                yield line


def _around(body: str, number: int, line_end: str) -> Iterator[str | Slot]:
    """A line's indentation, its words and the blanks behind them."""
    words = body.strip()
    at = body.index(words)
    yield body[:at]
    yield _Line(words, body[:at], number, line_end)
    yield body[at + len(words) :]


class _Line:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = False

    def __init__(self, raw: str, indent: str, number: int, line_end: str) -> None:
        self.unit = Unit(readable(raw), place=Place(number))
        self.done = ""
        self._raw, self._indent, self._line_end = raw, indent, line_end

    def original(self) -> str:
        return self._raw

    def render(self, written: Written, *, bilingual: bool) -> str:
        words = self._line_end.join(written.text.splitlines())
        return f"{self._raw}{self._line_end}{self._indent}{words}" if bilingual else words
