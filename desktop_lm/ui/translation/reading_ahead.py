"""Has the model read a text while it is being written, before its translation is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_lm.ui.translation.as_you_type import LONGEST_TEXT

if TYPE_CHECKING:
    from desktop_lm.tasks.task import LoadedModel, Task
    from desktop_lm.ui.job_desk import JobDesk
    from desktop_lm.ui.translation.translation_tab import TranslationTab

# After the last key: the language is known by then, and a translation is not yet asked for.
PAUSE_MS = 350


class ReadingAhead(QObject):
    """Of one tab. The first part is read that is not translated yet, with all that is asked."""

    def __init__(self, tab: TranslationTab, desk: JobDesk) -> None:
        super().__init__(tab)
        self._tab = tab
        self._desk = desk
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._read)

    @property
    def is_waiting(self) -> bool:
        """Whether a pause is being waited for."""
        return self._pause.isActive()

    def typed(self) -> None:
        """The text has changed."""
        if 0 < len(self._tab.translated.text) <= LONGEST_TEXT:
            self._pause.start()
        else:
            self._pause.stop()

    def stop(self) -> None:
        """It is asked for now, or nobody waits for it any more."""
        self._pause.stop()

    def _read(self) -> None:
        tab = self._tab
        source, target = tab.languages.pair
        is_known = not tab.source_language.detects or tab.detection.is_settled
        if tab.seat.info is None or not is_known or source == target:
            return
        asked = tab.asking.asked(source, target)
        if not asked.text.strip() or tab.runs.is_busy or tab.translated.is_done(asked):
            return
        given = asked.given(tab.runs.known(asked))

        def task(model: LoadedModel) -> Task:
            from desktop_lm.tasks.translation.one_text import TranslationTask

            return TranslationTask(model, given)

        self._desk.read_ahead(tab.seat.owner, task)
