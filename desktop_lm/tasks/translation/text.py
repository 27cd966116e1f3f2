"""A text cut into segments to translate, and put together again from their translations."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from desktop_lm.tasks.language.languages import WITHOUT_SPACES, WITHOUT_SPACES_BETWEEN_SENTENCES
from desktop_lm.tasks.text.clean_text import clean
from desktop_lm.tasks.text.segments import Gap, Segment, segments
from desktop_lm.tasks.translation.pieces import Piece, Pieces
from desktop_lm.tasks.translation.protect import Protected, protected_parts
from desktop_lm.tasks.translation.spans import Mark, Spanning, project


class CutText:
    """``text`` in the language ``source``, to be written in ``target``. ``fixed`` are slices that
    its owner says stay as they are. ``go_on`` is called all the time while it is cut; what it
    raises ends that."""

    def __init__(
        self,
        text: str,
        source: str,
        target: str,
        fixed: Iterable[tuple[int, int]] = (),
        go_on: Callable[[], object] = bool,
    ) -> None:
        cleaned, _ = clean(text)
        self._places = _Places(text, cleaned)
        parts = protected_parts(cleaned, [self._places.slice_of(*one) for one in fixed], go_on)
        self._text = cleaned
        self._target = target
        self.pieces: list[Segment | Gap] = segments(cleaned, source, kept=parts, go_on=go_on)
        found = [piece for piece in self.pieces if isinstance(piece, Segment)]
        self.segments: tuple[str, ...] = tuple(piece.text for piece in found)
        self.kept: tuple[tuple[Protected, ...], ...] = tuple(_shared_out(parts, found))

    @property
    def before(self) -> tuple[str, ...]:
        """The segment before each, "" for the first."""
        return ("", *self.segments[:-1]) if self.segments else ()

    def segment_at(self, place: int) -> int:
        """The number of the segment that ``place`` of the text is in, or of the last before it."""
        at = self._places.slice_of(place, place)[0]
        starts = [piece.start for piece in self.pieces if isinstance(piece, Segment)]
        return max(0, bisect_right(starts, at) - 1)

    def joined(self, translations: Sequence[str]) -> str:
        """The whole text, with ``translations`` in the places of the segments and all between
        them as it was, but for spaces as :func:`before_piece` says. Raises ValueError for another
        number of them.
        """
        return self._joined(translations)[0]

    def marks(self, spans: Sequence[Spanning], translations: Sequence[str]) -> tuple[Mark, ...]:
        """Where ``spans`` of the text go in ``joined(translations)``; see
        :func:`desktop_lm.tasks.translation.spans.project`."""
        written, pieces = self._joined(translations)
        placed = [Mark(*self._places.slice_of(s.start, s.end), s.key) for s in spans]
        return project(self._text, placed, written, pieces)

    def reaches(
        self, spans: Sequence[Spanning], translations: Sequence[str]
    ) -> list[tuple[int, int]]:
        """The slice of ``joined(translations)`` that each of ``spans`` stays within: that of its
        sentences."""
        written, pieces = self._joined(translations)
        became = Pieces(self._text, written, pieces)
        return [became.reach(*self._places.slice_of(span.start, span.end)) for span in spans]

    def _joined(self, translations: Sequence[str]) -> tuple[str, list[Piece]]:
        if len(translations) != len(self.segments):
            raise ValueError(f"{len(translations)} translations of {len(self.segments)} segments")
        given = iter(translations)
        written: list[str] = []
        length = 0
        pieces: list[Piece] = []
        for place, piece in enumerate(self.pieces):
            text = next(given) if isinstance(piece, Segment) else ""
            space = before_piece(self.pieces, place, self._target)
            written += [space, text]
            length += len(space)
            if isinstance(piece, Segment):
                pieces.append(Piece(piece.start, piece.end, length, length + len(text)))
            length += len(text)
        return "".join(written), pieces


def before_piece(pieces: Sequence[Segment | Gap], place: int, target: str) -> str:
    """What is written before the translation of a segment, or instead of a gap.

    Two sentences with nothing between them, as Chinese writes them, get a space where the target
    language wants one; a mere space between them goes where it writes none.
    """
    piece = pieces[place]
    if isinstance(piece, Segment):
        follows = place > 0 and isinstance(pieces[place - 1], Segment)
        return " " if follows and target not in WITHOUT_SPACES else ""
    around = (*pieces[place - 1 : place], *pieces[place + 1 : place + 2])
    is_between = len(around) == 2 and all(isinstance(one, Segment) for one in around)  # noqa: PLR2004
    if is_between and not piece.text.strip(" ") and target in WITHOUT_SPACES_BETWEEN_SENTENCES:
        return ""
    return piece.text


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
