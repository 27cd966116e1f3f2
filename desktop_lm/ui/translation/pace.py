"""How far a translation is and how fast it goes, in words for the status line."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QCoreApplication

from desktop_lm.tasks.text.word_count import count_words
from desktop_lm.tasks.translation.updates import SegmentDone, TranslationText
from desktop_lm.ui.widgets import numbers

translate = QCoreApplication.translate
_LEAST_SECONDS, _LEAST_WORDS = 2.0, 15  # before a speed means anything


class TranslationPace:
    """Of one job. What was known before is no work done."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._coming = 0  # words of the segment at hand
        self._words = 0
        self._done = 0  # segments that were work
        self._known = 0

    def take(self, update: object) -> str:
        """What to say after this update; "" where nothing new is to be said."""
        if isinstance(update, TranslationText):
            self._coming += count_words(update.text)
            return ""
        if not isinstance(update, SegmentDone):
            return ""
        words, self._coming = self._coming, 0
        if update.known:
            self._known += 1
        else:
            self._done += 1
            self._words += words
        return self._say(update)

    def _say(self, update: SegmentDone) -> str:
        part = numbers.whole(min(update.index + 2, update.total))
        total = numbers.whole(update.total)
        seconds = self._clock() - self._begun
        if seconds < _LEAST_SECONDS or self._words < _LEAST_WORDS:
            return translate("Status", "Translating, part {done} of {total}").format(
                done=part, total=total
            )
        left = update.total - update.index - 1
        return translate("Status", "Part {done} of {total}, {rate} words/s, {time} left").format(
            done=part,
            total=total,
            rate=numbers.rate(self._words / seconds),
            time=numbers.duration(left * seconds / self._done),
        )
