"""The page of live mode: what to watch, from when on to raise a notice, and what came."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.job_desk import JobDesk
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.live.live_judge import LiveJudge
from desktop_lm.ui.sentiment.live.watch import ClipboardWatch, FileWatch
from desktop_lm.ui.sentiment.verdict_words import kind, short_verdict, tint
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.number_space import NumberSpace
from desktop_lm.ui.window.banner import Banner

_WORST = "negative"
_USUAL_PERCENT = 70
_KEPT, _SHOWN = 500, 200  # texts, characters


class LivePage(QWidget):
    """Nothing is watched until it is asked for, and not after the window was closed.

    ``noticed`` carries a sentence about a strongly negative text, ``watching`` whether anything
    is watched.
    """

    noticed = Signal(str)
    watching = Signal(bool)
    closed = Signal()

    def __init__(self, theme: Theme, desk: JobDesk) -> None:
        super().__init__()
        self._theme = theme
        self.judge = LiveJudge(desk, self)
        self._file: FileWatch | None = None
        self._clipboard: ClipboardWatch | None = None
        self.banner = Banner(theme)
        self.clipboard_box = QCheckBox(self.tr("Watch the &clipboard"))
        self.file_box = QCheckBox(self.tr("Watch a fi&le for new lines"))
        self.percent = QSpinBox()
        self.percent.setRange(40, 99)
        self.percent.setValue(_USUAL_PERCENT)
        self.percent.setSuffix("%")
        self.percent.setAccessibleName(self.tr("Notice from this probability of negative on"))
        NumberSpace(self.percent, theme)
        self.list = QListWidget()
        self.list.setProperty("role", "text")
        self.list.setWordWrap(True)
        self.list.setAccessibleName(self.tr("What came, the newest first"))
        self.close_button = QuietButton(
            theme, "x", self.tr("&Back"), self.tr("Back to single texts; watching goes on")
        )
        self._lay_out()
        self.clipboard_box.toggled.connect(self._toggle_clipboard)
        self.file_box.clicked.connect(self._toggle_file)
        self.judge.judged.connect(self._show)
        self.close_button.clicked.connect(self.closed)

    def shut(self) -> None:
        """Watch nothing any more."""
        self.clipboard_box.setChecked(False)
        self._stop_file()
        self.judge.clear()
        self._tell()

    def watch_file(self, path: Path) -> None:
        """Judge what is added to ``path`` from now on."""
        self._stop_file()
        try:
            self._file = FileWatch(path, self)
        except OSError as error:
            reason = error.strerror or str(error)
            told = AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason)
            self.banner.show_error(sentence(told))
        else:
            self._file.text.connect(self.judge.take)
            words = self.tr("Watch a fi&le for new lines: {name}")
            self.file_box.setText(words.format(name=path.name))
        self.file_box.setChecked(self._file is not None)
        self._tell()

    def _toggle_file(self, wanted: bool) -> None:  # noqa: FBT001  Qt's signal
        if not wanted:
            self._stop_file()
            self._tell()
            return
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Watch a file"))
        if chosen:
            self.watch_file(Path(chosen))
        else:
            self.file_box.setChecked(False)

    def _stop_file(self) -> None:
        if self._file is not None:
            self._file.stop()
            self._file.deleteLater()
            self._file = None
        self.file_box.setText(self.tr("Watch a fi&le for new lines"))
        self.file_box.setChecked(False)

    def _toggle_clipboard(self, wanted: bool) -> None:  # noqa: FBT001  Qt's signal
        if wanted:
            self._clipboard = ClipboardWatch(QGuiApplication.clipboard(), self)
            self._clipboard.text.connect(self.judge.take)
        elif self._clipboard is not None:
            self._clipboard.stop()
            self._clipboard.deleteLater()
            self._clipboard = None
        self._tell()

    def _tell(self) -> None:
        self.watching.emit(self._file is not None or self._clipboard is not None)

    def _show(self, text: str, verdict: Verdict) -> None:
        line = " ".join(text.split())
        shown = line if len(line) <= _SHOWN else line[:_SHOWN] + "…"
        clock = datetime.now().astimezone().strftime("%H:%M")
        words = f"{clock}  {short_verdict(verdict)}: {shown}"
        item = QListWidgetItem(words)
        item.setToolTip(text[: 4 * _SHOWN])
        if kind(verdict) == _WORST:
            item.setBackground(QColor(tint(_WORST, self._theme.colours)))
        self.list.insertItem(0, item)
        while self.list.count() > _KEPT:
            self.list.takeItem(self.list.count() - 1)
        if self._is_strong(verdict):
            self.noticed.emit(self.tr("A strongly negative text: {text}").format(text=shown))

    def _is_strong(self, verdict: Verdict) -> bool:
        return (
            not verdict.unsure
            and verdict.label == _WORST
            and round(verdict.share(_WORST) * 100) >= self.percent.value()  # as it is shown
        )

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Live"))
        title.setProperty("role", "title")
        head = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.close_button)
        about = QLabel(
            self.tr(
                "New lines of a file and what other programs copy are judged as they come; a "
                "strongly negative one raises a notice. Nothing leaves this computer."
            )
        )
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        label = QLabel(self.tr("&Notice from"))
        label.setBuddy(self.percent)
        limit = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        limit.addWidget(label)
        limit.addWidget(self.percent)
        limit.addStretch(1)
        column = spaced(
            QVBoxLayout(self), self._theme, gap=GROUP, margins=(EDGE, GROUP, EDGE, SECTION)
        )
        column.addLayout(head)
        column.addWidget(about)
        column.addWidget(self.clipboard_box)
        column.addWidget(self.file_box)
        column.addLayout(limit)
        column.addWidget(self.banner)
        column.addWidget(self.list, 1)
