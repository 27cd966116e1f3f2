"""The translation memory off the window's thread: opened when it is first asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation import memory_files
from desktop_lm.jobs.translation.memory_files import TakenIn
from desktop_lm.jobs.translation.remembered import style_in
from desktop_lm.storage.translations.translation_entry import Entry
from desktop_lm.storage.translations.translation_memory import TranslationMemory
from desktop_lm.ui.background import Background

T = TypeVar("T")
Then = Callable[[T], object]


class MemoryDesk(QObject):
    """``failed`` carries an AppError, also that a damaged memory was put aside; ``read`` which
    share of a file is; ``by_hand`` an entry whose words are a person's, and those words now, "" for
    none any more."""

    failed = Signal(object)
    by_hand = Signal(object, str)
    read = Signal(float)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._background = Background(self, threads=1)
        self._memory: TranslationMemory | None = None

    def search(self, words: str, below: int | None, most: int, then: Then[list[Entry]]) -> None:
        """What has these words, the last kept first; only the newest question is answered."""
        self._ask(lambda memory: memory.search(words, below=below, limit=most), then, "search")

    def count(self, then: Then[int]) -> None:
        """How many there are."""
        self._ask(lambda memory: memory.count(), then, "count")

    def edit(self, entry: Entry, target: str, then: Then[Entry | None]) -> None:
        """A person wrote ``target``; the entry that it became."""

        def work(memory: TranslationMemory) -> Entry | None:
            style = style_in(entry.way.settings)
            memory.edit(entry.source, target, entry.way, style)
            return memory.find(entry.source, entry.way, (style,))

        def done(now: Entry | None) -> None:
            if now is not None:
                self.by_hand.emit(now, now.target)
            then(now)

        self._ask(work, done)

    def forget(self, entries: Sequence[Entry], then: Then[None]) -> None:
        """Forget these."""

        def done(_none: None) -> None:
            for entry in entries:
                if entry.edited:
                    self.by_hand.emit(entry, "")
            then(None)

        self._ask(lambda memory: memory.delete([entry.id for entry in entries]), done)

    def bring_back(self, entries: Iterable[Entry], then: Then[object]) -> None:
        """Undo :meth:`forget`: as they were, but where there is something newer since."""
        self._ask(lambda memory: memory.take_in(entries, replace=False), then)

    def export(self, path: str, *, edited: bool, then: Then[int]) -> None:
        """Write a TMX file; the file dialog has asked about one that is there."""
        self._ask(
            lambda memory: memory_files.export(memory, Path(path), edited=edited, overwrite=True),
            then,
        )

    def take_in(self, path: str, then: Then[TakenIn]) -> None:
        """Remember what is in a TMX file."""
        self._ask(lambda memory: memory_files.take_in(memory, Path(path), self.read.emit), then)

    def close(self) -> None:
        """Wait for what runs, and give the file back."""
        self._background.close()
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    def _ask(self, work: Callable[[TranslationMemory], T], then: Then[T], topic: str = "") -> None:
        self._background.run(lambda: work(self._opened()), then, self.failed.emit, topic=topic)

    def _opened(self) -> TranslationMemory:
        """On the other thread."""
        if self._memory is None:
            self._memory = TranslationMemory(self._path)
            if self._memory.put_aside is not None:
                aside = str(self._memory.put_aside)
                self.failed.emit(AppError(Code.TRANSLATIONS_PUT_ASIDE, path=aside))
        return self._memory
