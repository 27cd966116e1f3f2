"""Cues as slots: one by itself, or the cues of a sentence that runs over several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop_lm.documents.translatable.cue_markup import markup
from desktop_lm.documents.translatable.inline import Core, Node, beside, raw_of
from desktop_lm.documents.translatable.line_breaks import broken, cut_evenly
from desktop_lm.documents.translatable.pieces import joined
from desktop_lm.documents.translatable.unit import Place, Span, Unit, Written
from desktop_lm.one_line import one_line

_BLANK_LINES = re.compile(r"\n\s*\n+")
_SENTENCE_END = re.compile(r"[.!?…。！？♪:;][\"'”’»)\]]*\s*$")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Cue:
    """``counts``: how many lines of the file each line of the text has."""

    core: Core
    place: Place
    counts: Sequence[int]
    line_end: str
    is_web: bool

    def continues(self, before: Cue) -> bool:
        """Whether the sentence of the cue ``before`` goes on here: it has no end, and here is no
        beginning. Speakers and formatted words keep a cue by itself."""
        texts = before.core.text, self.core.text
        if any("\n" in text for text in texts) or before.core.spans or self.core.spans:
            return False
        return texts[1][:1].islower() and not _SENTENCE_END.search(texts[0])

    def original(self) -> str:
        """What the file has for it."""
        core = self.core
        return joined(raw_of((*core.before, *core.nodes, *core.after)))

    def written(self, translation: Written, *, bilingual: bool) -> str:
        """What the file gets for it."""
        core = self.core
        text = _BLANK_LINES.sub("\n", translation.text)  # a blank line would end the cue
        spans = translation.spans if len(text) == len(translation.text) else ()
        nodes = core.written(broken(Written(text, spans), self.counts))
        if bilingual:
            return f"{self.original()}{self.line_end}{self._markup(beside(core, nodes))}"
        return self._markup((*core.before, *nodes, *core.after))

    def _markup(self, nodes: Iterable[Node]) -> str:
        return "".join(markup(nodes, self.line_end, is_web=self.is_web))


class CueSlot:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = False

    def __init__(self, cue: Cue) -> None:
        self.unit = Unit(cue.core.text, cue.core.spans, cue.place)
        self.done = ""
        self._cue = cue

    def original(self) -> str:
        return self._cue.original()

    def render(self, written: Written, *, bilingual: bool) -> str:
        return self._cue.written(written, bilingual=bilingual)


class SentenceSlot:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`. ``between`` is what the
    file has between the cues: numbers and times."""

    inside = False

    def __init__(self, cues: Sequence[Cue], between: Sequence[str]) -> None:
        text, spans = cues[0].core.text.strip(), []
        for number, cue in enumerate(cues[1:], start=1):
            text += " "
            spans.append(Span(len(text), len(text), str(number), fixed=True))
            text += cue.core.text.strip()
        self.unit = Unit(text, tuple(spans), cues[0].place)
        self.done = ""
        self._cues = cues
        self._between = (*between, "")

    def original(self) -> str:
        cues = (cue.original() for cue in self._cues)
        return "".join(part for pair in zip(cues, self._between, strict=True) for part in pair)

    def render(self, written: Written, *, bilingual: bool) -> str:
        text = one_line(written.text)
        given = {span.key: span.start / max(1, len(written.text)) for span in written.spans}
        usual = {span.key: span.start / len(self.unit.text) for span in self.unit.spans}
        wanted = sorted(given.get(key, share) * len(text) for key, share in usual.items())
        parts = cut_evenly(text, wanted)
        if len(parts) < len(self._cues):  # fewer words than cues: each shows all of them
            parts = [text] * len(self._cues)
        whole = ""
        for cue, part, behind in zip(self._cues, parts, self._between, strict=True):
            whole += cue.written(Written(part), bilingual=bilingual) + behind
        return whole
