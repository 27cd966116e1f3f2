"""What a model would take without any saving, against now, and each saving with its switch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop_lm.messages import CacheType
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.memory import memory_words
from desktop_lm.ui.models.memory.saving_row import SavingRow
from desktop_lm.ui.models.memory.savings import Kind, Picture
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.memory_bar import MemoryBar
from desktop_lm.ui.widgets.memory_legend import Legend

if TYPE_CHECKING:
    from desktop_lm.jobs.events import LoadPlan
    from desktop_lm.ui.models.settings_desk import SettingsDesk

# Of the cache, none means the program's own choice: f16 where it fits.
_ON: dict[Kind, dict[str, object]] = {
    Kind.MAPPED: {"mapped": True},
    Kind.CACHE: {"cache_type": CacheType.Q8_0},
    Kind.LEAN: {"repacked": False},
    Kind.LOGITS: {"full_logits": False},
}
_OFF: dict[Kind, dict[str, object]] = {
    Kind.MAPPED: {"mapped": False},
    Kind.CACHE: {"cache_type": CacheType.F16},
    Kind.LEAN: {"repacked": True},
    Kind.LOGITS: {"full_logits": True},
}


class MemoryPicture(QWidget):
    """Two bars, and below them why the second is shorter."""

    def __init__(self, theme: Theme, settings: SettingsDesk) -> None:
        super().__init__()
        self._theme = theme
        self._settings = settings
        self.plain = MemoryBar(theme, self.tr("Without any saving"))
        self.now = MemoryBar(theme, self.tr("Now"))
        self._plain_size, self._now_size = QLabel(), QLabel()
        self._now_size.setProperty("role", "title")
        self._legend = Legend(theme)
        self._headline = QLabel()
        self._headline.setProperty("role", "verdict")
        self._headline.setWordWrap(True)
        self.rows = {kind: SavingRow(theme, kind) for kind in Kind}
        grid = spaced(QGridLayout(), theme, gap=GROUP)
        for row, (label, bar) in enumerate(
            ((self._plain_size, self.plain), (self._now_size, self.now))
        ):
            grid.addWidget(label, row, 0)
            grid.addWidget(bar, row, 1)
        grid.addWidget(self._legend, 2, 1)
        grid.setColumnStretch(1, 1)
        theme.changed.connect(self._align)
        layout = spaced(QVBoxLayout(self), theme, gap=SECTION)
        layout.addWidget(self._headline)
        layout.addLayout(grid)
        for kind, saving_row in self.rows.items():
            saving_row.switched.connect(partial(self._switch, kind))
            layout.addWidget(saving_row)
        self.hide()

    @property
    def headline(self) -> str:
        """The picture in a sentence."""
        return self._headline.text()

    def show_picture(
        self, picture: Picture | None, name: str, measured: Callable[[LoadPlan], int]
    ) -> None:
        """Show this one of the model ``name``, or nothing. ``measured`` tells the bytes that a plan
        took, 0 where that was never measured."""
        self.setVisible(picture is not None)
        if picture is None:
            return
        plain, now = picture.plain.total, picture.now.total
        self._headline.setText(
            self.tr("{name} takes {now} in place of {plain}.").format(
                name=name, now=numbers.size(now), plain=numbers.size(plain)
            )
        )
        self._plain_size.setText(
            self.tr("Without any saving, {size}").format(size=numbers.size(plain))
        )
        self._now_size.setText(self.tr("Now, {size}").format(size=numbers.size(now)))
        scale = max(plain, now)
        self.plain.show_parts(memory_words.parts_of(picture.plain), scale=scale)
        self.now.show_parts(memory_words.parts_of(picture.now), scale=scale)
        kept, plain_parts = memory_words.parts_of(picture.now), memory_words.parts_of(picture.plain)
        self._legend.show_parts(
            [
                max(pair, key=lambda part: part.nbytes)
                for pair in zip(kept, plain_parts, strict=True)
            ],
            sizes=False,
        )
        possible = {saving.kind for saving in picture.savings}
        for kind, row in self.rows.items():
            row.setVisible(kind in possible)
        for saving in picture.savings:
            self.rows[saving.kind].show_saving(saving, picture.bits, scale, measured)
        self._align()

    def _align(self) -> None:
        widest = max(
            *(label.sizeHint().width() for label in (self._plain_size, self._now_size)),
            *(row.label_width for row in self.rows.values()),
        )
        self._plain_size.setMinimumWidth(widest)
        for row in self.rows.values():
            row.set_label_width(widest + self._theme.px(GROUP / 2))

    def _switch(self, kind: Kind, on: bool) -> None:  # noqa: FBT001  as Qt calls it
        self._settings.change(**(_ON if on else _OFF)[kind])
