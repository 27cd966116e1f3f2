"""Translations that need no model: to see what a file does with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from desktop_lm.documents.translatable.open_file import Choice, Translatable, open_translatable
from desktop_lm.documents.translatable.unit import Unit, Written, same

_WORD = re.compile(r"[^\W\d_]+")

Translate = Callable[[Unit], Written]


def upper(unit: Unit) -> Written:
    """Every word in capitals, each of them as long as it was, so that spans stay."""
    text = _WORD.sub(lambda found: _as_long(found[0]), unit.text)
    return Written(text, unit.spans)


def longer(unit: Unit) -> Written:
    """Every word with a mark behind it, and the spans moved along."""
    ends = [found.end() for found in _WORD.finditer(unit.text)]
    text = _WORD.sub(lambda found: found[0] + "~", unit.text)

    def moved(at: int) -> int:
        return at + sum(end <= at for end in ends)

    spans = (
        type(span)(moved(span.start), moved(span.end), span.key, span.fixed) for span in unit.spans
    )
    return Written(text, tuple(spans))


def bare(unit: Unit) -> Written:
    """In capitals, and without any span."""
    return Written(upper(unit).text)


def through(
    path: Path,
    translate: Translate = same,
    *,
    choice: Choice | None = None,
    bilingual: bool = False,
    language: str = "",
) -> Path:
    """The file that ``path`` becomes, beside it."""
    file = opened(path, choice)
    target = path.with_name(f"out-{path.name}")
    file.write(target, map(translate, file.units()), bilingual=bilingual, language=language)
    return target


def opened(path: Path, choice: Choice | None = None) -> Translatable:
    return open_translatable(path, choice or Choice())


def texts(path: Path, choice: Choice | None = None) -> list[str]:
    """What there is to translate."""
    return [unit.text for unit in opened(path, choice).units()]


def _as_long(word: str) -> str:
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in word)
