"""Where the lines of a translation break, so that there are as many as in the original."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop_lm.documents.translatable.unit import Span, Written

_CLAUSE = ",;:.!?…、，。！？"  # noqa: RUF001
_BONUS = 4  # characters that a break after a clause may lie further from the middle
# Scripts that put no spaces between words: Chinese, Japanese, Thai, Lao, Khmer, Burmese.
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def has_no_spaces(character: str) -> bool:
    """Whether the script of ``character`` writes words without spaces between them."""
    return bool(_NO_SPACES.match(character))


def broken(written: Written, counts: Sequence[int]) -> Written:
    """``written`` with its lines broken into ``counts``, each line into the number at its place, of
    about the same length. Where it has another number of lines than there are counts, all of it
    becomes as many as they add up to."""
    lines = written.text.split("\n")
    if len(lines) != len(counts):
        written = Written(written.text.replace("\n", " "), written.spans)
        lines, counts = [written.text], [sum(counts)]
    at, text = 0, ""
    inserted: list[int] = []  # places in the old text before which a line feed came in
    for line, count in zip(lines, counts, strict=True):
        text += "\n" if at else ""
        done = 0
        for cut in _cuts(line, count):
            text += line[done:cut] + "\n"
            is_space = line[cut] == " "
            done = cut + is_space
            if not is_space:
                inserted.append(at + cut)
        text += line[done:]
        at += len(line) + 1
    return Written(text, tuple(_moved(span, inserted) for span in written.spans))


def _cuts(line: str, count: int) -> list[int]:
    """Where ``line`` is cut into ``count``: at spaces, or between letters of scripts without."""
    places = [at for at in range(1, len(line) - 1) if _may_break(line, at)]
    cuts: list[int] = []
    for number in range(1, count):
        middle = len(line) * number / count
        places = [at for at in places if not cuts or at > cuts[-1] + 1]
        if places:
            cuts.append(_nearest(line, places, middle))
    return cuts


def cut_evenly(text: str, wanted: Sequence[float]) -> list[str]:
    """``text`` cut near the places ``wanted``, which are in order: at spaces, or between letters of
    scripts without. Fewer pieces come where there are not enough places."""
    places = [at for at in range(1, len(text) - 1) if _may_break(text, at)]
    pieces, done = [], 0
    for middle in wanted:
        places = [at for at in places if at > done + 1]
        if places:
            cut = _nearest(text, places, middle)
            pieces.append(text[done:cut].strip())
            done = cut
    return [*pieces, text[done:].strip()]


def _nearest(line: str, places: Sequence[int], middle: float) -> int:
    return min(places, key=lambda at: _cost(line, at, middle))


def _may_break(line: str, at: int) -> bool:
    if line[at] == " ":
        return True
    return has_no_spaces(line[at]) and has_no_spaces(line[at - 1])


def _cost(line: str, at: int, middle: float) -> float:
    return abs(at - middle) - (_BONUS if line[at - 1] in _CLAUSE else 0)


def _moved(span: Span, inserted: Sequence[int]) -> Span:
    start = span.start + sum(at <= span.start for at in inserted)
    end = span.end + sum(at < span.end for at in inserted)
    return Span(start, max(start, end), span.key, span.fixed)
