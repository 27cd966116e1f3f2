"""SRT and VTT: the texts of cues. Times, numbers, settings, notes and styles stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop_lm.documents.translatable.cue_markup import nodes_of
from desktop_lm.documents.translatable.cues import Cue, CueSlot, SentenceSlot
from desktop_lm.documents.translatable.inline import raw_of, words_of
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.paragraph_core import core_of
from desktop_lm.documents.translatable.pieces import Pieces, joined
from desktop_lm.documents.translatable.text_file import TextFile
from desktop_lm.documents.translatable.unit import Place
from desktop_lm.errors import AppError, Code

_ARROW = "-->"
_NUMBER = re.compile(r"\s*\d+\s*")
_MOST_CUES = 4  # of one sentence


class Subtitles(TextFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`.

    A sentence that runs over some cues is one unit; empty spans say where the next cue begins.
    A line with an arrow in it is one of times, also where a time is missing or wrong; what follows
    it up to a blank line is its cue. In SRT, words that stand apart from any times are translated
    too: programs show them, and somebody forgot a blank line.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        first = next(self.source.lines(), "")
        self._is_web = path.suffix.lower() == ".vtt" or first.startswith("WEBVTT")
        self.kind = FileKind.WEBVTT if self._is_web else FileKind.SUBRIP
        if not any(_ARROW in line for line in self.source.lines()):
            reason = "it has no line with times"
            raise AppError(Code.DOCUMENT_DAMAGED, path=str(path), reason=reason)

    def pieces(self, *, bilingual: bool) -> Pieces:
        del bilingual
        held: list[Cue] = []  # cues of one sentence
        between: list[str] = []  # what stands between them
        gap = ""  # and behind the last of them
        for item in self._items():
            if isinstance(item, str) and held:
                gap += item
            elif isinstance(item, str):
                yield item
            elif held and len(held) < _MOST_CUES and item.continues(held[-1]):
                between.append(gap)
                held.append(item)
                gap = ""
            else:
                yield from _slot(held, between)
                yield gap
                held, between, gap = [item], [], ""
        yield from _slot(held, between)
        yield gap

    def _items(self) -> Iterator[str | Cue]:
        """The file as cues with words and what stands around them."""
        cue: list[tuple[str, str]] = []
        number, in_cue = 0, False
        for line in self.source.lines():
            body = line.rstrip("\r\n")
            if _ARROW in line:
                # The cue before may have no blank line behind it; then its last line is a number.
                identifier = cue.pop() if cue and _NUMBER.fullmatch(cue[-1][0]) else None
                yield from self._cue(cue, number)
                if identifier is not None:
                    yield "".join(identifier)
                cue, in_cue = [], True
                number += 1
                yield line
            elif not body.strip():
                yield from self._cue(cue, number)
                cue, in_cue = [], False
                yield line
            elif in_cue or (not self._is_web and number):
                cue.append((body, line[len(body) :]))
            else:
                yield line
        yield from self._cue(cue, number)

    def _cue(self, lines: Sequence[tuple[str, str]], number: int) -> Iterator[str | Cue]:
        if not lines:
            return
        nodes, counts = nodes_of(lines, is_web=self._is_web)
        core = core_of(nodes)
        if core is None:
            yield joined(raw_of(nodes))
        else:
            line_end = next((end for _, end in lines if end), "\n")
            before = sum(words_of(node).count("\n") for node in core.before)
            counts = counts[before : before + core.text.count("\n") + 1]
            yield Cue(core, Place(number), counts, line_end, self._is_web)
        yield lines[-1][1]


def _slot(cues: Sequence[Cue], between: Sequence[str]) -> Pieces:
    if len(cues) == 1:
        yield CueSlot(cues[0])
    elif cues:
        yield SentenceSlot(cues, between)
