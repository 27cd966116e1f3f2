"""The line at the bottom: the state in words, the stop button, the engine's numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop_lm.jobs.events import (
    EngineMemory,
    Event,
    JobOutput,
    ModelChanged,
    ModelState,
)
from desktop_lm.ui.job_desk import PROMPT
from desktop_lm.ui.look.space import EDGE, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.context.context_count import ContextCount
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.gauge import Gauge
from desktop_lm.ui.widgets.labels import ElidedLabel
from desktop_lm.ui.window.connection_label import ConnectionLabel
from desktop_lm.ui.window.status_text import Status, StatusText, model_words

if TYPE_CHECKING:
    from desktop_lm.tasks.context_use import ContextUse

_STATE_CHARACTERS = 36
_MODEL_CHARACTERS = 32
_WIDE, _MIDDLE = 900, 720  # units
_WIDE_SIZE = 999e6  # bytes; below a gigabyte nothing is written wider
_FIGURES_MS = 200  # a number that changes more often cannot be read

# What is measured of the engines, by their models' paths, and what they may take in all.
MemoryOfAll = Callable[[], tuple[Mapping[str, EngineMemory], int]]


def _only_the_machines() -> tuple[Mapping[str, EngineMemory], int]:
    import psutil  # the runner has imported it by now; the window's start need not wait for it

    return {}, psutil.virtual_memory().total


class StatusLine(QFrame):
    """Nothing in it moves: each item has its own place and width."""

    stop_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("statusLine")
        self._theme = theme
        self._text = StatusText()
        self.memory_of_all: MemoryOfAll = _only_the_machines
        self._owner = PROMPT
        self._shown = Status("")
        self._context = ContextCount()
        self._state = ElidedLabel(_STATE_CHARACTERS)
        self._state.setAccessibleName(self.tr("State"))
        self._stop = QuietButton(theme, "square", self.tr("Stop"), self.tr("Stop (Esc)"))
        self._stop.clicked.connect(self.stop_asked)
        self._model = ElidedLabel(_MODEL_CHARACTERS, at_end=True)
        self._model.setAccessibleName(self.tr("Model"))
        self._memory = Gauge(theme, self.tr("Memory of the engines"))
        self._context_gauge = Gauge(theme, self.tr("Context used"))
        self.connection = ConnectionLabel(theme)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._show)
        self._lay_out(theme)
        self._show_status()

    @property
    def status(self) -> Status:
        """What is said now."""
        return self._shown

    @property
    def running_owner(self) -> str:
        """The tab whose job is at work, or ""."""
        return self._text.running_owner

    def show_for(self, owner: str, known: list[Event]) -> None:
        """Speak to the tab ``owner``; ``known`` are events about the model it uses."""
        self._owner = owner
        if known:
            self.follow(known)
        self._show()

    def show_counted(self, use: ContextUse) -> None:
        """What would be sent of the conversation that is shown now takes so much of the context."""
        self._context.take(use)
        self._show_context()

    def follow(self, events: list[Event]) -> None:
        """Take in a batch of events."""
        for event in events:
            self._text.follow(event)
            if isinstance(event, ModelChanged):
                self._show_model(event)
            elif isinstance(event, EngineMemory):
                self._show_memory(event)
            self._context.follow(event)
        if not all(isinstance(event, JobOutput) for event in events):
            self._rest.stop()
            self._show()
        elif not self._rest.isActive():
            self._show()
            self._rest.start(_FIGURES_MS)

    def _show(self) -> None:
        self._show_context()
        self._show_status()

    def _lay_out(self, theme: Theme) -> None:
        for label in (self._state, self._model):
            label.setProperty("role", "muted")
        keeps_place = self._stop.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self._stop.setSizePolicy(keeps_place)
        layout = spaced(QHBoxLayout(self), theme, gap=SECTION, margins=(EDGE, 3, EDGE, 3))
        layout.addWidget(self._state)
        layout.addWidget(self._stop)
        layout.addStretch(1)
        layout.addWidget(self._model)
        layout.addWidget(self._memory)
        layout.addWidget(self._context_gauge)
        layout.addWidget(self.connection)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps the state in words and the rest in pictures; the model's name
        stands at the top as well."""
        super().resizeEvent(event)
        width = event.size().width()
        narrow = width < self._theme.px(_MIDDLE)
        self._model.setVisible(width >= self._theme.px(_WIDE))
        self._memory.set_narrow(narrow=narrow)
        self._context_gauge.set_narrow(narrow=narrow)
        self.connection.set_narrow(narrow=narrow)

    def _show_status(self) -> None:
        status = self._text.say(self._owner)
        if status == self._shown:
            return
        calls_for_words = self._shown.busy != status.busy
        self._shown = status
        self._state.show_text(status.text)
        self._stop.setVisible(status.stop_job != 0)
        if calls_for_words:
            self._announce(status.text)

    def _announce(self, text: str) -> None:
        """Say it to a screen reader."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _show_model(self, event: ModelChanged) -> None:
        if event.state is ModelState.READY and event.info:
            self._model.show_text(model_words(event))
            self._context.size = event.info.n_ctx
        elif event.state is not ModelState.FAILED:  # what holds after a failure is told next
            self._model.show_text("")
            self._memory.show_figure("", (), "")
            self._context.size = 0

    def _show_context(self) -> None:
        used, size = self._context.used, self._context.size
        if not size or self._owner != PROMPT:  # only a conversation grows
            self._context_gauge.show_figure("", (), "")
            return
        pattern = self.tr("Context {used} / {size}")
        figure = pattern.format(used=numbers.whole(used), size=numbers.whole(size))
        widest = pattern.format(used=numbers.whole(size), size=numbers.whole(size))
        words = self.tr(
            "Instructions, conversation and prompt take {used} of the {size} tokens the model can "
            "see at once. A token is a word or a part of one."
        ).format(used=numbers.whole(used), size=numbers.whole(size))
        self._context_gauge.show_figure(figure, (used / size,), words, widest)

    def _show_memory(self, event: EngineMemory) -> None:
        """All engines against what models may take."""
        held, limit = self.memory_of_all()
        if event.path not in held:  # nobody keeps count, or its engine has just ended
            held = {event.path: event}
        private = sum(each.private for each in held.values())
        shared = sum(each.resident - each.private for each in held.values())
        words = self.tr(
            "The engines hold {private} of their own and {shared} of model files, which the "
            "system can drop and read again. Models may take {limit}."
        ).format(
            private=numbers.size(private),
            shared=numbers.size(shared),
            limit=numbers.size(limit),
        )
        parts = (private / max(limit, 1), shared / max(limit, 1))
        widest = max(numbers.size(limit), numbers.size(_WIDE_SIZE), key=len)
        self._memory.show_figure(numbers.size(private + shared), parts, words, widest)
