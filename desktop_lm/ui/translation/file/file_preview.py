"""A file before it is translated: what it is, and what there is to choose."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.open_file import Choice
from desktop_lm.jobs.translation.file.order import FileOrder, target_beside
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.file import file_words
from desktop_lm.ui.translation.file.file_look import Look
from desktop_lm.ui.translation.languages.language_box import LanguageBox
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton
from desktop_lm.ui.widgets.labels import NameLabel
from desktop_lm.ui.widgets.save_dialog import ask_where_to_save

START = QKeySequence.fromString("Ctrl+Return")
_COLUMN_ROWS = 6
_NAME_CHARACTERS = 70
_SPACING = 3  # around a text


class FilePreview(QWidget):
    """``choice_changed`` carries another :class:`Choice`, ``languages_changed`` both codes;
    ``start_asked`` whether a run that was broken off is to go on."""

    choice_changed = Signal(object)
    languages_changed = Signal(str, str)
    start_asked = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._path = Path()
        self._target = Path()
        self._is_own_target = False  # one that somebody chose
        self.may_replace = False  # what is there: somebody said so when it was chosen
        self._choice = Choice()
        self.facts = QLabel()
        self.facts.setAccessibleName(self.tr("What was found out of the file"))
        self.source = LanguageBox(self.tr("From"))
        self.target_language = LanguageBox(self.tr("To"))
        self.columns = QListWidget()
        self.columns.setProperty("role", "rows")
        self.columns.setSpacing(theme.px(_SPACING))
        self.columns.setAccessibleName(self.tr("Columns to translate"))
        self.paths = QLineEdit()
        self.paths.setProperty("role", "field")
        self.paths.setAccessibleName(self.tr("Strings to translate"))
        self.paths.setPlaceholderText(self.tr("all that look like text"))
        self.paths.setToolTip(self.tr("Paths such as title or items[*].text, with commas between"))
        self.redo = QCheckBox(self.tr("Also what is translated alrea&dy"))
        self.bilingual = QCheckBox(self.tr("&Both languages in the new file"))
        self.texts = QListWidget()
        self.texts.setProperty("role", "text")
        self.texts.setAccessibleName(self.tr("First texts"))
        self.texts.setWordWrap(True)
        self.texts.setSpacing(theme.px(_SPACING))
        self.texts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.target = NameLabel(_NAME_CHARACTERS)
        self.target.setProperty("role", "muted")
        self.target_button = QuietButton(theme, "", self.tr("Cha&nge…"), self.tr("The new file"))
        self.again_button = QuietButton(
            theme, "", self.tr("Start &again"), self.tr("Forget the run that was broken off")
        )
        self.start_button = MainButton(self.tr("&Translate"), self.tr("Translate the file"), START)
        self._lay_out()
        self._connect()

    def begin(self, path: Path, going_on: FileOrder | None = None) -> None:
        """Another file, as it was ordered where it goes on."""
        order = going_on or FileOrder(path, Path(), "", "")
        self._path, self._choice = path, order.choice
        self._target, self._is_own_target, self.may_replace = order.target, False, False
        if going_on:
            usual = _free(target_beside(path, order.target_language))
            self._is_own_target = order.target != usual
        self.paths.setText(", ".join(order.choice.paths))
        for box, checked in ((self.redo, order.choice.redo), (self.bilingual, order.bilingual)):
            with QSignalBlocker(box):
                box.setChecked(checked)

    def show_look(self, look: Look) -> None:
        """Show what was found out."""
        self.facts.setText(file_words.facts(look))
        self.texts.clear()
        for where, text in look.shown:
            item = QListWidgetItem(text, self.texts)
            item.setToolTip(file_words.place(where, look.kind))
        self._fill_columns(look)
        self._form.setRowVisible(self.columns, look.kind is FileKind.TABLE)
        self._form.setRowVisible(self.paths, look.kind is FileKind.JSON)
        self._form.setRowVisible(self.redo, look.kind is FileKind.GETTEXT)
        self.bilingual.setEnabled(look.can_be_bilingual)
        self.bilingual.setToolTip(_bilingual_tip(look))
        self.start_button.setEnabled(bool(look.texts))

    def show_languages(self, source: str, target: str) -> None:
        """From which language into which."""
        for box, code in ((self.source, source), (self.target_language, target)):
            with QSignalBlocker(box):
                box.choose(code)
        if not self._is_own_target:
            self._target = _free(target_beside(self._path, target))
        self._show_target()

    @property
    def choice(self) -> Choice:
        """What of the file is to be translated."""
        return self._choice

    def order(self) -> FileOrder:
        """What is asked for, but for what the tab knows."""
        return FileOrder(
            source=self._path,
            target=self._target,
            source_language=self.source.code,
            target_language=self.target_language.code,
            choice=self._choice,
            bilingual=self.bilingual.isChecked() and self.bilingual.isEnabled(),
        )

    # --- inside ---

    def _fill_columns(self, look: Look) -> None:
        with QSignalBlocker(self.columns):
            self.columns.clear()
            for name in look.columns:
                item = QListWidgetItem(name, self.columns)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                chosen = name in look.chosen
                item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        rows = min(max(1, len(look.columns)), _COLUMN_ROWS)
        line = max(self.columns.sizeHintForRow(0), self.columns.fontMetrics().lineSpacing())
        height = line + 2 * self.columns.spacing()
        self.columns.setFixedHeight(rows * height + self._theme.px(GROUP))

    def _show_target(self) -> None:
        self.target.setText(self.tr("The new file is {name}").format(name=self._target.name))
        self.target.setToolTip(str(self._target))
        begun = self.order().progress.exists()
        self.again_button.setVisible(begun)
        self.start_button.setText(self.tr("&Continue") if begun else self.tr("&Translate"))

    def _choose_target(self) -> None:
        suffix = self._path.suffix.removeprefix(".")
        title = self.tr("The new file")
        if chosen := ask_where_to_save(self, title, str(self._target), suffix, always=True):
            self._target = Path(chosen)
            self._is_own_target = True
            self.may_replace = self._target.exists()  # of which the dialog has asked
            self._show_target()

    def _columns_changed(self) -> None:
        items = [self.columns.item(at) for at in range(self.columns.count())]
        names = [item.text() for item in items if item.checkState() is Qt.CheckState.Checked]
        if names:
            self._choose(Choice(columns=tuple(names)))
        self.start_button.setEnabled(bool(names))

    def _paths_changed(self) -> None:
        given = (path.strip() for path in self.paths.text().split(","))
        self._choose(Choice(paths=tuple(filter(None, given))))

    def _choose(self, choice: Choice) -> None:
        if choice != self._choice:
            self._choice = choice
            self.choice_changed.emit(choice)

    def _languages_changed(self) -> None:
        self.languages_changed.emit(self.source.code, self.target_language.code)

    def _lay_out(self) -> None:
        self._form = spaced(QFormLayout(), self._theme, gap=GROUP)
        self._form.addRow(self.tr("Fro&m"), self.source)
        self._form.addRow(self.tr("Int&o"), self.target_language)
        self._form.addRow(self.tr("Col&umns"), self.columns)
        self._form.addRow(self.tr("&Strings"), self.paths)
        self._form.addRow("", self.redo)
        self._form.addRow("", self.bilingual)
        choices = spaced(QVBoxLayout(), self._theme, gap=GROUP)
        choices.addLayout(self._form)
        choices.addStretch(1)
        middle = spaced(QHBoxLayout(), self._theme, gap=EDGE)
        middle.addLayout(choices, 2)
        middle.addWidget(self.texts, 3)
        foot = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        foot.addWidget(self.target)
        foot.addWidget(self.target_button)
        foot.addStretch(1)
        foot.addWidget(self.again_button)
        foot.addWidget(self.start_button)
        column = spaced(QVBoxLayout(self), self._theme, gap=GROUP, margins=(EDGE, 0, EDGE, SECTION))
        column.addWidget(self.facts)
        column.addLayout(middle, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.source.chosen.connect(self._languages_changed)
        self.target_language.chosen.connect(self._languages_changed)
        self.columns.itemChanged.connect(self._columns_changed)
        self.paths.editingFinished.connect(self._paths_changed)
        self.redo.toggled.connect(lambda redo: self._choose(Choice(redo=redo)))
        self.target_button.clicked.connect(self._choose_target)
        self.start_button.clicked.connect(lambda: self.start_asked.emit(True))
        self.again_button.clicked.connect(lambda: self.start_asked.emit(False))


def _bilingual_tip(look: Look) -> str:
    translate = QCoreApplication.translate
    if not look.can_be_bilingual:
        return translate("File", "A file of this kind has one place for each text")
    if look.kind is FileKind.TABLE:
        return translate("File", "Each translation in a column beside its original")
    return translate("File", "Each translation below its original")


def _free(target: Path) -> Path:
    """``target``, or one like it that takes the place of no other file but that of a run which is
    not at its end."""
    stem, number, free = target.stem, 2, target
    while free.exists() and not _progress(free).exists():
        free = target.with_name(f"{stem} {number}{target.suffix}")
        number += 1
    return free


def _progress(target: Path) -> Path:
    return FileOrder(Path(), target, "", "").progress
