"""Tells when one has paused in typing, so that what was written may be translated."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_lm.messages import ModelInfo

LONGEST_TEXT = 20_000  # characters; longer ones are translated when asked for
_PAUSE_MS, _LONG_PAUSE_MS = 600, 1500
_LARGE = 700_000_000  # parameters; such a model takes a second for a sentence on a small machine


class AsYouType(QObject):
    """``paused`` comes once after each stretch of typing, unless :meth:`stop` came before."""

    paused = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_on = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.paused)

    @property
    def is_waiting(self) -> bool:
        """Whether a pause is being waited for."""
        return self._timer.isActive()

    @property
    def pause_ms(self) -> int:
        """How long one has to pause."""
        return self._timer.interval()

    def typed(self, characters: int) -> None:
        """The text has changed and is so long now."""
        if self.is_on and characters <= LONGEST_TEXT:
            self._timer.start()
        else:
            self._timer.stop()

    def stop(self) -> None:
        """It is being translated, or was changed by the program."""
        self._timer.stop()

    def suit(self, info: ModelInfo) -> None:
        """Wait as long as suits this model."""
        self._timer.setInterval(_LONG_PAUSE_MS if info.parameters >= _LARGE else _PAUSE_MS)
