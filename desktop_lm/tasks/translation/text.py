"""A text cut into segments to translate, and put together again from their translations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desktop_lm.tasks.language.languages import WITHOUT_SPACES
from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.tasks.text.segments import Gap, Segment, segments
from desktop_lm.tasks.translation.protect import Protected, protected_parts
from desktop_lm.tasks.translation.spans import Mark, Spanning, project
from desktop_lm.tasks.translation.word_alignment import Piece


class CutText:
    """``text`` in the language ``source``, to be written in ``target``. ``fixed`` are slices that
    its owner says stay as they are."""

    def __init__(
        self, text: str, source: str, target: str, fixed: Iterable[tuple[int, int]] = ()
    ) -> None:
        cleaned, _ = clean(text)
        self._places = _Places(text, cleaned)
        parts = protected_parts(cleaned, [self._places.slice_of(*one) for one in fixed])
        self._text = cleaned
        self._target = target
        self.pieces: list[Segment | Gap] = segments(cleaned, source, kept=parts)
        found = [piece for piece in self.pieces if isinstance(piece, Segment)]
        self.segments: tuple[str, ...] = tuple(piece.text for piece in found)
        self.kept: tuple[tuple[Protected, ...], ...] = tuple(_shared_out(parts, found))

    @property
    def before(self) -> tuple[str, ...]:
        """The segment before each, "" for the first."""
        return ("", *self.segments[:-1]) if self.segments else ()

    def joined(self, translations: Sequence[str]) -> str:
        """The whole text, with ``translations`` in the places of the segments and all between
        them as it was. Two that had nothing between them, as Chinese writes sentences, get a
        space where the target language wants one. Raises ValueError for another number of them.
        """
        return self._joined(translations)[0]

    def marks(self, spans: Sequence[Spanning], translations: Sequence[str]) -> tuple[Mark, ...]:
        """Where ``spans`` of the text go in ``joined(translations)``; see
        :func:`desktop_lm.tasks.translation.spans.project`."""
        written, pieces = self._joined(translations)
        placed = [Mark(*self._places.slice_of(s.start, s.end), s.key) for s in spans]
        return project(self._text, placed, written, pieces)

    def _joined(self, translations: Sequence[str]) -> tuple[str, list[Piece]]:
        if len(translations) != len(self.segments):
            raise ValueError(f"{len(translations)} translations of {len(self.segments)} segments")
        given = iter(translations)
        written: list[str] = []
        length = 0
        pieces: list[Piece] = []
        after_segment = False
        for piece in self.pieces:
            is_segment = isinstance(piece, Segment)
            if is_segment and after_segment and self._target not in WITHOUT_SPACES:
                written.append(" ")
                length += 1
            text = next(given) if is_segment else piece.text
            if is_segment:
                pieces.append(Piece(piece.start, piece.end, length, length + len(text)))
            written.append(text)
            length += len(text)
            after_segment = is_segment
        return "".join(written), pieces


@dataclass(frozen=True, slots=True)
class _Places:
    """Places of a text in the same without its control characters."""

    text: str
    cleaned: str

    def slice_of(self, start: int, end: int) -> tuple[int, int]:
        """The same slice there."""
        if len(self.text) == len(self.cleaned):
            return start, end
        return len(clean(self.text[:start])[0]), len(clean(self.text[:end])[0])


def _shared_out(
    parts: Sequence[Protected], found: Sequence[Segment]
) -> Iterable[tuple[Protected, ...]]:
    """The parts in each segment, counted from its beginning."""
    starts = [part.start for part in parts]
    for segment in found:
        inside = parts[bisect_left(starts, segment.start) : bisect_left(starts, segment.end)]
        yield tuple(
            replace(part, start=part.start - segment.start, end=part.end - segment.start)
            for part in inside
        )
