"""What is found out of a file before it is translated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.open_file import Choice, open_translatable, without_units
from desktop_lm.documents.translatable.unit import Place
from desktop_lm.tasks.language.detection import Detected, detect
from desktop_lm.tasks.text.word_count import count_words

_SHOWN, _SHOWN_CHARACTERS = 40, 300
_SAMPLE = 4000  # characters


@dataclass(frozen=True, slots=True)
class Look:
    """``texts`` and ``words`` count what there is to translate; ``shown`` are the first texts.
    ``found`` is the language of their beginning."""

    kind: FileKind
    columns: tuple[str, ...]
    chosen: tuple[str, ...]
    can_be_bilingual: bool
    texts: int
    words: int
    shown: tuple[tuple[Place, str], ...]
    found: Detected


def look_at(path: Path, choice: Choice) -> Look:
    """Read the file through. Raises what opening and reading it does, and DOCUMENT_EMPTY or
    DOCUMENT_PICTURES where there is nothing to translate in it, unless that can be chosen."""
    file = open_translatable(path, choice)
    texts = words = 0
    shown: list[tuple[Place, str]] = []
    sample = ""
    for unit in file.units():
        texts += 1
        words += count_words(unit.text)
        if len(shown) < _SHOWN:
            shown.append((unit.place, " ".join(unit.text[:_SHOWN_CHARACTERS].split())))
        if len(sample) < _SAMPLE:
            sample += unit.text + "\n"
    has_choice = file.columns or file.kind in (FileKind.JSON, FileKind.GETTEXT)
    if not texts and not has_choice:
        raise without_units(path, file.kind)
    return Look(
        *(file.kind, file.columns, file.chosen, file.can_be_bilingual),
        *(texts, words, tuple(shown), detect(sample)),
    )
