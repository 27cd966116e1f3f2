"""SRT and VTT: the texts of cues. Times, numbers, settings, notes and styles stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from desktop_lm.documents.translatable.cue_markup import markup, nodes_of
from desktop_lm.documents.translatable.inline import Core, Node, beside, core_of, raw_of
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.line_breaks import broken
from desktop_lm.documents.translatable.pieces import Pieces, joined
from desktop_lm.documents.translatable.text_file import TextFile
from desktop_lm.documents.translatable.unit import Place, Unit, Written
from desktop_lm.errors import AppError, Code

_ARROW = "-->"
_NUMBER = re.compile(r"\s*\d+\s*")
_BLANK_LINES = re.compile(r"\n\s*\n+")


class Subtitles(TextFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`.

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

    def _cue(self, lines: Sequence[tuple[str, str]], number: int) -> Pieces:
        if not lines:
            return
        nodes, counts = nodes_of(lines, is_web=self._is_web)
        core = core_of(nodes)
        if core is None:
            yield joined(raw_of(nodes))
        else:
            line_end = next((end for _, end in lines if end), "\n")
            yield _Cue(core, Place(number), counts, line_end, is_web=self._is_web)
        yield lines[-1][1]


class _Cue:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = False

    def __init__(
        self, core: Core, place: Place, counts: Sequence[int], line_end: str, *, is_web: bool
    ) -> None:
        self.unit = Unit(core.text, core.spans, place)
        self.done = ""
        self._core = core
        self._counts = counts
        self._line_end = line_end
        self._is_web = is_web

    def original(self) -> str:
        core = self._core
        return joined(raw_of((*core.before, *core.nodes, *core.after)))

    def render(self, written: Written, *, bilingual: bool) -> str:
        core = self._core
        text = _BLANK_LINES.sub("\n", written.text)  # a blank line would end the cue
        spans = written.spans if len(text) == len(written.text) else ()
        nodes = core.written(broken(Written(text, spans), self._counts))
        if bilingual:
            below = beside(core, nodes)
            return f"{self.original()}{self._line_end}{self._markup(below)}"
        return self._markup((*core.before, *nodes, *core.after))

    def _markup(self, nodes: Iterable[Node]) -> str:
        return "".join(markup(nodes, self._line_end, is_web=self._is_web))
