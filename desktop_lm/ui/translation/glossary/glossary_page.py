"""One glossary: its name, its languages, its terms, and what is odd in them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.storage.translations.glossaries import StoredGlossary
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.glossary.finding_list import FindingList
from desktop_lm.ui.translation.glossary.terms_model import TermsModel
from desktop_lm.ui.translation.glossary.terms_table import TermsTable
from desktop_lm.ui.translation.languages.language_box import LanguageBox
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, QuietButton
from desktop_lm.ui.widgets.hint import Hint
from desktop_lm.ui.widgets.numbers import whole

_TYPING_MS = 200
_NAME_CHARACTERS = 60
_LANGUAGE_CHARACTERS = 15  # the search needs room as well
Pair = tuple[str, str]


class GlossaryPage(QStackedWidget):
    """``changed`` comes when the user changed anything, ``shown`` when another glossary is on
    it."""

    changed = Signal()
    shown = Signal()
    remove_asked = Signal()
    begin_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.usual_pair: Pair = ("", "")
        self.name = QLineEdit()
        self.name.setMaxLength(_NAME_CHARACTERS)
        self.name.setAccessibleName(self.tr("Name"))
        self.source = self._languages(self.tr("From"))
        self.target = self._languages(self.tr("Into"))
        self.on = QCheckBox(self.tr("&Use it"))
        self.on.setToolTip(self.tr("Translations between these languages keep to its terms"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search the terms"))
        self.search.setAccessibleName(self.tr("Search the terms"))
        self.search.setClearButtonEnabled(True)
        self.counted = QLabel()
        self.counted.setProperty("role", "muted")
        self.model = TermsModel()
        self.model.setParent(self)
        self.table = TermsTable(theme, self.model)
        self.findings = FindingList(theme)
        self.add_button = QuietButton(
            theme, "plus", self.tr("&Add"), self.tr("Type a new term at the end")
        )
        self.remove_button = QuietButton(
            theme, "eraser", self.tr("&Remove"), self.tr("Remove the terms that are selected")
        )
        self.import_button, self.first_import_button = (
            QuietButton(
                theme, "table", self.tr("&Import…"), self.tr("Take in the terms of a table")
            )
            for _page in range(2)
        )
        self.export_button = QuietButton(
            theme, "download", self.tr("&Export…"), self.tr("Write the terms as a table")
        )
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._empty = self._make_empty()
        self._full = self._make_full()
        self.addWidget(self._empty)
        self.addWidget(self._full)
        self._connect()

    @property
    def usual_pairs(self) -> tuple[Pair, ...]:
        """The languages of a new glossary."""
        return (self.usual_pair,) if all(self.usual_pair) else ()

    @property
    def has_glossary(self) -> bool:
        """Whether one is shown."""
        return self.currentWidget() is self._full

    def show_glossary(self, glossary: StoredGlossary | None) -> None:
        """Show it, or how to begin one."""
        self.setCurrentWidget(self._full if glossary else self._empty)
        if glossary is None:
            return
        with QSignalBlocker(self.name), QSignalBlocker(self.search):
            self.name.setText(glossary.name)
            self.search.clear()
        self._show_use(glossary)
        self.model.filter("")
        self.model.show_terms(glossary.rows)
        self.shown.emit()

    def renew(self, glossary: StoredGlossary) -> None:
        """Show what became of the one that is shown; nothing else moves."""
        self._show_use(glossary)
        if glossary.rows != self.model.terms:
            with self.table.staying():
                self.model.show_terms(glossary.rows)
            self.shown.emit()

    def glossary(self, former: StoredGlossary) -> StoredGlossary:
        """``former`` with what the user made of it."""
        pairs = former.pairs
        chosen = (self.source.code, self.target.code)
        if chosen != _first(pairs):
            pairs = (chosen,) if all(chosen) else ()
        return replace(
            former,
            name=self.name.text().strip() or former.name,
            pairs=pairs,
            rows=self.model.terms,
            on=self.on.isChecked(),
        )

    def go_to_row(self, number: int) -> None:
        """Be on row ``number``, whatever was searched for."""
        if self.model.line_of(number) < 0:
            number -= self.model.empty_before(number)
            self.search.clear()
            self._filter()
        if (line := self.model.line_of(number)) >= 0:
            self.table.go_to(line)

    # --- inside ---

    def _show_use(self, glossary: StoredGlossary) -> None:
        with QSignalBlocker(self.source), QSignalBlocker(self.target), QSignalBlocker(self.on):
            for box, code in zip((self.source, self.target), _first(glossary.pairs), strict=True):
                box.setCurrentIndex(max(0, box.findData(code)))
                box.field.setCursorPosition(0)  # the beginning of a name tells more than its end
            self.on.setChecked(glossary.on)

    def _filter(self) -> None:
        self._typing.stop()
        self.model.filter(self.search.text())

    def _show_count(self) -> None:
        count = len(self.model.rows)
        self.counted.setText(self.tr("Terms: {count}").format(count=whole(count)))
        self.export_button.setEnabled(bool(count))

    def _show_selection(self) -> None:
        self.remove_button.setEnabled(self.table.has_lines)

    def _connect(self) -> None:
        self.name.editingFinished.connect(self.changed)
        self.source.chosen.connect(self.changed)
        self.target.chosen.connect(self.changed)
        self.on.toggled.connect(self.changed)
        self.search.textChanged.connect(self._typing.start)
        self.search.returnPressed.connect(self._filter)
        self._typing.timeout.connect(self._filter)
        self.model.changed.connect(self.changed)
        for signal in (self.model.modelReset, self.model.rowsInserted):
            signal.connect(self._show_count)
            signal.connect(self._show_selection)
        self.table.selectionModel().selectionChanged.connect(self._show_selection)
        self.table.remove_asked.connect(self.remove_asked)
        self.remove_button.clicked.connect(self.remove_asked)
        self.add_button.clicked.connect(self.table.begin_new)
        self.findings.chosen.connect(self.go_to_row)

    def _languages(self, name: str) -> LanguageBox:
        box = LanguageBox(name)
        box.CHARACTERS = _LANGUAGE_CHARACTERS
        box.insertItem(0, self.tr("Any language"), "")
        box.setCurrentIndex(0)
        return box

    def _make_empty(self) -> QWidget:
        page = QWidget()
        column = spaced(QVBoxLayout(page), self._theme, gap=GROUP, margins=(EDGE,) * 4)
        hint = Hint(
            self._theme,
            self.tr(
                "Terms you list in a glossary are told to the model, and what it writes is checked "
                "for them."
            ),
            self.tr("Begin one"),
        )
        hint.clicked.connect(self.begin_asked)
        import_row = spaced(
            QHBoxLayout(), self._theme, gap=0, margins=(EDGE - BUTTON_PADDING, 0, 0, 0)
        )
        import_row.addWidget(self.first_import_button)
        import_row.addStretch(1)
        column.addStretch(1)
        column.addWidget(hint)
        column.addLayout(import_row)
        column.addStretch(2)
        return page

    def _make_full(self) -> QWidget:
        page = QWidget()
        head = spaced(QHBoxLayout(), self._theme, gap=SECTION)
        head.addWidget(self.name, 1)
        head.addWidget(self.on)
        find = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        find.addWidget(self.source)
        find.addWidget(QLabel("→"))
        find.addWidget(self.target)
        find.addWidget(self.search, 1)
        foot = spaced(QHBoxLayout(), self._theme, gap=0)
        foot.addWidget(self.add_button)
        foot.addWidget(self.remove_button)
        foot.addStretch(1)
        foot.addWidget(self.counted)
        foot.addStretch(1)
        foot.addWidget(self.import_button)
        foot.addWidget(self.export_button)
        margins = (SECTION, SECTION, SECTION, GROUP)
        column = spaced(QVBoxLayout(page), self._theme, gap=GROUP, margins=margins)
        column.addLayout(head)
        column.addLayout(find)
        column.addWidget(self.table, 1)
        column.addWidget(self.findings)
        column.addLayout(foot)
        return page


def _first(pairs: tuple[Pair, ...]) -> Pair:
    return pairs[0] if pairs else ("", "")
