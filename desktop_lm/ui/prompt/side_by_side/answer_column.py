"""One of two answers, with what is known of how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.widgets import numbers

_LEAST = 240  # units


@dataclass(frozen=True, slots=True)
class Version:
    """An answer that can be chosen: its message in the history, and what it is called."""

    message: int
    name: str


class AnswerColumn(QFrame):
    """``version_asked`` carries the message that was chosen, ``taken`` says that this answer is
    the one to go on from."""

    version_asked = Signal(int)
    taken = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._exchange: Exchange | None = None
        self.setAccessibleName(name)
        self.versions = QComboBox()
        self.versions.setAccessibleName(self.tr("Version of the answer"))
        self.page = AnswerPage(theme)
        self.page.drawing.has_ways = False  # the list of versions above it is the way
        self.page.setAccessibleName(name)
        self._figures = QLabel()
        self._figures.setProperty("role", "muted")
        self._figures.setWordWrap(True)
        set_enum(self._figures, "textFormat", "PlainText")
        self.take_button = QPushButton(self.tr("Go on from this one"))
        self.take_button.setProperty("role", "quiet")
        self.take_button.setAutoDefault(False)
        self._lay_out()
        self.versions.activated.connect(self._choose)
        self.take_button.clicked.connect(self.taken)

    @property
    def exchange(self) -> Exchange | None:
        """What is shown."""
        return self._exchange

    @property
    def figures(self) -> str:
        """What the line below the answer says."""
        return self._figures.text()

    def show_versions(self, versions: Sequence[Version], present: int) -> None:
        """These can be chosen; ``present`` is the message that is shown."""
        self.versions.clear()
        for version in versions:
            self.versions.addItem(version.name, version.message)
        self.versions.setCurrentIndex(self.versions.findData(present))
        self.versions.setEnabled(len(versions) > 1)

    def show_answer(self, exchange: Exchange, figures: str, *, growing: bool = False) -> None:
        """Show an answer; one that is ``growing`` cannot be taken yet."""
        self._exchange = exchange
        self.page.show_exchanges([exchange], exchange if growing else None)
        self.page.go_to_end()
        self.show_figures(figures)
        self.take_button.setEnabled(not growing and bool(exchange.text))

    def show_figures(self, figures: str) -> None:
        """What is known of it."""
        self._figures.setText(figures)

    def end(self, figures: str) -> None:
        """The answer has come to its end."""
        if self._exchange is not None:
            self.show_answer(self._exchange, figures)

    def sizeHint(self) -> QSize:
        """Both columns like to be as wide."""
        return QSize(self._theme.px(_LEAST * 2), self._theme.px(_LEAST))

    def _lay_out(self) -> None:
        head = spaced(QHBoxLayout(), self._theme, gap=GROUP, margins=(SECTION, GROUP, SECTION, 0))
        head.addWidget(self.versions, 1)
        foot = spaced(QHBoxLayout(), self._theme, gap=GROUP, margins=(SECTION, 0, SECTION, GROUP))
        foot.addWidget(self._figures, 1)
        foot.addWidget(self.take_button)
        layout = spaced(QVBoxLayout(self), self._theme, gap=GROUP)
        layout.addLayout(head)
        layout.addWidget(self.page, 1)
        layout.addLayout(foot)

    def _choose(self, place: int) -> None:
        self.version_asked.emit(self.versions.itemData(place))


def figures_words(model: str, rate: float, tokens: int) -> str:
    """The model, its speed and how much it wrote, as far as they are known."""
    parts = [model] if model else []
    if rate > 0:
        words = QCoreApplication.translate("AnswerColumn", "{rate} tokens/s")
        parts.append(words.format(rate=numbers.rate(rate)))
    if tokens > 0:
        one = QCoreApplication.translate("AnswerColumn", "{count} token")
        many = QCoreApplication.translate("AnswerColumn", "{count} tokens")
        parts.append(numbers.counted(tokens, one, many))
    return " · ".join(parts)
