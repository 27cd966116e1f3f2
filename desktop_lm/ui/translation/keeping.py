"""What the tab's translations keep to: the glossaries that are on, and what was translated before.

All that touches a file is done on a thread of its own; until it is there, translating goes on
without it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.translation.checks import Finding
from desktop_lm.tasks.translation.glossary import NO_TERMS, Glossary
from desktop_lm.tasks.translation.known import Known, KnownTranslations
from desktop_lm.tasks.translation.protect import Protected
from desktop_lm.tasks.translation.style import Direction
from desktop_lm.tasks.translation.updates import SegmentDone
from desktop_lm.ui.translation.sheet.asked import Asked, KnownParts

if TYPE_CHECKING:
    from desktop_lm.jobs.translation.remembered import Remembered
    from desktop_lm.storage.translations.translation_memory import TranslationMemory
    from desktop_lm.ui.background import Background

Pair = tuple[str, str]
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:;][\"'”’»)\]」』]*$")  # noqa: RUF001


class Keeping(QObject):
    """``changed`` comes when other terms are in force, ``failed`` with an AppError, once for each
    kind of trouble."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, is_typed: Callable[[], bool]) -> None:
        """``is_typed`` tells whether texts are translated while they are typed: then only what
        ends like a sentence is remembered."""
        super().__init__()
        self._is_typed = is_typed
        self._glossaries: dict[Pair, Glossary] = {}
        self._hashes: dict[str, str] = {}  # of model files, by path
        self._memory: TranslationMemory | None = None
        self._unwritten: deque[Callable[[], object]] = deque()
        self._made: deque[tuple[Asked, str, str, tuple[Finding, ...]]] = deque()
        self._in_use: _Both | None = None  # the one handed out last
        self._told: set[Code] = set()
        self._is_closed = False

    @cached_property
    def _background(self) -> Background:
        from desktop_lm.ui.background import Background

        return Background(self, threads=1)

    # --- terms ---

    def glossary(self, pair: Pair) -> Glossary:
        """The terms for these languages, as far as they are read."""
        if pair not in self._glossaries:
            self._glossaries[pair] = NO_TERMS
            self._read(pair)
        return self._glossaries[pair]

    def renew(self) -> None:
        """Glossaries are other ones than before."""
        for pair in self._glossaries:
            self._read(pair)

    def _read(self, pair: Pair) -> None:
        former = self._glossaries[pair].terms

        def work() -> Glossary | None:
            from desktop_lm import bootstrap
            from desktop_lm.jobs.translation import glossaries

            found = glossaries.in_use(bootstrap.glossaries(), *pair, self._tell)
            return found if found.terms != former else None

        self._background.run(work, partial(self._take, pair), self._tell, topic=str(pair))

    def _take(self, pair: Pair, glossary: Glossary | None) -> None:
        """None: the terms are those there were."""
        if glossary is not None:
            self._glossaries[pair] = glossary
            self.changed.emit()

    # --- memory ---

    def use_model(self, path: str) -> None:
        """The file of the model that translates: learn which it is, and open the memory."""
        if path and path not in self._hashes:
            self._hashes[path] = ""
            self._background.run(partial(self._open, path), lambda _none: None)

    def known(self, asked: Asked, here: KnownParts, by_hand: bool = False) -> KnownTranslations:  # noqa: FBT001, FBT002
        """What is known ``here``, and after it what is remembered; ``by_hand``: of a person."""
        self._note_use()
        self._in_use = both = _Both(here, partial(self._remembered, asked), by_hand=by_hand)
        return both

    def made(self, asked: Asked, source: str, target: str, done: SegmentDone) -> None:
        """The model translated a segment."""
        if self._is_typed() and not _SENTENCE_END.search(source):
            return
        self._made.append((asked, source, target, done.findings))
        if len(self._made) == 1:  # else they are on their way: thousands come at once
            self._write(self._keep_made)

    def edited(self, direction: Direction, source: str, target: str) -> None:
        """A person wrote ``target`` for ``source``, or took it back where it is ""."""
        from desktop_lm.jobs.translation.remembered import style_settings
        from desktop_lm.storage.translations.translation_entry import Way

        way, style = Way(direction.source, direction.target), style_settings(direction.style)

        def work() -> None:
            memory = self._opened()
            if memory is None:
                return
            if target:
                memory.edit(source, target, way, style)
            elif (entry := memory.find(source, way, (style,))) is not None and entry.edited:
                memory.delete([entry.id])

        self._write(work)

    def close(self) -> None:
        """Wait until all is on the disk, and give the file back."""
        self._note_use()
        if "_background" in self.__dict__:
            self._background.close()
        with suppress(AppError):  # the window that would tell of it is gone
            while self._unwritten:
                self._write_next()
        self._is_closed = True
        if self._memory is not None:
            self._memory.close()

    def _keep_made(self) -> None:
        """On the other thread. By now it is known which model this is, also where it was the first
        to be asked."""
        from desktop_lm.jobs.translation.remembered import Made

        taken = []
        with suppress(IndexError):
            while True:
                taken.append(self._made.popleft())
        for asked, group in groupby(taken, itemgetter(0)):
            if (remembered := self._remembered(asked)) is not None:
                remembered.keep(Made(*made[1:]) for made in group)

    def _write(self, work: Callable[[], object]) -> None:
        self._unwritten.append(work)
        self._background.run(self._write_next, lambda _none: None, self._tell)

    def _write_next(self) -> None:
        self._unwritten.popleft()()

    def _note_use(self) -> None:
        """What was of use is not among the first to go."""
        both, self._in_use = self._in_use, None
        if both is not None and both.remembered is not None:
            self._write(partial(both.remembered.keep, ()))

    def _remembered(self, asked: Asked) -> Remembered | None:
        model = self._hashes.get(asked.model, "")
        if self._memory is None or not model:
            return None
        from desktop_lm.jobs.translation.remembered import Remembered

        terms = asked.glossary
        return Remembered(self._memory, model, asked.direction, asked.beams, terms, self._tell)

    def _open(self, path: str) -> None:
        """On the other thread."""
        from desktop_lm import bootstrap

        self._hashes[path] = bootstrap.model_sha256(path)
        if self._hashes[path]:
            self._opened()

    def _opened(self) -> TranslationMemory | None:
        """On the other thread."""
        if self._memory is None and not self._is_closed:
            from desktop_lm import paths
            from desktop_lm.jobs.translation.remembered import open_memory

            self._memory = open_memory(paths.translation_memory_file(), self._tell)
        return self._memory

    def _tell(self, error: AppError) -> None:
        if error.code not in self._told:
            self._told.add(error.code)
            self.failed.emit(error)


class _Both:
    """Implements :class:`KnownTranslations`. The memory is asked for when it is needed: it may be
    opened while the model is loaded."""

    def __init__(
        self, here: KnownParts, remember: Callable[[], Remembered | None], *, by_hand: bool
    ) -> None:
        self._here = here
        self._remember = remember
        self._by_hand = by_hand
        self.remembered: Remembered | None = None

    def find(self, segment: str, before: str, fixed: tuple[Protected, ...] = ()) -> Known | None:
        """What stands here, else what is remembered."""
        if (here := self._here.find(segment, before)) is not None:
            return here
        self.remembered = self.remembered or self._remember()
        found = self.remembered.find(segment, before, fixed) if self.remembered else None
        return None if self._by_hand and found and not found.edited else found
