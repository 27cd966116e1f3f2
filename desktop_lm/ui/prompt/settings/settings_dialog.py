"""All that can be said of how answers are made, in plain words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.tasks.prompt.answer_settings import DEFAULT, LONGEST_STOP, MOST_STOPS
from desktop_lm.ui.look.space import EDGE, GROUP, rescale, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions
from desktop_lm.ui.prompt.settings.form_box import FormBox
from desktop_lm.ui.prompt.settings.framed_box import FramedBox
from desktop_lm.ui.prompt.settings.number_box import NumberBox
from desktop_lm.ui.prompt.settings.preset_desk import PresetDesk
from desktop_lm.ui.prompt.settings.preset_row import PresetRow
from desktop_lm.ui.prompt.settings.setting_row import SettingRow
from desktop_lm.ui.prompt.settings.setting_words import (
    first_words,
    number_words,
    stop_texts,
    written_stop_texts,
)
from desktop_lm.ui.widgets.scroll_column import ScrollColumn
from desktop_lm.ui.widgets.wheel_guard import WheelGuard

_WIDTH, _HEIGHT, _NUMBER_WIDTH = 520, 640, 120  # units


class SettingsDialog(QDialog):
    """Each change holds at once, for the conversation on the page and those after it."""

    def __init__(
        self, theme: Theme, options: AnswerOptions, presets: PresetDesk, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings of this conversation"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        self._options = options
        self.presets = PresetRow(theme, options, presets)
        self.form = FormBox(theme, options)
        self.system = FramedBox(theme, first_words(), lines=3)
        self.stop = FramedBox(theme, "", lines=2)
        words = self.tr("Only the first {count} stop texts count, and {most} characters of each.")
        self.stop_problem = QLabel(words.format(count=MOST_STOPS, most=LONGEST_STOP))
        self.stop_problem.setWordWrap(True)
        self.numbers: dict[str, NumberBox] = {}
        self.rows: dict[str, SettingRow] = {}
        self._lay_out()
        self.system.text_box.textChanged.connect(self._take_system)
        self.stop.text_box.textChanged.connect(self._take_stop)
        options.changed.connect(self._show)
        self._show()
        rescale(self, theme)
        self.resize(theme.px(_WIDTH), theme.px(_HEIGHT))

    def _take_system(self) -> None:
        self._options.change(system=self.system.text_box.text())

    def _take_stop(self) -> None:
        self._options.change(stop=stop_texts(self.stop.text_box.text()))
        self._show_stop()  # also where what was typed does not count

    def _show(self) -> None:
        settings = self._options.settings
        if self.system.text_box.text() != settings.system:
            self.system.text_box.set_text(settings.system)
        self._show_stop()
        self.reset_all.setEnabled(self._options.set_apart() > 0)

    def _show_stop(self) -> None:
        settings, written = self._options.settings, stop_texts(self.stop.text_box.text())
        if DEFAULT.changed({"stop": written}).stop != settings.stop:
            self.stop.text_box.set_text(written_stop_texts(settings.stop))
            written = settings.stop
        self.stop_problem.setVisible(written != settings.stop)

    def _lay_out(self) -> None:
        column = ScrollColumn(self._theme)
        column.setObjectName("settings")
        column.add(_section(self._theme, self.tr("Preset"), self.presets, self.presets.chooser))
        column.add(
            self._row(
                "system",
                self.tr("&Instructions"),
                self.tr("What the model keeps to in every answer of this conversation."),
                self.system.text_box,
                self.system,
            )
        )
        words = number_words()
        for title, names in (
            (self.tr("Choice of words"), ("temperature", "top_k", "top_p", "min_p")),
            (self.tr("Length and repetition"), ("length", "repeat_penalty", "seed")),
        ):
            column.add(_title(title))
            for name in names:
                column.add(self._number(name, *words[name]))
        column.add(
            self._row(
                "stop",
                self.tr("Stop te&xts"),
                self.tr(
                    "The answer ends before the first of these, one on each line; \\n stands for "
                    "the end of a line."
                ),
                self.stop.text_box,
                self.stop,
            )
        )
        column.add(self.stop_problem)
        form = self.tr("Form of the answer")
        column.add(_section(self._theme, form, self.form, self.form.chooser))
        self.reset_all = QPushButton(self.tr("&Reset all"))
        self.reset_all.setAutoDefault(False)
        self.reset_all.clicked.connect(lambda: self._options.replace({}))
        close = QPushButton(self.tr("&Close"))
        close.clicked.connect(self.accept)
        foot = spaced(QHBoxLayout(), self._theme, gap=GROUP, margins=(EDGE, GROUP, EDGE, GROUP))
        foot.addWidget(self.reset_all)
        foot.addStretch(1)
        foot.addWidget(close)
        WheelGuard(column)
        layout = spaced(QVBoxLayout(self), self._theme, gap=0)
        layout.addWidget(column, 1)
        layout.addLayout(foot)

    def _number(self, setting: str, name: str, hint: str, lowest: str) -> SettingRow:
        number = NumberBox(self._theme, self._options, setting, lowest, width=_NUMBER_WIDTH)
        self.numbers[setting] = number
        row = SettingRow(
            self._theme, self._options, setting, name=name, hint=hint, field=number.box
        )
        self.rows[setting] = row
        return row

    def _row(
        self, setting: str, name: str, hint: str, buddy: QWidget, field: QWidget
    ) -> SettingRow:
        row = SettingRow(
            self._theme, self._options, setting, name=name, hint=hint, field=field, beside=False
        )
        buddy.setAccessibleName(name.replace("&", ""))
        buddy.setAccessibleDescription(hint)
        row.setFocusProxy(buddy)
        field.setFocusProxy(buddy)
        self.rows[setting] = row
        return row


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "title")
    return label


def _section(theme: Theme, title: str, content: QWidget, chooser: QComboBox) -> QWidget:
    section = QWidget()
    layout = spaced(QVBoxLayout(section), theme, gap=GROUP)
    label = _title(title)
    label.setBuddy(chooser)  # on Linux Qt names a combo box by its label alone
    layout.addWidget(label)
    layout.addWidget(content)
    return section
