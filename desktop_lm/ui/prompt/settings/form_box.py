"""What an answer must be: free text, JSON, or what a grammar says."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from desktop_lm.errors import AppError
from desktop_lm.tasks.prompt.answer_settings import Form
from desktop_lm.tasks.prompt.prompt import checked_sampling
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions
from desktop_lm.ui.prompt.settings.framed_box import FramedBox
from desktop_lm.ui.widgets.signs import Sign, SignLabel

_PAUSE_MS = 250  # after the last key
_LINES = 7


class FormBox(QWidget):
    """A chooser, and a box for the schema or the grammar with what is wrong in it."""

    def __init__(self, theme: Theme, options: AnswerOptions) -> None:
        super().__init__()
        self._options = options
        self._shown = Form.TEXT  # what the box is of
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(self.tr("Form of the answer"))
        for form, words in (
            (Form.TEXT, self.tr("Free text")),
            (Form.JSON, self.tr("JSON")),
            (Form.GRAMMAR, self.tr("A grammar (GBNF)")),
        ):
            self.chooser.addItem(words, form.value)
        self.box = FramedBox(theme, "", lines=_LINES)
        self.box.text_box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "muted")
        set_enum(self._hint, "textFormat", "PlainText")
        self.verdict = SignLabel(theme)
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP)
        layout.addWidget(self.chooser, 0)
        layout.addWidget(self._hint)
        layout.addWidget(self.box)
        layout.addWidget(self.verdict)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.check)
        self.chooser.activated.connect(self._choose)
        self.box.text_box.textChanged.connect(self._take)
        options.changed.connect(self._show)
        self._show()

    @property
    def _form(self) -> Form:
        return self._options.settings.form

    def check(self) -> None:
        """Say whether the schema or the grammar can be kept to, and where not."""
        self._pause.stop()
        settings = self._options.settings
        if settings.form is Form.GRAMMAR and not settings.grammar.strip():
            words = self.tr("There is no grammar yet, so the answer is free text.")
            self.verdict.show_sign(Sign.FAIR, words)
            return
        try:
            checked_sampling(settings.prompt("x", 0))
        except AppError as error:
            self.verdict.show_sign(Sign.BAD, sentence(error))
        else:
            self.verdict.show_sign(Sign.GOOD, self.tr("Answers can be held to this."))

    def _choose(self) -> None:
        self._options.change(form=self.chooser.currentData())

    def _take(self) -> None:
        text = self.box.text_box.text()
        if self._form is Form.JSON:
            self._options.change(schema=text)
        elif self._form is Form.GRAMMAR:
            self._options.change(grammar=text)
        self._pause.start()

    def _show(self) -> None:
        settings, form = self._options.settings, self._form
        self.chooser.setCurrentIndex(self.chooser.findData(form.value))
        text = settings.schema if form is Form.JSON else settings.grammar
        if form not in (Form.TEXT, self._shown):
            self._shown = form
            self.box.text_box.setPlainText(text)  # undo must not bring one into the other
        elif form is not Form.TEXT and self.box.text_box.text() != text:
            self.box.text_box.set_text(text)
        placeholder, name, hint = self._words(form)
        self.box.text_box.setPlaceholderText(placeholder)
        self.box.text_box.setAccessibleName(name)
        self._hint.setText(hint)
        for widget in (self.box, self.verdict):
            widget.setVisible(form is not Form.TEXT)
        if form is not Form.TEXT and not self._pause.isActive():
            self.check()

    def _words(self, form: Form) -> tuple[str, str, str]:
        if form is Form.JSON:
            return (
                '{"type": "object", "properties": {"name": {"type": "string"}}}',
                self.tr("JSON schema"),
                self.tr(
                    "The answer is JSON that fits this schema; without one, any object or list. "
                    "Say in the prompt too what you want to have."
                ),
            )
        if form is Form.GRAMMAR:
            return (
                'root ::= "yes" | "no"',
                self.tr("Grammar"),
                self.tr("The answer is a text that these rules can make, from root on."),
            )
        return "", "", self.tr("The model writes as it likes.")
