"""Cuts a text into pieces that fit the context, at the ends of sentences where there are any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop_lm.tasks.text.segments import sentences
from desktop_lm.tasks.text.slices import Span

# A longer text is judged in pieces of this many characters (some 500 tokens of English).
_PIECE = 2000
_EXAMPLE_TOKENS, _LEAST_BYTES = 300, 64
_LANGUAGE = "en"  # for cutting sentences; full stops are much the same elsewhere


class Cutter:
    """Cuts for a context of ``n_ctx`` tokens."""

    def __init__(self, n_ctx: int) -> None:
        # A token is a byte at least, and the examples and labels want room as well.
        self._most_bytes = max(_LEAST_BYTES, n_ctx - _EXAMPLE_TOKENS)

    def sentences(self, text: str) -> list[Span]:
        """The sentences of ``text``, one too long for a piece in parts; never none."""
        return [
            part
            for span in sentences(text, _LANGUAGE) or [_whole(text)]
            for part in self._parts(text, span)
        ]

    def grouped(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """Neighbouring sentences together, as far as they fit a piece; usually all of them."""
        groups: list[Span] = []
        for span in spans:
            if groups and self._fits(text[groups[-1].start : span.end]):
                groups[-1] = Span(groups[-1].start, span.end)
            else:
                groups.append(span)
        return groups

    def pieces(self, text: str) -> list[Span]:
        """All of ``text`` in as few pieces as can be; a short one is not looked at closely."""
        if self._fits(text):
            return [_whole(text)]
        return self.grouped(text, self.sentences(text))

    def _fits(self, text: str) -> bool:
        return len(text) <= _PIECE and len(text.encode()) <= self._most_bytes

    def _parts(self, text: str, span: Span) -> Iterator[Span]:
        """The same stretch in parts that fit a piece: a "sentence" may be a page of digits."""
        if self._fits(text[span.start : span.end]):
            yield span
            return
        middle = (span.start + span.end) // 2
        yield from self._parts(text, Span(span.start, middle))
        yield from self._parts(text, Span(middle, span.end))


def one_line(text: str) -> str:
    """``text`` in one line: a line break would look like the end of an example."""
    return " ".join(text.split())


def _whole(text: str) -> Span:
    start = len(text) - len(text.lstrip())
    return Span(start, max(start, len(text.rstrip())))
