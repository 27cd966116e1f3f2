"""The document at hand in the history: read from there, and written there as it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_lm.ui.storage.history_desk import HistoryDesk

if TYPE_CHECKING:
    from desktop_lm.storage.history.document_writer import DocumentWriter, Opened

_WRITE_MS = 60  # letters typed quickly are written together


class OpenDocument(QObject):
    """``text`` gives all of it as it stands now. The document at hand stays at hand, and is
    written, while another is read, and after that where it cannot be had; between :meth:`close`
    and :meth:`open`, while that is brought on the page, nothing is written. ``listed`` comes when
    the list of conversations looks different, ``apart`` when what is written has become a document
    of its own, because another window writes in the one that was opened."""

    listed = Signal()
    apart = Signal()

    def __init__(self, history: HistoryDesk, text: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._history = history
        self._text = text
        self._reading = 0
        self._coming: DocumentWriter | None = None  # until its text is on the page
        self._writer: DocumentWriter | None = None
        self._begun_as = 0  # the number of the one at hand
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_WRITE_MS)
        self._pause.timeout.connect(self._write)

    @property
    def number(self) -> int:
        """Of the open document in the history, 0 while it is not there."""
        return self._writer.number if self._writer else 0

    def begin(self, text: str) -> None:
        """A new document."""
        self._coming = self._new_writer(0, text)

    def read(self, number: int, take: Callable[[Opened | None], None]) -> None:
        """A document of the history; ``take`` gets it, or None where it cannot be had, unless
        another is at hand by then."""
        self._reading = number
        writer = self._new_writer(number)
        found: list[Opened | None] = []
        writer.open(found.append)
        self._history.ask(lambda _history: (writer, tuple(found)), partial(self._read, take=take))

    def open(self) -> None:
        """The text is on the page: what changes from now on is written."""
        self._writer, self._coming = self._coming, None
        self._begun_as = self.number
        if self._writer is not None:
            self._writer.resume()

    def stay(self) -> None:
        """What is being read is not wanted any more."""
        self._reading = 0

    def close(self) -> None:
        """Put the document away."""
        self._pause.stop()
        self.stay()
        if self._writer is not None:
            self._writer.close(self._text())
            self._writer = None
            self._history.change(lambda _history: None)

    def touch(self) -> None:
        """The text has changed."""
        if self._writer is not None and not self._pause.isActive():
            self._pause.start()

    def set_settings(self, settings: Mapping[str, Any]) -> None:
        """How the model goes on from now on."""
        if self._writer is not None:
            self._writer.set_settings(settings)

    # --- inside ---

    def _read(
        self,
        found: tuple[DocumentWriter, tuple[Opened | None, ...]],
        take: Callable[[Opened | None], None],
    ) -> None:
        writer, [opened] = found
        if writer.number == self._reading:
            self.stay()
            if opened is not None:
                self._coming = writer
            take(opened)

    def _new_writer(self, number: int, begun_with: str = "") -> DocumentWriter:
        from desktop_lm.storage.history.document_writer import DocumentWriter

        return DocumentWriter(self._history.keeper, number, begun_with)

    def _write(self) -> None:
        if self._writer is not None:
            self._writer.write(self._text(), partial(self._history.tell, self._is_listed))

    def _is_listed(self) -> None:
        self._history.changed.emit()
        self.listed.emit()
        former, self._begun_as = self._begun_as, self.number
        if former and self.number not in (0, former):
            self.apart.emit()
