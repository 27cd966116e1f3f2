"""One setting: its name, its value, what it does in plain words, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_lm.tasks.prompt.answer_settings import DEFAULT
from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.widgets.buttons import QuietButton

if TYPE_CHECKING:
    from desktop_lm.ui.look.theme import Theme
    from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions


class SettingRow(QWidget):
    """``field`` shows and sets the value; beside its name where ``beside`` says so, else below.
    ``reset`` is seen where the value is not the program's own."""

    def __init__(  # noqa: PLR0913  what a row shows
        self,
        theme: Theme,
        options: AnswerOptions,
        setting: str,
        *,
        name: str,
        hint: str,
        field: QWidget,
        beside: bool = True,
    ) -> None:
        super().__init__()
        self._options = options
        self._setting = setting
        label = QLabel(name)
        label.setBuddy(field)
        explained = QLabel(hint)
        explained.setWordWrap(True)
        explained.setProperty("role", "muted")
        set_enum(explained, "textFormat", "PlainText")
        field.setAccessibleName(name.replace("&", ""))
        field.setAccessibleDescription(hint)
        self.reset = QuietButton(
            theme, "", self.tr("Reset"), self.tr("Back to the program's own value")
        )
        self.reset.setAccessibleName(self.tr("Reset {name}").format(name=name.replace("&", "")))
        place = self.reset.sizePolicy()
        place.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(place)
        head = spaced(QHBoxLayout(), theme, gap=GROUP)
        head.addWidget(label)
        head.addStretch(1)
        head.addWidget(self.reset)
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP / 4)
        layout.addLayout(head)
        if beside:
            head.addWidget(field)
        layout.addWidget(explained)
        if not beside:
            layout.addWidget(field)
        self.reset.clicked.connect(self._reset)
        options.changed.connect(self._show)
        self._show()

    def _reset(self) -> None:
        self._options.change(**{self._setting: getattr(DEFAULT, self._setting)})

    def _show(self) -> None:
        now = getattr(self._options.settings, self._setting)
        self.reset.setVisible(now != getattr(DEFAULT, self._setting))
