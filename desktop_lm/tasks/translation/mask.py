"""A segment as a model is asked for it, without what no translation may change, and back.

What stands for words is replaced by a stand-in that the model copies, or shown as it is to models
that copy it; marks are taken out and find their words again in the translation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from desktop_lm.tasks.translation.glossary import FoundTerm
from desktop_lm.tasks.translation.protect import Kind, Protected
from desktop_lm.tasks.translation.spans import Mark, project


@dataclass(frozen=True, slots=True)
class StandIns:
    """``names`` are words that a model copies into its translation, each with all the ways in which
    it does and the one it is shown first; ``numbers`` for what stands for a number. None of either:
    it copies the protected parts themselves."""

    names: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[tuple[str, ...], ...] = ()


AS_IT_IS = StandIns()
_TOM, _MARY, _BOSTON = (
    ("Tom", "汤姆", "湯姆"),
    ("Mary", "Maria", "Marie", "María", "玛丽", "瑪麗"),
    ("Boston", "波士顿", "波士頓"),
)
_NUMBERS = (("2013",), ("17",), ("41",))
_FOR_A_NUMBER = re.compile(r"%\W*[\d.]*\W*(?:hh|h|ll|l|z)?[diuxXeEfgG]")


_BEGINS_NO_RUN = " \t\u00a0\u3000,.;:!?)\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f"


def copied_words(source: str) -> StandIns:
    """For a translator that learnt from plain sentences, out of the language ``source``.

    Marks and words that it has never seen are lost: of 48 sentences with one of [1], #1, $1, X1,
    XYZ or an invented word, in four directions, a translator at half of its training copied none.
    "Tom" came through 46 times, "2013" 43, "Boston" 41, "17" 37; out of Chinese
    its Chinese name did 5 times of 6, "Boston" in letters once.
    """
    names: tuple[tuple[str, ...], ...] = (_TOM, _BOSTON, _MARY)
    if source == "zh":
        names = tuple(tuple(sorted(ways, key=str.isascii)) for ways in names)
    return StandIns((*names, *_NUMBERS), _NUMBERS)


@dataclass(frozen=True, slots=True)
class Edit:
    """The slice of a translation that becomes ``text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """A translation with everything in its place again, and how it came to that."""

    text: str
    edits: tuple[Edit, ...] = ()

    def place(self, before: int) -> int:
        """Where a place of the model's own text is now."""
        moved = before
        for edit in self.edits:
            if edit.end <= before:
                moved += len(edit.text) - (edit.end - edit.start)
            elif edit.start < before:
                return moved - (before - edit.start) + len(edit.text)
        return moved


@dataclass(frozen=True, slots=True)
class Word:
    """``shown``, in one of these ways, is to become ``text``."""

    shown: tuple[str, ...]
    text: str

    def is_in(self, text: str) -> bool:
        """Whether its stand-in is there, where it has one."""
        return self.text not in self.shown and any(_ways(self.shown, text))


@dataclass(frozen=True, slots=True)
class Masked:
    """``text`` is what a model is asked for, with ``words`` in it. ``marks`` are what opens and
    what closes (or only the one), around the slice of ``text`` in ``spans``."""

    text: str
    words: tuple[Word, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    spans: tuple[Mark, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether nothing was taken out or has a stand-in."""
        return not self.words and not self.marks

    def put_back(self, translated: str) -> PutBack:
        """What of it the model left out is left out here too."""
        edits = list(self._found_words(translated))
        if self.marks:
            kept = [(edit.start, edit.end) for edit in edits]
            edits += self._placed_marks(project(self.text, self.spans, translated), kept)
        edits.sort(key=lambda edit: (edit.start, edit.end))  # keeps the order of insertions
        text, done = "", 0
        for edit in edits:
            text += translated[done : edit.start] + edit.text
            done = edit.end
        return PutBack(text + translated[done:], tuple(edits))

    def _found_words(self, translated: str) -> Iterator[Edit]:
        taken: list[tuple[int, int]] = []
        for word in self.words:
            for start, end in _ways(word.shown, translated):
                if all(end <= low or high <= start for low, high in taken):
                    taken.append((start, end))
                    yield Edit(start, end, word.text)
                    break

    def _placed_marks(
        self, spans: Sequence[Mark], kept: Sequence[tuple[int, int]]
    ) -> Iterator[Edit]:
        """Marks as insertions, each pair around its words and none across another."""
        begun: list[tuple[int, int]] = []  # (end, place)
        order = sorted(range(len(spans)), key=lambda n: (spans[n].start, -spans[n].end, n))
        for place in order:
            start = _outside(spans[place].start, kept, before=True)
            end = _outside(spans[place].end, kept, before=False)
            while begun and begun[-1][0] <= start and not self._is_within(place, begun[-1][1]):
                yield self._closing(*begun.pop())
            end = min([end, *(until for until, _ in begun[-1:])])
            start = min(start, end)
            yield Edit(start, start, self.marks[place][0])
            begun.append((end, place))
        while begun:
            yield self._closing(*begun.pop())

    def _closing(self, at: int, place: int) -> Edit:
        return Edit(at, at, self.marks[place][1])

    def _is_within(self, one: int, other: int) -> bool:
        inner, outer = self.spans[one], self.spans[other]
        return one > other and outer.start <= inner.start and inner.end <= outer.end


def masked(
    segment: str,
    parts: Sequence[Protected],
    stand_ins: StandIns = AS_IT_IS,
    terms: Sequence[FoundTerm] = (),
) -> Masked:
    """``segment`` without its protected ``parts``; ``terms`` are treated as what stands for words,
    and come back in the other language."""
    targets = {term.start: term.term.target for term in terms}
    slices = [*parts, *(Protected(t.start, t.end, Kind.FIXED) for t in _apart(terms, parts))]
    names, numbers = (
        [ways for ways in reversed(kind) if not any(way in segment for way in ways)]
        for kind in (stand_ins.names, stand_ins.numbers)
    )
    words: list[Word] = []
    marks: list[tuple[str, str]] = []
    spans: list[Mark] = []
    opened: dict[int, int] = {}  # pairs and their places in marks
    written, done = "", 0
    for part in _together(sorted(slices, key=lambda part: part.start), targets):
        written += segment[done : part.start]
        done = part.end
        text = segment[part.start : part.end]
        at = len(written)
        if not part.is_mark:
            text = targets.get(part.start, text)
            ways = _next_of(numbers if _FOR_A_NUMBER.fullmatch(text) else names, text, words)
            words.append(Word(ways, text))
            written += words[-1].shown[0]
        elif part.pair in opened:
            place = opened[part.pair]
            marks[place] = (marks[place][0], text)
            spans[place] = Mark(spans[place].start, at, place)
        else:
            if part.pair:
                opened[part.pair] = len(marks)
            spans.append(Mark(at, at, len(marks)))
            marks.append((text, ""))
    return Masked(written + segment[done:], tuple(words), tuple(marks), tuple(spans))


def runs_between(segment: str, parts: Sequence[Protected]) -> list[tuple[int, int]]:
    """The slices of ``segment`` between the parts that stand for words, without spacing at their
    ends, or the comma at their beginning: translated one by one they lose nothing."""
    runs = []
    done = 0
    for start, end in [*((p.start, p.end) for p in parts if not p.is_mark), (len(segment),) * 2]:
        run = segment[done:start]
        if words := run.lstrip(_BEGINS_NO_RUN).rstrip():
            first = done + len(run) - len(run.lstrip(_BEGINS_NO_RUN))
            runs.append((first, first + len(words)))
        done = end
    return runs


def _next_of(kinds: list[tuple[str, ...]], text: str, used: Sequence[Word]) -> tuple[str, ...]:
    """The next stand-in, the part itself where there is none left."""
    taken = {word.shown for word in used}
    while kinds:
        ways = kinds.pop()
        if ways not in taken:
            return ways
    return (text,)


def _together(parts: Iterable[Protected], targets: Collection[int]) -> Iterator[Protected]:
    """Parts that stand for words, with nothing between them, as one."""
    last: Protected | None = None
    for part in parts:
        if last is None:
            last = part
        elif last.end == part.start and not (last.is_mark or part.is_mark or targets):
            last = Protected(last.start, part.end, last.kind)
        else:
            yield last
            last = part
    if last is not None:
        yield last


def _apart(terms: Iterable[FoundTerm], parts: Sequence[Protected]) -> Iterator[FoundTerm]:
    """The terms that no part lies in or around."""
    for term in terms:
        if all(part.end <= term.start or term.end <= part.start for part in parts):
            yield term


def _ways(shown: Sequence[str], translated: str) -> Iterator[tuple[int, int]]:
    """Where a stand-in is, as a word or a number of its own."""
    for way in shown:
        before, behind = (_neighbour(way[end]) for end in (0, -1))
        pattern = f"(?<!{before}){re.escape(way)}(?!{behind})"
        yield from (found.span() for found in re.finditer(pattern, translated))


def _neighbour(character: str) -> str:
    """What must not stand beside a stand-in that ends with this."""
    if character.isascii() and character.isalnum():
        return "[0-9]" if character.isdigit() else "[A-Za-z]"
    return "$^"


def _outside(at: int, kept: Sequence[tuple[int, int]], *, before: bool) -> int:
    """A place that is not within a stand-in."""
    for start, end in kept:
        if start < at < end:
            return start if before else end
    return at
