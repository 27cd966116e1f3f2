"""The prompt box with its options and its buttons."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton
from desktop_lm.ui.widgets.flow import Flow
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.tab_order import chain_of, line_up

if TYPE_CHECKING:
    from desktop_lm.tasks.context_use import ContextUse
    from desktop_lm.ui.prompt.context.context_meter import ContextMeter
    from desktop_lm.ui.prompt.settings.options_row import OptionsRow

_LEAST_LINES = 2
_RADIUS = 8  # units
GENERATE = QKeySequence.fromString("Ctrl+Return")


class PromptBox(TextBox):
    """Arrow up in an empty box asks for what was written before. Where ``enter_sends``, Enter asks
    to send the text, and Shift+Enter begins a line."""

    recall_asked = Signal()
    send_asked = Signal()
    enter_sends = False

    def text_height(self, most: int) -> int:
        """Of the text in pixels, as it is laid out; at least ``most`` where it is higher. Letters
        of another font make a line higher than the box's own font says."""
        layout, block = self.document().documentLayout(), self.document().firstBlock()
        height = 0.0
        while block.isValid() and height < most:
            height += layout.blockBoundingRect(block).height()
            block = block.next()
        return ceil(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Recall on arrow up where there is nothing to move in, and send where Enter does."""
        from PySide6.QtCore import Qt

        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() == Qt.Key.Key_Up and plain and self.document().isEmpty():
            self.recall_asked.emit()
        elif self.enter_sends and plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send_asked.emit()
        else:
            super().keyPressEvent(event)


class Composer(QWidget):
    """Grows with its text up to ``most_height`` pixels."""

    options_changed = Signal()
    settings_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._most_height = 0
        self.box = PromptBox(theme, "")
        self.set_enter_sends(is_on=False)
        self.box.setAccessibleName(self.tr("Prompt"))
        self.options = AnswerOptions()
        self._row: OptionsRow | None = None
        self._meter: ContextMeter | None = None
        self.options_button = QuietButton(
            theme,
            "sliders-horizontal",
            self.tr("&Options"),
            self.tr("Temperature, length and seed of the answer"),
        )
        self.options_button.setCheckable(True)
        self.copy_button = QuietButton(
            theme,
            "copy",
            self.tr("&Copy"),
            self.tr("Copy the last answer (Ctrl+Shift+C)"),
            icon_only=True,
        )
        self.clear_button = QuietButton(
            theme,
            "plus",
            self.tr("Ne&w"),
            self.tr("Begin a new conversation; this one stays in the history (Ctrl+Shift+L)"),
        )
        self.probabilities_button = QuietButton(
            theme,
            "chart-bar-decreasing",
            self.tr("&Probabilities"),
            self.tr("Show how likely each word of an answer was, and what else could have come"),
        )
        self.probabilities_button.setCheckable(True)
        self.inspector_button = QuietButton(
            theme,
            "panel-right",
            self.tr("Inspector"),
            self.tr("What the model reads, and what it chose from (Ctrl+Shift+I)"),
            icon_only=True,
        )
        self.inspector_button.setCheckable(True)
        self.attach_button = QuietButton(
            theme,
            "paperclip",
            self.tr("Attach files"),
            self.tr("Attach files to ask about or to summarise (Ctrl+Shift+O)"),
            icon_only=True,
        )
        self.generate_button = MainButton(
            self.tr("&Generate"), self.tr("Answer the prompt"), GENERATE
        )
        self._lay_out()
        self.options_button.toggled.connect(self._open_options)
        self.probabilities_button.toggled.connect(self.options_changed)
        self.options.changed.connect(self.options_changed)
        self.box.textChanged.connect(self._fit)
        self.box.focus_changed.connect(self.update)
        theme.changed.connect(self._fit)
        theme.changed.connect(self.update)

    @property
    def options_row(self) -> OptionsRow:
        """The row of options, closed at first; made when it is opened."""
        if self._row is None:
            from desktop_lm.ui.prompt.settings.options_row import OptionsRow

            row = OptionsRow(self._theme, self.options)
            row.setVisible(False)
            row.all_asked.connect(self.settings_asked)
            chain = chain_of(row)
            self._layout.insertWidget(self._layout.count() - 1, row)
            line_up(self.box, chain)
            self._row = row
        return self._row

    def put_above(self, widget: QWidget) -> None:
        """Let ``widget`` stand above the box."""
        chain = chain_of(widget)
        self._layout.insertWidget(0, widget)
        line_up(self, chain)

    def show_context(self, use: ContextUse) -> None:
        """Show below the box what the prompt would take of the context."""
        if self._meter is None:
            from desktop_lm.ui.prompt.context.context_meter import ContextMeter

            self._meter = ContextMeter(self._theme)
            self._layout.insertWidget(self._layout.indexOf(self.box) + 1, self._meter)
        self._meter.show_use(use)

    def set_enter_sends(self, *, is_on: bool) -> None:
        """Whether Enter alone sends the prompt, as Ctrl+Enter does; the empty box says which."""
        self.box.enter_sends = is_on
        self.box.setPlaceholderText(
            self.tr("Ask or tell the model something. Enter sends it, Shift+Enter begins a line.")
            if is_on
            else self.tr("Ask or tell the model something. Ctrl+Enter sends it.")
        )

    def set_most_height(self, pixels: int) -> None:
        """The box may become this high."""
        self._most_height = pixels
        self._fit()

    def snapshot(self) -> dict[str, Any]:
        """The values to remember."""
        return {
            **self.options.snapshot(),
            "open": self.options_button.isChecked(),
            "probabilities": self.probabilities_button.isChecked(),
        }

    def restore(self, values: dict[str, Any]) -> None:
        """Bring remembered values back."""
        ours = ("open", "probabilities")
        self.options.restore({name: values[name] for name in values if name not in ours})
        self.options_button.setChecked(values.get("open") is True)
        self.probabilities_button.setChecked(values.get("probabilities") is True)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the box to another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.layout() is not None:
            self._fit()

    def _lay_out(self) -> None:
        quiet = Flow(self._theme, GROUP / 2)  # in two lines where large letters leave no room
        for button in (
            self.attach_button,
            self.options_button,
            self.copy_button,
            self.clear_button,
            self.probabilities_button,
            self.inspector_button,
        ):
            quiet.add(button)
        buttons = spaced(QHBoxLayout(), self._theme, gap=GROUP / 2)
        buttons.addWidget(quiet, 1)
        buttons.addWidget(self.generate_button)
        layout = spaced(QVBoxLayout(self), self._theme, gap=GROUP, margins=(5, 11, 9, 9))
        layout.addWidget(self.box)
        layout.addLayout(buttons)
        self._layout = layout

    def _open_options(self) -> None:
        self.options_row.setVisible(self.options_button.isChecked())
        self.options_changed.emit()

    def _fit(self) -> None:
        self.box.ensurePolished()
        line = self.box.fontMetrics().lineSpacing()
        edges = self.box.viewportMargins().top() + 2
        most = max(self._most_height, (_LEAST_LINES + 1) * line)
        wanted = max(self.box.text_height(most), _LEAST_LINES * line) + edges
        self.box.setFixedHeight(min(wanted, most))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame, in the accent colour while one writes. A style sheet would have to be
        applied anew with each change of the focus."""
        del event
        colours, radius = self._theme.colours, self._theme.px(_RADIUS)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen()
        pen.setColor(QColor(colours.accent if self.box.hasFocus() else colours.border))
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.strokePath(frame, pen)
