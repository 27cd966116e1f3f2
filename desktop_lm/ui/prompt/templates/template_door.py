"""From a word in the row to a prompt in the box."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop_lm import bootstrap
from desktop_lm.tasks.prompt.templates import Template
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.templates.template_desk import TemplateDesk
from desktop_lm.ui.prompt.templates.template_row import TemplateRow


class TemplateDoor(QObject):
    """``filled`` carries a prompt for the box. Made when the window is on the screen."""

    filled = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._window = parent
        self.desk = TemplateDesk(bootstrap.read_templates)
        self.row = TemplateRow(theme, self.desk)
        self.row.chosen.connect(self.open_form)
        self.row.own_asked.connect(self.make_own)
        self.dialog: QDialog | None = None

    def open_form(self, template: Template) -> None:
        """Show the form of a template."""
        from desktop_lm.ui.prompt.templates.template_form import TemplateForm

        form = TemplateForm(self._theme, template, self._window)
        form.filled.connect(self.filled)
        form.change_asked.connect(lambda: self.make_own(template))
        self._open(form)

    def make_own(self, template: Template | None = None) -> None:
        """Make a template, or change one of the user's."""
        from desktop_lm.ui.prompt.templates.own_template_dialog import OwnTemplateDialog

        own = template if isinstance(template, Template) else None
        self._open(OwnTemplateDialog(self._theme, self.desk, self._window, own))

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self.sender() is self.dialog:
            self.dialog = None
