"""The files that will go with the next prompt: read in the background, one after the other."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import AppError, Stopped
from desktop_lm.ui.background import Background

if TYPE_CHECKING:
    from desktop_lm.storage.history.conversation import Attachment

# A character of these scripts counts as a word: there are no spaces to tell.
_SIGNS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# The vowel signs of many scripts are no letters to Python, so a word goes on to the next space.
_WORD = re.compile(rf"[{_SIGNS}]|[^\W{_SIGNS}][^\s{_SIGNS}]*")


@dataclass(eq=False, slots=True)
class AttachedFile:
    """``attachment`` is None until it is read, of which ``fraction`` is done. ``tokens`` are
    counted by the model where ``counted``, else estimated. ``stamp`` tells the file as it was
    given from what it became."""

    path: str
    fraction: float = 0.0
    attachment: Attachment | None = None
    words: int = 0
    tokens: int = 0
    counted: bool = False
    stamp: tuple[int, int] | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        return Path(self.path).name


class AttachedFiles(QObject):
    """``changed`` follows every change of the list or of a file in it; ``read`` carries a file
    whose text is there; ``failed`` an AppError of one that left the list for it."""

    changed = Signal()
    read = Signal(object)
    failed = Signal(object)
    _told = Signal(object, float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.files: list[AttachedFile] = []
        self._background: Background | None = None
        self._told.connect(self._progress)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Those that are read."""
        return tuple(file.attachment for file in self.files if file.attachment)

    @property
    def busy(self) -> bool:
        """Whether one is still being read."""
        return any(file.attachment is None for file in self.files)

    def add(self, paths: Iterable[str]) -> None:
        """Have these files read too; one that is there already is read again if it has changed."""
        for path in paths:
            present = next((file for file in self.files if file.path == path), None)
            stamp = _stamp_of(path)
            if present is not None and stamp in (present.stamp, None):
                continue
            file = AttachedFile(path, stamp=stamp)
            if present is None:
                self.files.append(file)
            else:
                present.stop.set()
                self.files[self.files.index(present)] = file
            self._reading.run(
                partial(_read, file, partial(self._told.emit, file)),
                partial(self._done, file),
                partial(self._fail, file),
            )
        self.changed.emit()

    def remove(self, file: AttachedFile) -> None:
        """Take a file off the list; its reading ends."""
        file.stop.set()
        if file in self.files:
            self.files.remove(file)
            self.changed.emit()

    def remove_sent(self, attachments: tuple[Attachment, ...]) -> None:
        """These went with a prompt."""
        left = [file for file in self.files if file.attachment not in attachments]
        if len(left) < len(self.files):
            self.files = left
            self.changed.emit()

    def close(self) -> None:
        """End what is being read, and wait for that."""
        for file in self.files:
            file.stop.set()
        if self._background is not None:
            self._background.close()

    @property
    def _reading(self) -> Background:
        if self._background is None:
            self._background = Background(self, threads=1)
        return self._background

    def _progress(self, file: AttachedFile, fraction: float) -> None:
        file.fraction = fraction
        self.changed.emit()

    def _done(self, file: AttachedFile, read: tuple[Attachment, int] | None) -> None:
        if read is None or file not in self.files:
            return  # it was taken off meanwhile
        file.attachment, file.words = read
        file.tokens = estimated_tokens(file.attachment.text)
        self.read.emit(file)
        self.changed.emit()

    def _fail(self, file: AttachedFile, error: AppError) -> None:
        if file in self.files:
            self.files.remove(file)
            self.changed.emit()
            self.failed.emit(error)


def _stamp_of(path: str) -> tuple[int, int] | None:
    """When it was written and its size; None where it cannot be had."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def words_in(text: str) -> int:
    """How many words there are."""
    return sum(1 for _ in _WORD.finditer(text))


def estimated_tokens(text: str) -> int:
    """Roughly what a model makes of a text: four letters of a Latin script to a token, one or two
    of others."""
    plain = len(text.encode("ascii", "ignore"))
    return round(plain / 4 + (len(text) - plain) / 1.5)


def _read(file: AttachedFile, progress: Callable[[float], object]) -> tuple[Attachment, int] | None:
    """The text of a file and its words; None where nobody wants it any more."""
    from desktop_lm import bootstrap
    from desktop_lm.documents.plain_text import plain_text
    from desktop_lm.storage.history.conversation import Attachment
    from desktop_lm.storage.history.history_file import whole

    try:
        document = bootstrap.document_reader().read(Path(file.path), progress, file.stop.is_set)
    except Stopped:
        return None
    plain = plain_text(document)
    places = tuple((start, place.unit.value, place.number) for start, place in plain.places)
    attachment = Attachment(whole(file.name), document.kind.value, plain.text, places)
    return attachment, words_in(plain.text)
