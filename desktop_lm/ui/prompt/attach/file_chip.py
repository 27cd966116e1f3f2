"""One file that will go with the prompt, as a small card."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.attach.attach_words import file_words
from desktop_lm.ui.prompt.attach.attached_files import AttachedFile
from desktop_lm.ui.widgets.buttons import QuietButton, literal
from desktop_lm.ui.widgets.labels import ElidedLabel
from desktop_lm.ui.widgets.plain_tip import plain_tip

_USUAL_CHARACTERS = 40


class FileChip(QFrame):
    """``preview_asked`` by a click, Return or space; ``remove_asked`` by the button, Delete or
    backspace."""

    preview_asked = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, theme: Theme, file: AttachedFile) -> None:
        super().__init__()
        from PySide6.QtCore import Qt

        self.file = file
        self.setProperty("role", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name = QLabel(file.name)
        set_enum(self._name, "textFormat", "PlainText")
        self._name.setProperty("role", "title")
        self._words = ElidedLabel(_USUAL_CHARACTERS)
        self._words.setProperty("role", "muted")
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        remove = QuietButton(
            theme,
            "x",
            literal(self.tr("Remove {name}").format(name=file.name)),
            self.tr("Leave this file out (Delete)"),
            icon_only=True,
        )
        remove.clicked.connect(lambda: self.remove_asked.emit(self.file))
        layout = spaced(QHBoxLayout(self), theme, gap=GROUP, margins=(10, 1, 2, 1))
        layout.addWidget(self._name)
        layout.addWidget(self._words, 1)
        layout.addWidget(remove)

    def show_state(self) -> None:
        """Say what the file is by now."""
        words = file_words(self.file)
        self._words.show_text(words)
        self.setAccessibleName(f"{self.file.name}: {words}")
        tip = self.tr("{path}\nClick to see its text").format(path=self.file.path)
        self.setToolTip(plain_tip(tip))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Preview or remove."""
        from PySide6.QtCore import Qt

        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_asked.emit(self.file)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.preview_asked.emit(self.file)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click shows the text."""
        super().mouseReleaseEvent(event)
        if self.rect().contains(event.position().toPoint()):
            self.preview_asked.emit(self.file)

    def changeEvent(self, event: QEvent) -> None:
        """A style sheet draws the focus only where it is told that it changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()
