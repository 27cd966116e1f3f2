"""Context, cache and speed: what a person can choose of how models are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QRadioButton, QWidget

from desktop_lm.messages import CacheType
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.memory import memory_words
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from desktop_lm.ui.models.memory.plans import Planned
    from desktop_lm.ui.models.settings_desk import SettingsDesk

_SMALLEST, _LARGEST = 512, 131_072  # tokens


class LoadChoosers(QWidget):
    """They stand for all models; the program's own choice comes first in each."""

    def __init__(self, theme: Theme, settings: SettingsDesk) -> None:
        super().__init__()
        self._settings = settings
        self.context = QComboBox()
        self.context.setToolTip(
            self.tr("How much the model sees at once. A token is a word or a part of one.")
        )
        self.cache = QComboBox()
        self.cache.setToolTip(
            self.tr("How exactly the model keeps what it has read; less exact takes less memory.")
        )
        self.fast = QRadioButton()
        self.fast.setToolTip(
            self.tr("Some weights are copied into the order the processor reads fastest.")
        )
        self.lean = QRadioButton()
        self.lean.setToolTip(self.tr("Weights stay in the file only; reading is slower."))
        for box in (self.context, self.cache):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        form = spaced(QFormLayout(self), theme, gap=GROUP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.addRow(self.tr("&Context"), self.context)
        form.addRow(self.tr("Cac&he"), self.cache)
        speeds = spaced(QHBoxLayout(), theme, gap=SECTION)
        speeds.addWidget(self.fast)
        speeds.addWidget(self.lean)
        speeds.addStretch(1)
        form.addRow(self.tr("Speed"), speeds)
        self._form, self._speeds = form, speeds
        self.context.activated.connect(lambda: settings.change(context=self.context.currentData()))
        self.cache.activated.connect(lambda: settings.change(cache_type=self.cache.currentData()))
        self.fast.clicked.connect(lambda: settings.change(repacked=True))
        self.lean.clicked.connect(lambda: settings.change(repacked=False))

    def show_plan(self, planned: Planned) -> None:
        """The choices for this model, and what is chosen."""
        options, now = planned.by_settings.options, self._settings.now
        automatic = self.tr("Automatic: {choice}")
        contexts = _contexts(planned.context_length, now.context)
        own = memory_words.tokens(options.n_ctx)
        _fill(
            self.context,
            [(automatic.format(choice=own) if now.context is None else self.tr("Automatic"), None)]
            + [(memory_words.tokens(count), count) for count in contexts],
            now.context,
        )
        own = memory_words.cache_words(options.cache_type)
        first = automatic.format(choice=own) if now.cache_type is None else self.tr("Automatic")
        _fill(
            self.cache,
            [(first, None)] + [(memory_words.cache_words(kind), kind) for kind in CacheType],
            now.cache_type,
        )
        self.fast.setText(self.tr("Fast, {size}").format(size=numbers.size(planned.fast)))
        self.lean.setText(self.tr("Lean, {size}").format(size=numbers.size(planned.lean)))
        self._form.setRowVisible(self._speeds, planned.fast != planned.lean)
        (self.fast if now.repacked else self.lean).setChecked(True)


def _contexts(trained: int, chosen: int | None) -> list[int]:
    """Powers of two up to what the model was trained on, and what is chosen now."""
    most = min(trained, _LARGEST) if trained else _LARGEST
    steps = {_SMALLEST * 2**n for n in range(20) if _SMALLEST * 2**n <= most}
    return sorted(steps | ({chosen} if chosen else set()))


def _fill(box: QComboBox, choices: list[tuple[str, object]], chosen: object) -> None:
    present = [(box.itemText(n), box.itemData(n)) for n in range(box.count())]
    if present != choices:
        box.clear()
        for text, value in choices:
            box.addItem(text, value)
    box.setCurrentIndex([value for _, value in choices].index(chosen))
