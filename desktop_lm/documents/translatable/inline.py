"""The inside of a paragraph: letters, what wraps some of them, and what stands between them.

Each format reads its own markup into these nodes and writes nodes as its own markup; how they
become a text with spans, and a translation becomes nodes again, is the same for all.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from desktop_lm.documents.translatable.pieces import Around, Slot
from desktop_lm.documents.translatable.unit import Span, Spans, Written

Parts: TypeAlias = "tuple[str | Around | Slot, ...]"
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)  # also where a format has lines of its own


@dataclass(eq=False, slots=True)
class Wrapper:
    """A formatting or a link: what stands before and behind the letters it is for."""

    opening: Parts
    closing: Parts = ()


@dataclass(frozen=True, slots=True)
class Open:
    wrapper: Wrapper


@dataclass(frozen=True, slots=True)
class Close:
    wrapper: Wrapper


@dataclass(frozen=True, slots=True)
class Letters:
    """``raw`` is how the file writes ``text``; "" in a translation."""

    text: str
    raw: str = ""


@dataclass(eq=False, slots=True)
class Thing:
    """What is kept as it is; ``shown`` are the words a reader sees of it. ``is_mark``: it begins or
    ends a range, and must not come before the mark that came before it. ``can_repeat``: there may
    be a second one."""

    raw: Parts
    shown: str = ""
    is_mark: bool = False
    can_repeat: bool = False


Node: TypeAlias = Open | Close | Letters | Thing


def raw_of(nodes: Iterable[Node]) -> Parts:
    """How the file writes ``nodes``."""
    parts: list[str | Around | Slot] = []
    for node in nodes:
        if isinstance(node, Open):
            parts += node.wrapper.opening
        elif isinstance(node, Close):
            parts += node.wrapper.closing
        elif isinstance(node, Letters):
            parts.append(node.raw)
        else:
            parts += node.raw
    return tuple(parts)


def words_of(node: Node) -> str:
    """What a reader sees of ``node``."""
    if isinstance(node, Letters):
        return node.text
    return node.shown if isinstance(node, Thing) else ""


@dataclass(slots=True)
class Core:
    """The part of a paragraph that is translated, from its first to its last word, and what stands
    ``before`` and ``after``. ``spans`` are those of ``text``, which has one of the two blanks
    around an image."""

    before: tuple[Node, ...]
    nodes: tuple[Node, ...]
    after: tuple[Node, ...]
    text: str = ""
    spans: Spans = ()
    _wrappers: dict[str, Wrapper] = field(default_factory=dict)
    _things: dict[str, Thing] = field(default_factory=dict)
    _around: dict[str, frozenset[str]] = field(default_factory=dict)  # a thing's wrappers
    _blank_before: set[str] = field(default_factory=set)  # things that follow a blank
    _blank_behind: set[str] = field(default_factory=set)  # and such that one follows

    def __post_init__(self) -> None:
        text = ""
        unseen: list[str] = []  # things without words since the last letters
        spans: list[Span] = []
        opened: dict[Wrapper, tuple[str, int]] = {}
        for node in self.nodes:
            key = str(len(self._wrappers) + len(self._things) + 1)
            if isinstance(node, Open):
                self._wrappers[key] = node.wrapper
                opened[node.wrapper] = key, len(spans)
                spans.append(Span(len(text), len(text), key))
            elif isinstance(node, Close):
                name, at = opened.pop(node.wrapper)
                spans[at] = Span(spans[at].start, len(text), name)
            elif isinstance(node, Letters):
                text += self._spaced(node.text, text, unseen)
                unseen = [] if node.text else unseen
            else:
                self._things[key] = node
                unseen = [] if node.shown else [*unseen, key]
                self._around[key] = frozenset(name for name, _ in opened.values())
                start = len(text)
                text += node.shown
                spans.append(Span(start, len(text), key, fixed=True))
        self.text, self.spans = text, tuple(spans)

    def _spaced(self, letters: str, text: str, unseen: Sequence[str]) -> str:
        """``letters`` that follow ``text``, without the second of two blanks around an image."""
        is_between = text.endswith(" ") and letters.startswith(" ")
        if not is_between or all(self._things[key].is_mark for key in unseen):
            return letters
        self._blank_before.add(unseen[0])
        self._blank_behind.add(unseen[-1])
        return letters[1:]

    def written(self, translation: Written) -> Iterator[Node]:
        """The nodes of a translation. Formatting without a place is left out; whatever is fixed
        comes, at the end where it has no place."""
        text = translation.text
        spans = [span for span in translation.spans if 0 <= span.start <= span.end <= len(text)]
        wrappers = [span for span in spans if span.key in self._wrappers and span.start < span.end]
        coming = deque(sorted(wrappers, key=lambda span: span.start))
        near: list[Span] = []
        open_keys: list[str] = []
        for start, end, thing in self._stretches(spans, wrappers, text):
            while coming and coming[0].start <= start:
                near.append(coming.popleft())
            near = [span for span in near if span.end >= start]
            wanted = self._wanted(near, start, end, thing)
            yield from self._change(open_keys, wanted)
            open_keys = wanted
            if thing:
                yield from self._with_blanks(thing, text, start)
            else:
                yield Letters(text[start:end])
        yield from self._change(open_keys, [])

    def _with_blanks(self, key: str, text: str, at: int) -> Iterator[Node]:
        """A thing at its place in ``text``, with the blanks that it had around it."""
        if key in self._blank_before and text[:at] and not text[at - 1].isspace():
            yield Letters(" ")
        yield self._things[key]
        if key in self._blank_behind and text[at:] and not text[at].isspace():
            yield Letters(" ")

    def _stretches(
        self, spans: Sequence[Span], wrappers: Sequence[Span], text: str
    ) -> Iterator[tuple[int, int, str]]:
        """Slices of the text in one formatting each, and the places of things with their keys."""
        length = len(text)
        things = self._placed(spans, text)
        edges = {length, *(start for start, _, _ in things)}
        edges.update(at for span in wrappers for at in (span.start, span.end))
        ordered = deque(sorted(edges))
        at = 0
        for start, end, key in [*things, (length, length, "")]:
            while ordered and ordered[0] <= start:
                edge = ordered.popleft()
                if at < edge:
                    yield at, edge, ""
                    at = edge
            if key:
                yield start, end, key
                at = max(at, end)

    def _placed(self, spans: Sequence[Span], text: str) -> list[tuple[int, int, str]]:
        """Where each thing comes, in order and apart from each other. One that has no place takes
        that of its words in the text, if they are there, or comes last."""
        given = {span.key: (span.start, span.end) for span in reversed(spans)}
        found = []
        last_mark = 0
        for key, thing in self._things.items():
            start, end = given.get(key) or _slice_of(thing.shown, text)
            if thing.is_mark:
                start = end = last_mark = max(start, last_mark)
            found.append((start, end, key))
        found.sort(key=lambda place: place[0])  # stable: as in the original where two meet
        apart, free = [], 0
        for start, end, key in found:
            start = max(start, free)  # noqa: PLW2901
            free = max(start, end)
            apart.append((start, free, key))
        return apart

    def _wanted(self, wrappers: Sequence[Span], start: int, end: int, thing: str) -> list[str]:
        """The wrappers of a stretch, the outermost first."""
        around = self._around.get(thing, frozenset())
        found: dict[str, Span] = {}
        for span in wrappers:
            covers = span.start <= start and end <= span.end
            touches_only = start == end and start in (span.start, span.end)
            if covers and (not touches_only or span.key in around) and span.key not in found:
                found[span.key] = span
        return sorted(found, key=lambda key: (found[key].start, -found[key].end, int(key)))

    def _change(self, before: Sequence[str], after: Sequence[str]) -> Iterator[Node]:
        shared = 0
        while shared < min(len(before), len(after)) and before[shared] == after[shared]:
            shared += 1
        for key in reversed(before[shared:]):
            yield Close(self._wrappers[key])
        for key in after[shared:]:
            yield Open(self._wrappers[key])


def _slice_of(shown: str, text: str) -> tuple[int, int]:
    at = text.find(shown) if shown else -1
    return (at, at + len(shown)) if at >= 0 else (len(text), len(text))


def beside(
    core: Core, translated: Iterable[Node], nameless: Callable[[str], str] = str
) -> Iterator[Node]:
    """A translation to stand in the document together with its original: what wraps all of it comes
    again; images, marks and notes, which are one of a kind, do not, or only their words.
    ``nameless`` takes out of a piece of markup what a file may have only once."""
    around = [node for node in core.before if isinstance(node, Open | Close)]
    behind = [node for node in core.after if isinstance(node, Open | Close)]
    for node in (*around, *_without_second(translated), *behind):
        if isinstance(node, Open):
            opening = _nameless(node.wrapper.opening, nameless)
            yield Open(replace(node.wrapper, opening=opening))
        elif isinstance(node, Thing):
            yield replace(node, raw=_nameless(node.raw, nameless))
        else:
            yield node


def _nameless(parts: Parts, nameless: Callable[[str], str]) -> Parts:
    return tuple(nameless(part) if isinstance(part, str) else part for part in parts)


def _without_second(translated: Iterable[Node]) -> Iterator[Node]:
    """``translated`` with the words alone of what may not come a second time."""
    last, is_left_out = "", False
    for node in translated:
        text = node.text if isinstance(node, Letters) else ""
        if isinstance(node, Thing) and not node.can_repeat:
            text = node.shown
            is_left_out = is_left_out or not text
        elif not isinstance(node, Letters):
            yield node
            last = last if isinstance(node, Open | Close) else ""
        if text:
            is_second = is_left_out and last.endswith(" ") and text.startswith(" ")
            yield Letters(text[is_second:])
            last, is_left_out = text, False
