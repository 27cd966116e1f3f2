"""Makes a template of the user's, changes it, deletes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_lm.tasks.prompt.templates import MOST_CHARACTERS, Template, blanks, in_language
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, rescale, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.settings.framed_box import FramedBox
from desktop_lm.ui.prompt.templates.template_desk import TemplateDesk, window_language
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton

_WIDTH, _LINES, _NAME = 480, 8, 40


class OwnTemplateDialog(QDialog):
    """``template`` is the one to change; without it a new one is made, beginning with ``text``.
    What was written in it goes only when one closes it a second time."""

    def __init__(
        self,
        theme: Theme,
        desk: TemplateDesk,
        parent: QWidget,
        template: Template | None = None,
        text: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Your own template"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        self._desk = desk
        self._former = template.id if template else ""
        self.name = QLineEdit(self._former)
        self.name.setMaxLength(_NAME)
        self.name.setAccessibleName(self.tr("Name"))
        self.prompt = FramedBox(
            theme, self.tr("Write a poem about {topic} as {poet} would."), lines=_LINES
        )
        self.prompt.text_box.setAccessibleName(self.tr("Prompt"))
        written = (
            in_language({k: p[0] for k, p in template.prompt.items()}, window_language())
            if (template)
            else text
        )
        self.prompt.text_box.set_text(written)
        self._begun_with = self._written
        self._was_warned = False
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setProperty("role", "muted")
        self.save = MainButton(self.tr("&Save"), self.tr("Keep this template"), QKeySequence())
        self.delete = QuietButton(theme, "", self.tr("&Delete"), self.tr("Forget this template"))
        self.delete.setVisible(template is not None)
        self.save.clicked.connect(self._save)
        self.delete.clicked.connect(self._delete)
        self.name.textChanged.connect(self._show)
        self.prompt.text_box.textChanged.connect(self._show)
        self._lay_out()
        self._show()
        rescale(self, theme)
        self.resize(theme.px(_WIDTH), self.sizeHint().height())

    def reject(self) -> None:
        """Esc, or the window's own button."""
        if self._was_warned or self._written == self._begun_with:
            super().reject()
            return
        self._was_warned = True
        self._hint.setText(self.tr("This is not saved. Close once more to drop it."))

    @property
    def _written(self) -> tuple[str, str]:
        return self.name.text(), self.prompt.text_box.text()

    def _show(self) -> None:
        self._was_warned = False
        name, text = self.name.text().strip(), self.prompt.text_box.text()
        taken = name != self._former and any(t.id == name for t in self._desk.templates)
        too_long = len(text) > MOST_CHARACTERS
        if taken:
            words = self.tr("There is a template with this name.")
        elif too_long:
            words = self.tr("This is too long for a template.")
        elif found := blanks(text):
            words = self.tr("The form will ask for: {fields}.").format(fields=", ".join(found))
        else:
            words = self.tr("Put names in curly brackets where the form should ask: {topic}")
        self._hint.setText(words)
        self.save.setEnabled(bool(name and text.strip()) and not taken and not too_long)

    def _save(self) -> None:
        self._desk.renew()
        self._show()
        if not self.save.isEnabled():
            return  # another window has made one of this name
        if self._desk.save(*self._written, self._former):
            self.accept()
        else:
            self._hint.setText(
                self.tr("This cannot be saved: the disk is full or locked. Copy it elsewhere.")
            )

    def _delete(self) -> None:
        if self._desk.delete(self._former):
            self.accept()
        else:
            self._hint.setText(self.tr("This cannot be deleted: the disk is full or locked."))

    def _lay_out(self) -> None:
        layout = spaced(QVBoxLayout(self), self._theme, gap=SECTION, margins=(EDGE,) * 4)
        for label, widget, focus in (
            (self.tr("&Name"), self.name, self.name),
            (self.tr("&Prompt"), self.prompt, self.prompt.text_box),
        ):
            words = QLabel(label)
            words.setBuddy(focus)
            group = spaced(QVBoxLayout(), self._theme, gap=GROUP / 2)
            group.addWidget(words)
            group.addWidget(widget)
            layout.addLayout(group)
        layout.addWidget(self._hint)
        foot = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        foot.addWidget(self.delete)
        foot.addStretch(1)
        foot.addWidget(self.save)
        layout.addLayout(foot)
