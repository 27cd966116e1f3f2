"""A file's translation at work: how far, how fast, how long still."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop_lm.jobs.translation.file.translating import Progress
from desktop_lm.ui.chunk_run import RunState
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.file import file_words
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, QuietButton

_FINE = 1000  # steps of the bar
_WIDTH = 560  # units that a line of text is comfortable with


class FileProgress(QWidget):
    """``paused`` and ``cancelled`` ask for it; pausing again goes on."""

    paused = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._progress: Progress | None = None
        self._state = RunState.READING
        self.bar = QProgressBar()
        self.bar.setRange(0, _FINE)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(6))
        self.bar.setAccessibleName(self.tr("How far the file is"))
        self.words = QLabel()
        self.words.setProperty("role", "text")
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.pause_button = QuietButton(theme, "pause", self.tr("&Pause"))
        self.cancel_button = QuietButton(
            theme, "x", self.tr("C&ancel"), self.tr("Stop; what was translated is kept")
        )
        self._lay_out()
        self.pause_button.clicked.connect(self.paused)
        self.cancel_button.clicked.connect(self.cancelled)

    def begin(self) -> None:
        """The file is being read."""
        self._progress = None
        self.bar.setRange(0, 0)
        self.words.setText(self.tr("Reading the file…"))
        self.note.setText(self.tr("The file itself is not touched."))
        self.show_state(RunState.READING)

    def show_read(self, texts: int) -> None:
        """So many texts were read."""
        one, many = self.tr("{count} text read…"), self.tr("{count} texts read…")
        self.words.setText(numbers.counted(texts, one, many))

    def show_progress(self, progress: Progress) -> None:
        """How far the run is."""
        self._progress = progress
        self._say()

    def show_state(self, state: RunState) -> None:
        """What the run is at."""
        self._state = state
        paused = state is RunState.PAUSED
        self.pause_button.say(self.tr("&Continue") if paused else self.tr("&Pause"))
        self.pause_button.setToolTip(
            self.tr("Translate what is left")
            if paused
            else self.tr("Pause; what was translated is kept")
        )
        self.pause_button.set_icon("play" if paused else "pause")
        self.pause_button.setEnabled(state in (RunState.RUNNING, RunState.PAUSED))
        self._say()

    def _say(self) -> None:
        if self._progress is None:
            return
        counts = self._progress.counts
        self.bar.setRange(0, _FINE)
        self.bar.setValue(round(_FINE * counts.words_done / max(1, counts.words)))
        words = file_words.progress(self._progress)
        if self._state is RunState.PAUSED:
            words = self.tr("Paused. {words}").format(words=words)
        elif self._state is RunState.WRITING:
            words = self.tr("Writing the file…")
        self.words.setText(words)
        self.note.setText(
            self.tr(
                "Each segment is on the disk as soon as it is translated. After a crash or a power "
                "cut it goes on from there; drop the file again."
            )
        )

    def _lay_out(self) -> None:
        buttons = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        buttons.addWidget(self.pause_button)
        buttons.addWidget(self.cancel_button)
        buttons.addStretch(1)
        inner = QWidget()
        inner.setMaximumWidth(self._theme.px(_WIDTH))
        column = spaced(QVBoxLayout(inner), self._theme, gap=GROUP)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addWidget(self.note)
        column.addSpacing(self._theme.px(GROUP))
        shifted = spaced(QHBoxLayout(), self._theme, gap=0)
        shifted.addSpacing(-self._theme.px(BUTTON_PADDING))
        shifted.addLayout(buttons, 1)
        column.addLayout(shifted)
        outer = spaced(
            QVBoxLayout(self), self._theme, gap=0, margins=(EDGE, SECTION, EDGE, SECTION)
        )
        outer.addStretch(2)
        row = spaced(QHBoxLayout(), self._theme, gap=0)
        row.addStretch(1)
        row.addWidget(inner, 4)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)
