"""A text cut into segments to translate, and put together again from their translations."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_lm.tasks.clean_text import clean
from desktop_lm.tasks.languages import WITHOUT_SPACES
from desktop_lm.tasks.segments import Segment, segments
from desktop_lm.tasks.translation_spans import Mark, Spanning, project


class CutText:
    """``text`` in the language ``source``, to be written in ``target``."""

    def __init__(self, text: str, source: str, target: str) -> None:
        self._text = text
        self._pieces = segments(clean(text)[0], source)
        self._target = target

    @property
    def segments(self) -> tuple[str, ...]:
        """What is to be translated, in order."""
        return tuple(piece.text for piece in self._pieces if isinstance(piece, Segment))

    def joined(self, translations: Sequence[str]) -> str:
        """The whole text, with ``translations`` in the places of the segments and all between
        them as it was. Two that had nothing between them, as Chinese writes sentences, get a
        space where the target language wants one. Raises ValueError for another number of them.
        """
        given = iter(translations)
        written = ""
        after_segment = False
        for piece in self._pieces:
            is_segment = isinstance(piece, Segment)
            if is_segment and after_segment and self._target not in WITHOUT_SPACES:
                written += " "
            written += next(given, "") if is_segment else piece.text
            after_segment = is_segment
        if len(translations) != len(self.segments):
            raise ValueError(f"{len(translations)} translations of {len(self.segments)} segments")
        return written

    def marks(self, spans: Sequence[Spanning], translations: Sequence[str]) -> tuple[Mark, ...]:
        """Where ``spans`` of the text go in ``joined(translations)``; see
        :func:`desktop_lm.tasks.translation_spans.project`."""
        return project(self._text, spans, self.joined(translations))
