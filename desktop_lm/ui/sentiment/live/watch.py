"""What is watched: lines added to a file, and texts copied to the clipboard."""

from __future__ import annotations

import codecs
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QClipboard

from desktop_lm.text_encoding import detect

_LOOK_MS = 1000
_BLOCK = 1 << 20  # bytes read at a look; more waits for the next
_LOOKED_AT = 4 << 20  # bytes, for its encoding: of a long log not all
_LONGEST = 20_000  # characters of a text
_MARK = "\ufeff"
_LEAST_LETTERS = 3


def is_worth_judging(text: str) -> bool:
    """Whether there are words in it, and not a whole book."""
    letters = sum(character.isalpha() for character in text[:_LONGEST])
    return letters >= _LEAST_LETTERS and len(text) <= _LONGEST


class FileWatch(QObject):
    """``text`` carries each line that is added to the file at ``path`` from now on. A file that
    was made shorter or replaced is read from its beginning; one that is away is waited for."""

    text = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        status = path.stat()  # raises OSError
        self._at, self._inode = status.st_size, status.st_ino
        self._decoder = _decoder_of(path)
        self._rest = ""
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Read what was added."""
        try:
            status = self.path.stat()
            if status.st_size < self._at or status.st_ino != self._inode:
                self._at, self._inode, self._rest = 0, status.st_ino, ""
            if status.st_size == self._at:
                return
            if self._at == 0:
                self._decoder = _decoder_of(self.path)
            with self.path.open("rb") as file:
                file.seek(self._at)
                added = file.read(_BLOCK)
        except OSError:
            return  # it may come back
        self._at += len(added)
        *lines, self._rest = (self._rest + self._decoder.decode(added)).split("\n")
        self._rest = self._rest[: _LONGEST + 1]  # enough to be too long when its end comes
        for line in (whole.removeprefix(_MARK) for whole in lines):
            if is_worth_judging(line):
                self.text.emit(line.strip())


def _decoder_of(path: Path) -> codecs.IncrementalDecoder:
    """Reads what the file at ``path`` holds, from anywhere on. Raises OSError."""
    codec = detect(path, _LOOKED_AT).codec.removesuffix("-sig")
    if codec in ("utf-16", "utf-32"):  # behind its mark a file goes on without one
        with path.open("rb") as file:
            is_big = file.read(4).startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
        codec += "-be" if is_big else "-le"
    return codecs.getincrementaldecoder(codec)("replace")


class ClipboardWatch(QObject):
    """``text`` carries what other programs copy; what this one copies is passed over."""

    text = Signal(str)

    def __init__(self, clipboard: QClipboard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._last = self._clipboard.text()
        self._clipboard.dataChanged.connect(self._changed)

    def stop(self) -> None:
        """Listen no more."""
        self._clipboard.dataChanged.disconnect(self._changed)

    def _changed(self) -> None:
        if self._clipboard.ownsClipboard():
            return
        text = self._clipboard.text().strip()
        if text != self._last and is_worth_judging(text):
            self._last = text
            self.text.emit(text)
