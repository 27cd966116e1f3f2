"""Labelled texts, typed, pasted or out of a file, to be taught under a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_lm import bootstrap
from desktop_lm.errors import AppError
from desktop_lm.jobs.sentiment.teaching import MOST_ROWS, Lesson, check, each_once
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, rescale, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.profiles.lessons_model import LessonsModel
from desktop_lm.ui.sentiment.profiles.lessons_table import LessonsTable
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton
from desktop_lm.ui.window.banner import Banner

_WIDTH, _HEIGHT = 640, 520  # units
_SHOWN_LABELS = 6
TEACH = QKeySequence.fromString("Ctrl+Return")


class TeachDialog(QDialog):
    """``file_asked`` comes where rows are wanted from a file, ``teach_asked`` with the name and
    the labelled rows, ``changed`` after every change of the rows or the name."""

    file_asked = Signal()
    teach_asked = Signal(str, object)
    changed = Signal()

    def __init__(self, theme: Theme, rows: Iterable[Lesson], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Teach"))
        self._theme = theme
        self.model = LessonsModel(rows)
        self.table = LessonsTable(theme, self.model)
        self.banner = Banner(theme)
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the profile"))
        self.file_button = QuietButton(
            theme, "table", self.tr("From a &file…"), self.tr("Add the labelled rows of a table")
        )
        self.teach_button = MainButton(
            self.tr("&Teach"), self.tr("Learn from these rows; this takes seconds"), TEACH
        )
        self.teach_button.setShortcut(TEACH)
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "muted")
        self._lay_out()
        self._connect()
        self._show()
        rescale(self, theme)
        self.resize(theme.px(_WIDTH), theme.px(_HEIGHT))

    @property
    def lessons(self) -> list[Lesson]:
        """The rows that have both a text and a label, each once."""
        return list(each_once(self.model.rows))

    def take_file(self, rows: Iterable[Lesson], name: str) -> None:
        """The rows of a file, which are no more than tell that there are too many; its name is
        the profile's where there is none yet."""
        self.banner.hide()
        given = list(rows)
        self.model.add(given)
        if len(given) > MOST_ROWS:
            words = self.tr(
                "The file has more labelled rows than can be taught with. Here are the first "
                "{count}."
            )
            self.banner.show_note(words.format(count=numbers.whole(len(given))))
        if not self.name.text().strip():
            self.name.setText(name)
        self.teach_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """What was taught meanwhile may have the name."""
        super().showEvent(event)
        self._show()

    def show_error(self, error: AppError) -> None:
        """Why the rows or the name cannot be taken."""
        self.banner.show_error(sentence(error))

    def _show(self) -> None:
        given = self.lessons
        counts = Counter(lesson.label for lesson in given).most_common()
        parts = [f"{label} {numbers.whole(number)}" for label, number in counts[:_SHOWN_LABELS]]
        parts += ["…"] * (len(counts) > _SHOWN_LABELS)
        words = [
            numbers.counted(
                len(given),
                self.tr("{count} row: {labels}."),
                self.tr("{count} rows: {labels}."),
                labels=", ".join(parts),
            )
            if given
            else self.tr("Type a text and its label in each row, or paste them from a spreadsheet.")
        ]
        unfinished = sum(not (row.text and row.label) for row in self.model.rows)
        if unfinished:
            words.append(
                self.tr("Left out for want of a text or a label: {count}.").format(
                    count=numbers.whole(unfinished)
                )
            )
        ready = True
        try:
            check(given)
        except AppError as error:
            ready = False
            words.append(sentence(error))
        name = self.name.text().strip()
        if ready and not name:
            words.append(self.tr("What shall it be called?"))
        elif ready and bootstrap.profiles().has(name):
            words.append(self.tr("It takes the place of the profile “{name}”.").format(name=name))
        self.hint.setText(" ".join(words))
        self.teach_button.setEnabled(ready and bool(name))

    def _teach(self) -> None:
        self.table.end_typing()  # a key does not take the focus from the cell
        self.teach_asked.emit(self.name.text().strip(), self.lessons)

    def _connect(self) -> None:
        self.model.changed.connect(self._show)
        self.model.changed.connect(self.changed)
        self.name.textChanged.connect(self._show)
        self.name.textChanged.connect(self.changed)
        self.file_button.clicked.connect(self.file_asked)
        self.teach_button.clicked.connect(self._teach)

    def _lay_out(self) -> None:
        column = spaced(QVBoxLayout(self), self._theme, gap=SECTION, margins=(EDGE,) * 4)
        column.addWidget(self.banner)
        column.addWidget(self.table, 1)
        column.addWidget(self.hint)
        foot = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        label = QLabel(self.tr("&Name"))
        label.setBuddy(self.name)
        foot.addWidget(self.file_button)
        foot.addStretch(1)
        foot.addWidget(label)
        foot.addWidget(self.name)
        foot.addWidget(self.teach_button)
        column.addLayout(foot)
        self.table.begin_new()
