"""The right side: the translation, what is doubtful about it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolTip, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.panes.back_panel import BackPanel
from desktop_lm.ui.translation.panes.check_list import CheckList
from desktop_lm.ui.translation.panes.check_words import part_tip
from desktop_lm.ui.translation.panes.pair_marks import PairMarks
from desktop_lm.ui.translation.panes.result_view import ResultView
from desktop_lm.ui.translation.panes.scroll_link import ScrollLink
from desktop_lm.ui.translation.sheet.pairs import Pairs
from desktop_lm.ui.translation.sheet.sheet import Row
from desktop_lm.ui.translation.sheet.translated import Translated
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, ICON_UNITS, QuietButton
from desktop_lm.ui.widgets.plain_text import UnitMap
from desktop_lm.ui.widgets.text_box import TextBox

# Units: the text begins below the box of its language, half a swap button to the right.
TARGET_EDGE = (ICON_UNITS + 2 * BUTTON_PADDING + 2) / 2 + GROUP - BUTTON_PADDING


class ResultPane(QWidget):
    """Draws what :class:`Translated` holds, and marks the partners in ``box``."""

    def __init__(self, theme: Theme, translated: Translated, box: TextBox) -> None:
        super().__init__()
        self._theme = theme
        self._translated = translated
        self._box = box
        self._pairs: Pairs | None = None
        self.view = ResultView(theme)
        self.view.setAccessibleName(self.tr("Translation"))
        self.view.setPlaceholderText(self.tr("The translation appears here"))
        self.copy_button = QuietButton(
            theme, "copy", self.tr("&Copy"), self.tr("Copy the translation (Ctrl+Shift+C)")
        )
        self.note = QLabel()
        self.note.setProperty("role", "muted")
        self.marks = PairMarks(box, self.view, theme, self._shown)
        self.link = ScrollLink(box, self.view, lambda: self.pairs)
        self.back_panel = BackPanel(theme)
        self.back_button = QuietButton(
            theme,
            "",
            self.tr("Translate &back"),
            self.tr("See what the translation says in the language of the text (Ctrl+Shift+B)"),
        )
        self.checks = CheckList(theme)
        self.checks.chosen.connect(self.marks.show_row)
        self.view.viewport().installEventFilter(self)
        self.buttons = spaced(QHBoxLayout(), theme, gap=GROUP)
        self.buttons.addWidget(self.copy_button)
        self.buttons.addWidget(self.back_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.note)
        self.column = spaced(
            QVBoxLayout(self), theme, gap=GROUP, margins=(TARGET_EDGE, GROUP, EDGE, SECTION)
        )
        self.column.addWidget(self.view, 1)
        self.column.addWidget(self.back_panel)
        self.column.addWidget(self.checks)
        self.column.addLayout(self.buttons)
        translated.changed.connect(self._draw)

    @property
    def pairs(self) -> Pairs:
        """What belongs together in the two documents, as they are now."""
        if self._pairs is None:
            sheet, text = self._translated.sheet, self._translated.text
            maps = (UnitMap.of_raw(view.document().toRawText()) for view in (self._box, self.view))
            self._pairs = Pairs(sheet, (len(text), len(sheet.text())), *maps)
        return self._pairs

    def text(self) -> str:
        """The translation, as the model gave it."""
        return self._translated.sheet.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell what is known about the place under the pointer."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().eventFilter(watched, event)
        units = self.view.cursorForPosition(event.pos()).position()
        QToolTip.showText(event.globalPos(), self._tip(units), self.view.viewport())
        return True

    def _tip(self, units: int) -> str:
        rows, pairs = self._shown()
        number = pairs.row_at(units)
        if number is None:
            return ""
        row = rows[number]
        place = UnitMap(row.part.target).characters(units - pairs.of_rows[number][0])
        return part_tip(row.part, place, out_of_date=row.span is None)

    def _shown(self) -> tuple[Sequence[Row], Pairs]:
        return self._translated.sheet.rows, self.pairs

    def _draw(self) -> None:
        translated = self._translated
        self.marks.is_held = True  # the caret moves while the text is half written
        self.view.show_pieces(translated.sheet.pieces())
        self.link.target_was_written()
        self.marks.is_held = False
        self._pairs = None
        if not translated.is_growing:
            self.checks.show_parts(row.part for row in translated.sheet.rows)
            old = translated.is_out_of_date
            self.note.setText(self.tr("The text has changed since") if old else "")
        self.marks.refresh()
