"""The translation memory as TMX files, to other programs and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop_lm.documents import tmx, tmx_reader
from desktop_lm.documents.tmx import TmxUnit
from desktop_lm.errors import AppError, Code
from desktop_lm.storage.translations.translation_entry import Entry, Way
from desktop_lm.storage.translations.translation_memory import TranslationMemory
from desktop_lm.tasks.language.languages import BY_CODE

Tell = Callable[[float], object]
_END = "[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
_LINE_BREAK = re.compile(rf"[ \t]*{_END}(?:[ \t]|{_END})*")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """``units`` is all that is in languages of this program: ``known`` were there already, or
    changed here since, ``renewed`` took the place of older ones. ``turned`` were added the other
    way round besides."""

    units: int
    added: int
    known: int
    renewed: int = 0
    turned: int = 0


def export(
    memory: TranslationMemory,
    path: Path,
    pair: tuple[str, str] = ("", ""),
    *,
    edited: bool = False,
    overwrite: bool = False,
) -> int:
    """Write what is remembered: all, or of a ``pair`` of languages ("" for any), or only what
    persons wrote; how many units. Raises TARGET_EXISTS, WRITE_FAILED, also where the disk is
    full, and what the memory does."""
    if path.exists() and not overwrite:
        raise AppError(Code.TARGET_EXISTS, path=str(path))
    return tmx.write(path, map(_unit, memory.entries(*pair, edited=edited)))


def take_in(memory: TranslationMemory, path: Path, tell: Tell = lambda _fraction: None) -> TakenIn:
    """Remember what is in a file, which is read to its end before anything is kept. What persons
    wrote is kept the other way round as well, where nothing else is remembered of it. ``tell``
    hears how far it is, from 0 to 1. Raises as :func:`desktop_lm.documents.tmx_reader.read` and the
    memory do."""

    def read(turn: int) -> Iterator[TmxUnit]:
        return tmx_reader.read(path, BY_CODE, lambda done: tell((turn + done) / 3))

    units = sum(1 for _ in read(0))
    taken = memory.take_in(map(_entry, read(1)))
    turned = memory.take_in((_backwards(unit) for unit in read(2) if not unit.model), replace=False)
    return TakenIn(units, taken.added, taken.known, taken.renewed, turned.added)


def _unit(entry: Entry) -> TmxUnit:
    way = entry.way
    return TmxUnit(
        way.source,
        way.target,
        entry.source,
        entry.target,
        entry.changed,
        way.model,
        way.settings,
    )


def _entry(unit: TmxUnit) -> Entry:
    way = Way(unit.source_language, unit.target_language, unit.model, unit.settings)
    return Entry(_segment(unit.source), _segment(unit.target), way, unit.changed)


def _backwards(unit: TmxUnit) -> Entry:
    way = Way(unit.target_language, unit.source_language)
    return Entry(_segment(unit.target), _segment(unit.source), way, unit.changed)


def _segment(text: str) -> str:
    """``text`` on one line, as all segments are: programs break the lines of such files as they
    like. Its tabs stay."""
    return _LINE_BREAK.sub(" ", text).strip()
