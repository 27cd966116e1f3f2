"""One sentence in place, with what can be done about it. No dialog boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.buttons import LinkButton, QuietButton
from desktop_lm.ui.widgets.labels import with_short_words

Action = tuple[str, Callable[[], object]]
_ICON_UNITS = 18


class Banner(QFrame):
    """Hidden until there is something to say; the reader or the next job puts it away.

    ``shown`` follows whether there is. Where the keyboard is in it when it goes, it comes to what
    ``home`` gives.
    """

    shown = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tone = "note"
        self.home: Callable[[], QWidget] | None = None
        self.setProperty("role", "banner")
        self._picture = QLabel()
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        set_enum(self._sentence, "textFormat", "PlainText")
        set_enum(
            self._sentence,
            "textInteractionFlags",
            "TextSelectableByMouse|TextSelectableByKeyboard",
        )
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._actions = spaced(QHBoxLayout(), theme, gap=GROUP)
        close = QuietButton(theme, "x", self.tr("Close"), icon_only=True)
        close.clicked.connect(self.hide)
        layout = spaced(QHBoxLayout(self), theme, gap=GROUP, margins=(12, 6, 6, 6))
        layout.addWidget(self._picture)
        layout.addWidget(self._sentence, 1)
        layout.addLayout(self._actions)
        layout.addWidget(close)
        theme.changed.connect(self._draw)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said, "" while nothing is."""
        return "" if self.isHidden() else self.accessibleName()

    def show_error(self, sentence: str, actions: Sequence[Action] = ()) -> None:
        """Say what went wrong."""
        self._show("error", sentence, actions)

    def show_note(self, sentence: str, actions: Sequence[Action] = ()) -> None:
        """Say something quieter."""
        self._show("note", sentence, actions)

    def focus_last(self) -> None:
        """Bring the keyboard to the last thing that can be done: the harmless one."""
        item = self._actions.itemAt(self._actions.count() - 1)
        if item is not None and (button := item.widget()) is not None:
            button.setFocus()

    def hide(self) -> None:
        """Put it away."""
        focused = QApplication.focusWidget()
        has_focus = focused is not None and self.isAncestorOf(focused)
        super().hide()
        if has_focus and self.home is not None:
            self.home().setFocus()
        self.shown.emit(False)

    def _show(self, tone: str, sentence: str, actions: Sequence[Action]) -> None:
        self._tone = tone
        self.setProperty("tone", tone)
        shown = with_short_words(sentence)
        self._sentence.setText(shown)
        self._sentence.setToolTip(sentence if shown != sentence else "")
        self.setAccessibleName(sentence)
        while item := self._actions.takeAt(0):
            if (button := item.widget()) is not None:
                button.deleteLater()
        for text, act in actions:
            button = LinkButton(text)
            button.clicked.connect(self.hide)
            button.clicked.connect(act)
            self._actions.addWidget(button)
        self._draw()
        self.show()
        self.shown.emit(True)
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _draw(self) -> None:
        from desktop_lm.ui.look.icons import IconSize, icon

        colours = self._theme.colours
        colour = colours.negative if self._tone == "error" else colours.muted
        name = "triangle-alert" if self._tone == "error" else "info"
        size = self._theme.px(_ICON_UNITS)
        sized = IconSize(size, ratio=self.devicePixelRatioF())
        picture = icon(name, sized, colour, colour)
        self._picture.setPixmap(picture.pixmap(size, size))
        self.style().unpolish(self)
        self.style().polish(self)
