"""The panel at the right: a text's way through the model."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.tasks.prompt_pieces import PromptPieces
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.inspector.piece_list import PieceList, rows_of
from desktop_lm.ui.prompt.inspector.step_view import StepView
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import LinkButton, QuietButton

_LEAST = 220  # units


class SidePanel(QFrame):
    """Above the prompt as the model reads it, below the step of the word one is on.

    ``closed`` comes when its button is pressed; ``pieces_asked`` when somebody wants the prompt
    taken apart.
    """

    closed = Signal()
    pieces_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("inspector")
        self.setAccessibleName(self.tr("Inspector"))
        self.pieces = PieceList(theme)
        self.step = StepView(theme)
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self._count.setWordWrap(True)
        self._show_button = LinkButton(self.tr("Take the last prompt apart"))
        self._show_button.setToolTip(self.tr("Loads the model if need be"))
        self._show_button.clicked.connect(self.pieces_asked)
        self._close = QuietButton(theme, "x", self.tr("Close the inspector"), icon_only=True)
        self._close.clicked.connect(self.closed)
        self._lay_out()
        self.show_pieces(None)

    def show_pieces(self, found: PromptPieces | None) -> None:
        """The prompt's tokens; None where they are not known."""
        self.pieces.setVisible(found is not None)
        self._show_button.setVisible(found is None)
        self._count.setVisible(found is not None)
        if found is None:
            self.pieces.show_rows(())
            return
        self.pieces.show_rows(rows_of(found))
        template = sum(found.parts[piece.part].special for piece in found.pieces)
        words = numbers.counted(
            len(found.pieces),
            self.tr("{count} token, {template} from the chat template"),
            self.tr("{count} tokens, {template} of them from the chat template"),
            template=numbers.whole(template),
        )
        if found.left_out:
            words += numbers.counted(
                found.left_out,
                self.tr("; the oldest turn found no room"),
                self.tr("; the {count} oldest turns found no room"),
            )
        self._count.setText(words)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for a word and a figure."""
        return QSize(self._theme.px(_LEAST), 0)

    def _lay_out(self) -> None:
        head = spaced(QHBoxLayout(), self._theme, gap=GROUP, margins=(SECTION, GROUP, GROUP, 0))
        head.addWidget(_title(self.tr("What the model reads")), 1)
        head.addWidget(self._close)
        upper = QWidget()
        above = spaced(QVBoxLayout(upper), self._theme, gap=GROUP)
        above.addLayout(head)
        for widget in (self._count, self._show_button):
            inset = spaced(QHBoxLayout(), self._theme, gap=0, margins=(SECTION, 0, SECTION, 0))
            inset.addWidget(widget)
            if widget is self._show_button:
                inset.addStretch(1)
            above.addLayout(inset)
        above.addWidget(self.pieces, 1)
        above.addStretch(0)
        lower = QWidget()
        below = spaced(
            QVBoxLayout(lower), self._theme, gap=GROUP, margins=(SECTION, GROUP, SECTION, GROUP)
        )
        below.addWidget(_title(self.tr("What it chose from")))
        below.addWidget(self.step)
        below.addStretch(1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        split.addWidget(upper)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(lower)
        split.addWidget(scroll)
        split.setSizes([300, 450])
        split.setChildrenCollapsible(False)
        spaced(QVBoxLayout(self), self._theme, gap=0).addWidget(split)


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "title")
    return label
