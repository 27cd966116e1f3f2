"""What is odd in a glossary: a few lines below it that lead to its rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem

from desktop_lm.jobs.translation.glossary_findings import Finding
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.glossary.finding_words import finding_words
from desktop_lm.ui.widgets.numbers import whole

_LINES = 4
_MOST = 200
_ROW = Qt.ItemDataRole.UserRole


class FindingList(QListWidget):
    """Hidden where there is nothing to say. ``chosen`` carries the number of a row."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(self.tr("What is odd in this glossary"))
        self.setProperty("role", "rows")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)
        self.hide()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Say this, and only as much as anybody reads."""
        self.clear()
        for finding in findings[:_MOST]:
            words = finding_words(finding)
            item = QListWidgetItem(words)
            item.setToolTip(words)
            item.setData(_ROW, finding.rows[-1])
            self.addItem(item)
        if len(findings) > _MOST:
            more = self.tr("And {count} more").format(count=whole(len(findings) - _MOST))
            item = QListWidgetItem(more)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        height = max(self.sizeHintForRow(0), self._theme.px(20))
        self.setFixedHeight(height * min(_LINES, max(1, self.count())) + 2 * self.frameWidth())
        self.setVisible(bool(findings))

    def _choose(self, item: QListWidgetItem) -> None:
        row = item.data(_ROW)
        if row is not None:
            self.chosen.emit(int(row))
