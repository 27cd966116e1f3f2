"""Which language the text is in, found while one writes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_lm.tasks.language.detection import NOTHING, Detected, detect
from desktop_lm.ui.background import Background

_PAUSE_MS = 250
_LOOKED_AT = 2000  # characters, as many as the detector reads
_LEAST_LETTERS = 12
_LEAST_WIDE_LETTERS = 2  # in scripts that few languages are written in
_SURE = 0.6
_LAST_LATIN = "\u024f"


@dataclass(frozen=True, slots=True)
class Found:
    """``language`` is "" where the text has no letters yet. ``sure`` is enough to go by."""

    language: str = ""
    confidence: float = 0.0
    letters: int = 0
    sure: bool = False

    @property
    def is_short(self) -> bool:
        """Whether more of the text would help."""
        return self.letters < _LEAST_LETTERS


def judge(text: str) -> Found:
    """The language of ``text``. The first call may take a second."""
    text = text[:_LOOKED_AT]
    found: Detected = detect(text) if text else NOTHING
    letters = sum(map(str.isalpha, text))
    wide = sum(character > _LAST_LATIN for character in text if character.isalpha())
    enough = letters >= _LEAST_LETTERS or wide >= _LEAST_WIDE_LETTERS
    sure = bool(found.language) and enough and found.confidence >= _SURE
    return Found(found.language, found.confidence, letters, sure)


def known(text: str, language: str) -> Found:
    """What is found of a ``text`` whose language is known."""
    return Found(language, 1.0, sum(map(str.isalpha, text[:_LOOKED_AT])), sure=True)


class Detection(QObject):
    """``changed`` carries what was found in the text that was handed in last. The detector works
    on a thread of its own: it loads tables when it is first used."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self, threads=1)
        self._text = ""
        self._judged = ""
        self.found = Found()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.ask)

    @property
    def is_settled(self) -> bool:
        """Whether :attr:`found` is of the text as it is."""
        return self._text == self._judged

    def look_at(self, text: str) -> None:
        """The text is another: find its language when one pauses."""
        self._text = text[:_LOOKED_AT]
        if not self._text.strip():
            self._take(self._text, Found())
        elif not self.is_settled:
            self._pause.start()

    def ask(self) -> None:
        """Find it now."""
        self._pause.stop()
        text = self._text
        if not self.is_settled:
            self._background.run(
                lambda: judge(text), lambda found: self._take(text, found), topic="language"
            )

    def know(self, text: str, found: Found) -> None:
        """The text is another, whose language need not be looked for."""
        self._text = text[:_LOOKED_AT]
        self._take(self._text, found)

    def close(self) -> None:
        """The window closes."""
        self._pause.stop()
        self._background.close()

    def _take(self, text: str, found: Found) -> None:
        if text != self._text:
            return
        self._pause.stop()
        self._judged, self.found = text, found
        self.changed.emit(found)
