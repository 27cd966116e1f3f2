"""Line breaks of a page taken out of a text: what was copied out of a PDF, as paragraphs again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
_PAGE_BREAK = "\f"
# "12", "- 12 -", "Page 12 of 30", "12/30", "xii"; a year is no page.
_PAGE_NUMBER = re.compile(
    r"[-\u2013\u2014\s]*(?:(?:page|seite|p\.|s\.|p\u00e1g(?:ina)?\.?|\u7b2c)\s*)?"
    r"(?P<number>\d{1,3}|[ivxl]{1,6})\s*(?:\u9875|(?:/|of|von|de|sur)\s*\d{1,4})?[-\u2013\u2014\s]*",
    re.IGNORECASE,
)
_BEGINS_ITEM = re.compile(
    r"\s*(?:[-*+\u2022\u2023\u25e6\u25aa\u00b7\u2013\u2014>#|]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\)|"
    r"[\u2460-\u2473]|\[\d+\])(?:\s|$)"
)
_ENDS_SENTENCE = re.compile(r"[.!?\u2026\u3002\uff01\uff1f:;][\"'\u201d\u2019\u00bb)\]\u300d]*$")
_ENDS_OPEN = re.compile(r"[,;\uff0c\u3001\u2013\u2014(\u201c\u00ab-]$")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_MARKUP = re.compile(r"\s*(?:```|~~~|\||<|#{1,6}\s|[-=*_]{3,}\s*$)|.*\t|.*\S {3,}\S")
_BEGINS_OTHER = re.compile(f"{_MARKUP.pattern}|{_BEGINS_ITEM.pattern}")
_NUMBERED = re.compile(r"\s*\d+(?:\.\d+)*\.?\s+[^\W\d_]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_ITEM_INDENT = 2
_FULL = 0.72  # of the usual width: a line at least so long may end where the page did
_LEAST_WIDTH = 24  # characters of a page's line; Chinese ones count twice
_LEAST_WRAPPED = 0.4  # of the lines, for the text to be taken as broken by a page
_MOST_HEADING = 60


def mend(text: str) -> str:
    """``text`` with one line for each paragraph.

    Lines that were broken where the page ended are joined, a word cut at a line's end with a
    hyphen too; numbers of pages that stand alone are left out. Headings, lists, tables, code and
    blank lines stay. What has no such lines comes back as it is.
    """
    lines = _LINE_BREAK.split(text.replace(_PAGE_BREAK, "\n"))
    lines = _without_page_numbers(lines)
    width = _usual_width(lines)
    if not width:
        return text
    paragraphs: list[list[str]] = []  # each of the pieces of its lines
    in_code = False
    last = ""  # the last line as it stood on the page
    for line in lines:
        fence = line.lstrip().startswith(("```", "~~~"))
        if paragraphs and not in_code and not fence and _goes_on(last, line, width):
            _add(paragraphs[-1], line.strip())
        else:
            paragraphs.append([line if in_code else line.rstrip()])
        in_code = in_code != fence
        last = line
    return "\n".join("".join(pieces) for pieces in paragraphs)


def _usual_width(lines: Sequence[str]) -> float:
    """How long the lines are that end where the page did; 0 where they do not seem to."""
    lengths = [_width(line) for line in lines if line.strip() and not _MARKUP.match(line)]
    pairs = [
        (one, other)
        for one, other in pairwise(lines)
        if one.strip() and other.strip() and not _MARKUP.match(one) and not _MARKUP.match(other)
    ]
    if not pairs:
        return 0
    longest = sorted(lengths)[-max(1, len(lengths) // 3) :]
    width = median(longest)
    broken = [
        one
        for one, other in pairs
        if not _ENDS_SENTENCE.search(one.rstrip())
        and not _BEGINS_ITEM.match(other)
        and _width(one) >= _FULL * width
    ]
    is_page = width >= _LEAST_WIDTH and len(broken) >= _LEAST_WRAPPED * len(pairs)
    return width if is_page or any(_HYPHENATED.search(one.rstrip()) for one in broken) else 0


def _goes_on(last: str, line: str, width: float) -> bool:
    """Whether ``line`` goes on with the paragraph of the line ``last``."""
    before, here = last.rstrip(), line.strip()
    if not before or not here or _MARKUP.match(last) or _BEGINS_OTHER.match(line):
        return False
    if _HYPHENATED.search(before) and here[0].islower():
        return True
    if _is_heading(before, here):
        return False
    is_full = _width(before) >= _FULL * width
    deeper = _indent(line) - _indent(last)
    if _BEGINS_ITEM.match(last):
        return is_full or (deeper > 0 and here[0].islower())
    is_set_in = deeper >= _ITEM_INDENT  # a new paragraph begins so
    is_open = here[0].islower() or bool(_ENDS_OPEN.search(before))
    return not is_set_in and (is_open or is_full)


def _is_heading(before: str, here: str) -> bool:
    """A short line that ends no sentence, before one that begins a new one."""
    short = len(before) <= _MOST_HEADING and not _ENDS_SENTENCE.search(before)
    return short and not here[0].islower() and (bool(_NUMBERED.match(before)) or before.isupper())


def _add(pieces: list[str], here: str) -> None:
    """Join a line to a paragraph."""
    before = pieces[-1]
    if _HYPHENATED.search(before) and here[0].islower():
        pieces[-1] = before[:-1]
    elif not (_is_wide(before[-1]) or _is_wide(here[0])):
        pieces.append(" ")
    pieces.append(here)


def _width(line: str) -> int:
    """Letters of an alphabet wide."""
    line = line.rstrip()
    return len(line) if line.isascii() else sum(1 + _is_wide(character) for character in line)


def _is_wide(character: str) -> bool:
    """As Chinese and Japanese ones are, which have no spaces between them."""
    return unicodedata.east_asian_width(character) in "WF" and not _HANGUL.match(character)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _without_page_numbers(lines: Sequence[str]) -> list[str]:
    """Without the numbers of pages that stand alone; the two halves of a sentence that one stood
    between stand together."""
    numbers = _page_numbers(lines)
    kept: list[str] = []
    turned = False
    for place, line in enumerate(lines):
        if place in numbers:
            turned = True
        elif not turned or line.strip():
            if turned:
                while kept and not kept[-1].strip():
                    kept.pop()
                is_open = kept and not _ENDS_SENTENCE.search(kept[-1].rstrip())
                if kept and not (is_open and line.strip()[0].islower()):
                    kept.append("")
            turned = False
            kept.append(line)
    return kept


def _page_numbers(lines: Sequence[str]) -> set[int]:
    """The places of lines that are a page's number: they say so, or another one's follows."""
    found: dict[int, int] = {}
    marked: set[int] = set()
    for place, line in enumerate(lines):
        match = _PAGE_NUMBER.fullmatch(line) if line.strip() else None
        if match is None:
            continue
        around = [*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]]
        if any(_PAGE_NUMBER.fullmatch(other) for other in around if other.strip()):
            continue  # a column of numbers
        if line.strip() != match["number"]:
            marked.add(place)
        if match["number"].isdecimal():
            found[place] = int(match["number"])
    values = set(found.values())
    return marked | {place for place, value in found.items() if values & {value - 1, value + 1}}
