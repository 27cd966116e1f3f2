"""The translation memory as a translation uses it: asked for each segment, filled with new ones."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.translations.translation_entry import Entry, Way
from desktop_lm.storage.translations.translation_memory import TranslationMemory
from desktop_lm.tasks.translation.checks import FAILED, Finding, flags_of
from desktop_lm.tasks.translation.glossary import NO_TERMS, Glossary
from desktop_lm.tasks.translation.known import Known
from desktop_lm.tasks.translation.prompt import AS_THE_MODEL_WANTS
from desktop_lm.tasks.translation.protect import Protected, missing_parts
from desktop_lm.tasks.translation.style import Direction, Formality, Style, fitting

Failed = Callable[[AppError], object]
# In the settings of a way.
_JOINT, _BEAMS, _TERMS, _FIXED = "; ", "beams ", "terms ", "fixed "
logger = logging.getLogger(__name__)


def style_settings(style: Style) -> str:
    """What the memory calls a style, "" for the usual one."""
    formality = "" if style.formality is Formality.AUTO else style.formality.value
    return _JOINT.join(filter(None, (formality, style.variety)))


def style_in(settings: str) -> str:
    """The style in the settings of a way."""
    parts = settings.split(_JOINT)
    return _JOINT.join(part for part in parts if not part.startswith((_BEAMS, _TERMS, _FIXED)))


def open_memory(path: Path, failed: Failed) -> TranslationMemory | None:
    """The memory, or None where it cannot be had; ``failed`` is told why, and also where a damaged
    file was put aside."""
    try:
        memory = TranslationMemory(path)
    except AppError as error:
        failed(error)
        return None
    if memory.put_aside is not None:
        failed(AppError(Code.TRANSLATIONS_PUT_ASIDE, path=str(memory.put_aside)))
    return memory


class Made(NamedTuple):
    """A segment, what the model made of it, and what is doubtful about that. ``fixed`` are its
    parts that its file alone says stay."""

    source: str
    target: str
    findings: tuple[Finding, ...] = ()
    fixed: tuple[Protected, ...] = ()


class Remembered:
    """Implements :class:`desktop_lm.tasks.translation.known.KnownTranslations`, for one model
    (its file's hash), direction, number of beams (0: as the model wants) and glossary.

    A glossary counts by the terms that are in a segment, so a term that is added has only those
    segments translated anew that hold it. So do parts that a file says stay: in another place the
    same words may be the author's. What stood before a segment is not looked at. A memory that
    fails is done without: ``failed`` is told the first error of a kind, and again only after
    something succeeded. Methods may be called from any thread.
    """

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        memory: TranslationMemory,
        model: str,
        direction: Direction,
        beams: int = AS_THE_MODEL_WANTS,
        glossary: Glossary = NO_TERMS,
        failed: Failed = lambda _error: None,
    ) -> None:
        self._memory = memory
        self._model = model
        self._direction = direction
        self._beams = beams
        self._glossary = glossary
        self._failed = failed
        self._styles = [style_settings(each.style) for each in fitting(direction)]
        self._told: Code | None = None
        self._used: list[int] = []  # what was found since the last time it was kept

    def find(self, segment: str, before: str, fixed: tuple[Protected, ...] = ()) -> Known | None:
        """What is remembered of ``segment``; ``before`` makes no difference."""
        del before
        if (entry := self._entry(segment, fixed)) is None:
            return None
        self._used.append(entry.id)
        return Known(entry.target, entry.edited, findings=_findings(entry.findings))

    def knows(self, segment: str, fixed: tuple[Protected, ...] = ()) -> bool:
        """Whether anything is remembered of ``segment``."""
        return self._entry(segment, fixed) is not None

    def keep(self, made: Iterable[Made]) -> None:
        """Remember these. What the model failed at is left out: another try may do better."""
        entries = [
            Entry(
                one.source,
                one.target,
                self._way(one.source, one.fixed),
                findings=_json(one.findings),
            )
            for one in made
            if not FAILED.intersection(flags_of(one.findings))
        ]
        used, self._used = self._used, []
        if entries:
            self._attempt(lambda: self._memory.keep(entries))
        if used:
            self._attempt(lambda: self._memory.touch(used))

    def edit(self, source: str, target: str) -> None:
        """Remember what a person made of a segment."""
        style = style_settings(self._direction.style)
        self._attempt(lambda: self._memory.edit(source, target, self._way(source), style))

    def _entry(self, segment: str, fixed: tuple[Protected, ...]) -> Entry | None:
        """Where parts are fixed, what was made so, else what has them by chance."""
        found: list[Entry | None] = []

        def look() -> None:
            for parts in dict.fromkeys((fixed, ())):
                way = self._way(segment, parts)
                found.append(self._memory.find(segment, way, self._styles, has_fixed))

        def has_fixed(target: str) -> bool:
            return not missing_parts(segment, fixed, target)

        self._attempt(look)
        return next(filter(None, found), None)

    def _way(self, segment: str, fixed: tuple[Protected, ...] = ()) -> Way:
        direction = self._direction
        return Way(direction.source, direction.target, self._model, self._settings(segment, fixed))

    def _settings(self, segment: str, fixed: tuple[Protected, ...]) -> str:
        """What decides besides model and direction, "" for what is usual."""
        style = style_settings(self._direction.style)
        parts = [style] if style else []
        parts += [f"{_BEAMS}{self._beams}"] if self._beams else []
        terms = {(one.term.source, one.term.target) for one in self._glossary.find(segment)}
        if terms:
            parts.append(f"{_TERMS}{_digest(sorted(terms))}")
        if fixed:
            parts.append(f"{_FIXED}{_digest([(part.start, part.end) for part in fixed])}")
        return _JOINT.join(parts)

    def _attempt(self, work: Callable[[], object]) -> None:
        try:
            work()
        except AppError as error:
            logger.info("The translation memory: %s", error)
            if self._told is not error.code:
                self._told = error.code
                self._failed(error)
        else:
            self._told = None


def _digest(values: Sequence[tuple[str | int, str | int]]) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def _json(findings: tuple[Finding, ...]) -> str:
    return msgspec.json.encode(findings).decode() if findings else ""


def _findings(written: str) -> tuple[Finding, ...]:
    """None where a newer program wrote of what this one does not know."""
    try:
        return msgspec.json.decode(written, type=tuple[Finding, ...]) if written else ()
    except msgspec.DecodeError:
        return ()
