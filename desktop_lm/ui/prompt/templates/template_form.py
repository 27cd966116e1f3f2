"""The form of a template: what is filled in becomes a prompt in the box."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.errors import AppError
from desktop_lm.tasks.prompt.templates import Field, Template, fill, in_language
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, rescale, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.settings.framed_box import FramedBox
from desktop_lm.ui.prompt.templates.template_desk import window_language
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton, literal

_WIDTH, _LINES = 480, 5
_USE_KEYS = [QKeySequence.fromString(keys) for keys in ("Ctrl+Return", "Ctrl+Enter")]


class TemplateForm(QDialog):
    """``filled`` carries the prompt. ``change_asked`` comes for one of the user's own. What was
    filled in goes only when one closes the form a second time."""

    filled = Signal(str)
    change_asked = Signal()

    def __init__(self, theme: Theme, template: Template, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(in_language(template.name, window_language()))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        self._template = template
        self.fields: dict[str, QWidget] = {}
        self._dropped = ""  # what one was warned about
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "muted")
        self.problem.hide()
        self.use = MainButton(
            self.tr("&Write the prompt"),
            self.tr("Put the prompt into the box, where it can be changed"),
            _USE_KEYS[0],
        )
        self.use.clicked.connect(self._use)
        for keys in _USE_KEYS:  # a shortcut of the button's own would take its Alt+letter away
            QShortcut(keys, self).activated.connect(self._use)
        self._lay_out()
        rescale(self, theme)
        self.resize(theme.px(_WIDTH), self.sizeHint().height())

    def reject(self) -> None:
        """Esc, or the window's own button."""
        if self._may_close():
            super().reject()

    def _may_close(self) -> bool:
        written = "".join(
            self._value(widget)
            for widget in self.fields.values()
            if not isinstance(widget, QComboBox)
        )
        if not written.strip() or written == self._dropped:
            return True
        self._dropped = written
        self.problem.setText(self.tr("This is not in the box yet. Close once more to drop it."))
        self.problem.show()
        return False

    def _change(self) -> None:
        if self._may_close():
            super().reject()
            self.change_asked.emit()

    def _use(self) -> None:
        values = {key: self._value(widget) for key, widget in self.fields.items()}
        try:
            prompt = fill(self._template, values, window_language())
        except AppError as error:
            missing = str(error.params.get("name"))
            named = {f.key: in_language(f.label, window_language()) for f in self._template.fields}
            error.params["name"] = f"“{named.get(missing, missing)}”"
            self.problem.setText(sentence(error))
            self.problem.show()
            self.fields[missing].setFocus()
            return
        self.filled.emit(prompt)
        self.accept()

    def _value(self, widget: QWidget) -> str:
        if isinstance(widget, QComboBox):
            return widget.currentText()
        if isinstance(widget, QLineEdit):
            return widget.text()
        assert isinstance(widget, FramedBox)
        return widget.text_box.text()

    def _lay_out(self) -> None:
        layout = spaced(QVBoxLayout(self), self._theme, gap=SECTION, margins=(EDGE,) * 4)
        for field in self._template.fields:
            layout.addLayout(self._field(field))
        layout.addWidget(self.problem)
        layout.addStretch(1)
        foot = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        if self._template.own:
            change = QuietButton(self._theme, "", self.tr("&Change or delete it…"))
            change.clicked.connect(self._change)
            foot.addWidget(change)
        foot.addStretch(1)
        foot.addWidget(self.use)
        layout.addLayout(foot)

    def _field(self, field: Field) -> QVBoxLayout:
        language = window_language()
        name, hint = in_language(field.label, language), in_language(field.hint, language)
        widget: QWidget
        focus: QWidget
        if field.kind == "choice":
            box = QComboBox()
            box.addItems([in_language(choice, language) for choice in field.choices])
            box.setCurrentIndex(field.default)
            widget = focus = box
        elif field.kind == "line":
            line = QLineEdit()
            line.setPlaceholderText(hint)
            widget = focus = line
        else:
            framed = FramedBox(self._theme, hint, lines=_LINES)
            framed.setFocusProxy(framed.text_box)
            widget, focus = framed, framed.text_box
        label = QLabel(literal(name if field.required else self._optional(field, name)))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(focus)
        focus.setAccessibleName(name)
        self.fields[field.key] = widget
        group = spaced(QVBoxLayout(), self._theme, gap=GROUP / 2)
        group.addWidget(label)
        group.addWidget(widget)
        return group

    def _optional(self, field: Field, name: str) -> str:
        if field.kind == "choice" or self._template.own:
            return name
        return self.tr("{name} (optional)").format(name=name)
