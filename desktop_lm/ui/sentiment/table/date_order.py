"""Which comes first in a table's dates, day or month: what was found out, to change."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, Signal

from desktop_lm.tables.cells import day_of
from desktop_lm.tables.columns import DayOrder
from desktop_lm.ui.widgets.chooser import chooser


class DateOrderChoice(QObject):
    """``box`` offers to have it found out, or to read the dates in the one or the other way;
    ``changed`` comes where somebody chose."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.box = chooser(self.tr("Which comes first in the dates"))
        self._order = DayOrder()
        self.box.currentIndexChanged.connect(self.changed)
        self.choose(None)

    @property
    def month_first(self) -> bool | None:
        """What is chosen; None: it is found out."""
        chosen = self.box.currentData()
        return chosen if isinstance(chosen, bool) else None

    @property
    def is_there(self) -> bool:
        """Whether the dates seen have an order."""
        return self._order.is_there

    def show_order(self, order: DayOrder) -> None:
        """These are the dates to read; what somebody chose stays chosen."""
        self._order = order
        self.choose(self.month_first)

    def choose(self, month_first: bool | None) -> None:  # noqa: FBT001  a choice of three
        """Show this as chosen."""
        day_name, month_name = self.tr("day first"), self.tr("month first")
        found = month_name if self._order.is_month_first else day_name
        with QSignalBlocker(self.box):
            self.box.clear()
            words = (
                self.tr("not told: {order}") if self._order.is_open else self.tr("found: {order}")
            )
            self.box.addItem(words.format(order=found), None)
            self.box.addItem(day_name, False)
            self.box.addItem(month_name, True)
            self.box.setCurrentIndex((None, False, True).index(month_first))

    def remark(self) -> str:
        """What is to be said of dates that can be read both ways; "" where nothing is."""
        example = self._order.example
        if not self._order.is_open or self.month_first is not None:
            return ""
        words = self.tr(
            "“{date}” may be {one} or {other}: unless the other dates tell, the day comes first."
        )
        other = day_of(example, month_first=True)
        return words.format(date=example, one=day_of(example), other=other)
