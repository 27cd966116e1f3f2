"""What of a text no translation may change: placeholders, tags, code, links, addresses, paths.

Some of it stands for words (``{name}``, a path) and is a part of its sentence. Some are marks
around words or between them (``<b>``, ``**``, what stands around a Markdown link's words): a
sentence is complete without them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_lm.tasks.translation.protected_patterns import (
    ANY_WHOLE,
    ANY_WORD,
    DIVIDER,
    EMPHASIS,
    FENCE,
    LINK,
    MAYBE,
    ROW,
    TAG_NAME,
    WHOLE,
    WORDS,
)


class Kind(StrEnum):
    """What a protected part is."""

    PLACEHOLDER = "placeholder"  # {name} %s ${x} {{x}} &amp;
    CODE = "code"  # `in backticks`, and blocks between fences
    LINK = "link"  # a URL, the definition of a Markdown link
    ADDRESS = "address"  # of e-mail
    PATH = "path"  # of a file
    IMAGE = "image"  # a Markdown image
    FIXED = "fixed"  # what the text's owner says stays
    TAG = "tag"  # <b> </b> <br/>
    MARK = "mark"  # of Markdown: ** and what stands around a link's words
    CELL = "cell"  # between the cells of a table's row, the entries of a menu


_MARKS = frozenset({Kind.TAG, Kind.MARK, Kind.CELL})


@dataclass(frozen=True, slots=True)
class Protected:
    """The slice ``text[start:end]`` of a text stays as it is.

    ``pair``: opening and closing marks that belong together have the same number; 0 for what has
    no partner. ``divides``: what stands before it and after it are sentences of their own.
    """

    start: int
    end: int
    kind: Kind
    pair: int = 0
    divides: bool = False

    @property
    def is_mark(self) -> bool:
        """Whether a sentence is complete without it."""
        return self.kind in _MARKS


_BLOCK_TAGS = frozenset(
    {
        *("blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "footer", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hr", "li", "ol", "option", "p", "pre", "section", "table"),
        *("tbody", "td", "th", "thead", "tr", "ul"),
    }
)
_KINDS = {
    "code": Kind.CODE,
    "definition": Kind.LINK,
    "autolink": Kind.LINK,
    "url": Kind.LINK,
    "domain": Kind.LINK,
    "footnote": Kind.TAG,
    "comment": Kind.TAG,
    "tag": Kind.TAG,
    "image": Kind.IMAGE,
    "email": Kind.ADDRESS,
    "windows": Kind.PATH,
    "path": Kind.PATH,
    "file": Kind.PATH,
}
_ENDS_NO_URL = ".,;:!?'\"*_~"


def protected_parts(
    text: str, fixed: Iterable[tuple[int, int]] = (), go_on: Callable[[], object] = bool
) -> tuple[Protected, ...]:
    """What of ``text`` stays as it is, in order and without overlaps.

    ``fixed`` are slices that do so because the text's owner says it. ``go_on`` is called before
    each search, and for each part that is found; what it raises ends the work.
    """
    found: list[Protected] = []
    for start, end in sorted(fixed):
        if max(start, found[-1].end if found else 0) == start < end:
            found.append(Protected(start, end, Kind.FIXED))
    if MAYBE.search(text):
        for search in (_fences, _wholes, _links, _words, _emphasis, _cells, _dividers):
            go_on()
            taken = sorted(found, key=lambda part: part.start)
            found += _free(search(text), taken, go_on)
    found.sort(key=lambda part: part.start)
    return _paired(text, found, go_on)


def parts_of_owner(text: str, parts: Iterable[Protected]) -> tuple[Protected, ...]:
    """Those of ``text``'s protected parts that cannot be seen in it: in another place of its file
    the same words may be the author's, to be translated."""
    fixed = [part for part in parts if part.kind is Kind.FIXED]
    seen = {(part.start, part.end) for part in protected_parts(text)} if fixed else set()
    return tuple(part for part in fixed if (part.start, part.end) not in seen)


def missing_parts(text: str, parts: Iterable[Protected], target: str) -> tuple[str, ...]:
    """Those of ``text``'s protected parts that ``target`` lacks, each as often as it is missing."""
    wanted = Counter(text[part.start : part.end] for part in parts)
    return tuple(part for part, count in wanted.items() for _ in range(count - target.count(part)))


def _fences(text: str) -> Iterable[list[Protected]]:
    """Blocks of code between two fences; one that is not closed is none."""
    opened: re.Match[str] | None = None
    for fence in FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence[0].strip() == fence[1] and fence[1].startswith(opened[1]):
            yield [Protected(opened.start(), fence.end(), Kind.CODE, divides=True)]
            opened = None


def _wholes(text: str) -> Iterable[list[Protected]]:
    for found in ANY_WHOLE.finditer(text):
        name = _name(found, WHOLE)
        tag = TAG_NAME.match(found[0]) if name == "tag" else None
        divides = tag is not None and tag[1].lower() in _BLOCK_TAGS
        yield [Protected(*found.span(), _KINDS[name], divides=divides)]


def _words(text: str) -> Iterable[list[Protected]]:
    """What stands for words."""
    for found in ANY_WORD.finditer(text):
        name = _name(found, WORDS)
        start, end = found.span()
        if name in ("url", "windows", "path"):
            end = _without_punctuation(text, start, end)
        if start < end and (name != "path" or _is_path(text[start:end])):
            yield [Protected(start, end, _KINDS.get(name, Kind.PLACEHOLDER))]


def _name(found: re.Match[str], patterns: Iterable[str]) -> str:
    return next(name for name in patterns if found[name] is not None)


def _links(text: str) -> Iterable[list[Protected]]:
    """What stands around the words of Markdown links."""
    for found in LINK.finditer(text):
        yield [Protected(*found.span(side), Kind.MARK) for side in ("open", "close")]


def _emphasis(text: str) -> Iterable[list[Protected]]:
    """Markdown's stars, underlines and tildes, also within each other."""
    starts = [(0, len(text))]
    while starts:
        begin, end = starts.pop()
        for found in EMPHASIS.finditer(text, begin, end):
            sides = next(s for s in ("", "1", "2") if found["open" + s] is not None)
            yield [Protected(*found.span(side + sides), Kind.MARK) for side in ("open", "close")]
            starts.append((found.end("open" + sides), found.start("close" + sides)))


def _cells(text: str) -> Iterable[list[Protected]]:
    for row in ROW.finditer(text):
        for bar in re.finditer(r"\|", row[0]):
            place = row.start() + bar.start()
            yield [Protected(place, place + 1, Kind.CELL, divides=True)]


def _dividers(text: str) -> Iterable[list[Protected]]:
    """As in "Home | Contact", but not in "P(A | B)"."""
    depth = 0
    for found in DIVIDER.finditer(text):
        if found["divider"] is None:
            depth = 0 if found[0] == "\n" else max(0, depth + (1 if found[0] in "([{" else -1))
        elif not depth:
            yield [Protected(*found.span(), Kind.CELL, divides=True)]


def _free(
    groups: Iterable[list[Protected]], taken: Sequence[Protected], go_on: Callable[[], object]
) -> list[Protected]:
    """The groups all of whose parts lie outside what is taken, and apart from each other."""
    starts = [part.start for part in taken]
    found: list[Protected] = []
    used: set[int] = set()
    for group in groups:
        go_on()
        if all(not _overlaps(part, taken, starts) for part in group):
            places = {place for part in group for place in range(part.start, part.end)}
            if not places & used:
                used |= places
                found += group
    return found


def _overlaps(part: Protected, taken: Sequence[Protected], starts: Sequence[int]) -> bool:
    place = bisect_right(starts, part.start)
    before = place > 0 and taken[place - 1].end > part.start
    return before or (place < len(taken) and taken[place].start < part.end)


def _without_punctuation(text: str, start: int, end: int) -> int:
    """A full stop, or a bracket that was opened before, is no part of a link."""
    while end > start:
        last = text[end - 1]
        closes = last in ")]}" and text.count("([{"[")]}".index(last)], start, end) < text.count(
            last, start, end
        )
        if last not in _ENDS_NO_URL and not closes:
            break
        end -= 1
    return end


def _is_path(text: str) -> bool:
    """Not "and/or" or "24/7": it begins at a root, or ends in a file's name."""
    if text[0] in "/~.":
        return text.count("/") > (text[0] == "/")
    return bool(re.search(r"[^/]\.[A-Za-z][A-Za-z0-9]{0,4}$", text))


def _paired(
    text: str, parts: Sequence[Protected], go_on: Callable[[], object]
) -> tuple[Protected, ...]:
    """The same with opening and closing marks numbered."""
    result = list(parts)
    waiting: list[tuple[str, int]] = []
    open_: Counter[str] = Counter()  # by name: a page has thousands of tags that nothing closes
    number = 0
    for place, part in enumerate(parts):
        go_on()
        if part.kind not in (Kind.TAG, Kind.MARK) or part.divides:
            continue
        opens, closes = _sides(text[part.start : part.end])
        if closes and open_[closes]:
            while waiting:
                name, other = waiting.pop()
                open_[name] -= 1
                if name == closes:
                    number += 1
                    for one in (other, place):
                        old = result[one]
                        result[one] = Protected(old.start, old.end, old.kind, number, old.divides)
                    break
        elif opens:
            waiting.append((opens, place))
            open_[opens] += 1
    return tuple(result)


def _sides(mark: str) -> tuple[str, str]:
    """(what it opens, what it closes); "" for neither."""
    if mark in ("*", "**", "_", "__", "~~"):
        return mark, mark
    if mark == "[" or mark.startswith("]"):
        return ("[", "") if mark == "[" else ("", "[")
    tag = TAG_NAME.match(mark)
    if tag is None or mark.endswith("/>"):
        return "", ""
    return ("", tag[1].lower()) if mark.startswith("</") else (tag[1].lower(), "")
