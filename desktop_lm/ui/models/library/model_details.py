"""All there is to say of one model, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_lm.models.library.entry import Source
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.job_desk import TRANSLATION
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models import model_words
from desktop_lm.ui.models.library.task_menu import TaskMenu
from desktop_lm.ui.models.memory.memory_box import MemoryBox
from desktop_lm.ui.widgets.buttons import LinkButton, MainButton, QuietButton
from desktop_lm.ui.widgets.facts import Facts
from desktop_lm.ui.widgets.flow import Flow
from desktop_lm.ui.widgets.labels import wrapped_label
from desktop_lm.ui.widgets.scroll_column import ScrollColumn
from desktop_lm.ui.widgets.signs import Sign, SignLabel
from desktop_lm.ui.widgets.wide_meter import WideMeter

if TYPE_CHECKING:
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.storage.memory_record import Comparison
    from desktop_lm.ui.models.library.chores import Chore
    from desktop_lm.ui.models.loaded_models import LoadedModel
    from desktop_lm.ui.models.memory.plans import Planned
    from desktop_lm.ui.models.settings_desk import SettingsDesk


class Shown(NamedTuple):
    """A model as it stands now. ``users`` are the tabs that use it; ``program`` is
    the bytes of the window's own process; ``can_copy``: it lies outside the models folder."""

    entry: Entry
    planned: Planned | None = None
    loaded: LoadedModel | None = None
    users: tuple[str, ...] = ()
    chore: Chore | None = None
    comparison: Comparison | None = None
    program: int = 0
    can_copy: bool = False


class ModelDetails(QWidget):
    """Empty until a model is shown. All signals are about that one."""

    use_asked = Signal()
    folder_asked = Signal()
    verify_asked = Signal()
    copy_asked = Signal()
    measure_asked = Signal()
    shrink_asked = Signal()
    remove_asked = Signal()
    stop_asked = Signal()

    def __init__(self, theme: Theme, settings: SettingsDesk) -> None:
        super().__init__()
        self._theme = theme
        self._settings = settings
        self._shown: Shown | None = None
        self._name = wrapped_label("verdict")
        self._state = wrapped_label("muted")
        self._trouble = SignLabel(theme)
        self._facts = Facts(theme)
        self.memory = MemoryBox(theme, settings)
        self.memory.measure.clicked.connect(self.measure_asked)
        self.tasks = TaskMenu(theme, settings)
        self._chore = wrapped_label("muted")
        self._meter = WideMeter(theme, self.tr("Work on this file"))
        self._make_buttons()
        self._lay_out()
        self.setVisible(False)

    @property
    def entry(self) -> Entry | None:
        return self._shown.entry if self._shown else None

    def show_model(self, shown: Shown | None) -> None:
        """Show this one as it stands, or nothing."""
        self._shown = shown
        self.setVisible(shown is not None)
        if shown is None:
            return
        entry, good = shown.entry, shown.entry.error is None
        self._name.setText(entry.name)
        self._state.setText(model_words.state(shown.loaded, shown.users))
        self._facts.show_rows(model_words.facts(entry))
        self._trouble.setVisible(not good)
        self._trouble.show_sign(Sign.BAD, sentence(entry.error) if entry.error else "")
        self.memory.show_plan(
            shown.planned if good else None, shown.loaded, shown.comparison, shown.program
        )
        self._show_use(entry, good=good)
        self._show_actions(shown, good=good)
        self._show_chore(shown.chore)
        fits = shown.planned is not None and shown.planned.can_be_loaded
        self.memory.measure.setEnabled(fits and shown.chore is None)

    def _show_use(self, entry: Entry, *, good: bool) -> None:
        """The built-in translator translates, unless another was chosen for that; it does nothing
        else."""
        built_in = entry.source is Source.BUILT_IN
        replaced = bool(self._settings.now.task_models.get(TRANSLATION))
        self.use.setText(
            self.tr("&Use for translation") if built_in else self.tr("&Use this model")
        )
        self.use.setEnabled(good and (replaced or not built_in))
        self.tasks.setVisible(not built_in)
        self.tasks.show_for(entry.path, enabled=good)

    def _show_actions(self, shown: Shown, *, good: bool) -> None:
        entry = shown.entry
        self.copy.setVisible(good and shown.can_copy)
        self.shrink.setVisible(good and entry.source is not Source.BUILT_IN)
        self.remove.setVisible(entry.is_removable)
        self.remove.setText(
            self.tr("&Delete the file…") if entry.is_deletable else self.tr("&Remove from here…")
        )
        self._actions.refresh()

    def _show_chore(self, chore: Chore | None) -> None:
        for widget in (self._chore, self._meter, self.stop):
            widget.setVisible(chore is not None)
        for button in (self.verify, self.copy, self.remove):
            button.setEnabled(chore is None)
        if chore is not None:
            self._chore.setText(model_words.chore(chore))
            self._meter.show_share(chore.share, self._chore.text())

    def _make_buttons(self) -> None:
        hint = self.tr("Load it, and answer with it from now on")
        self.use = MainButton(self.tr("&Use this model"), hint, QKeySequence())
        self.use.clicked.connect(self.use_asked)
        self.stop = QuietButton(self._theme, "", self.tr("&Stop"))
        self.stop.clicked.connect(self.stop_asked)
        self._actions = Flow(self._theme, GROUP)
        made = []
        for text, hint, signal in (
            (self.tr("Show in &folder"), "", self.folder_asked),
            (
                self.tr("&Verify"),
                self.tr("Read the file through, and compare it with what it should be"),
                self.verify_asked,
            ),
            (
                self.tr("Cop&y here"),
                self.tr("Copy the file into this program's folder"),
                self.copy_asked,
            ),
            (
                self.tr("&Make smaller…"),
                self.tr("Write it anew in fewer bits"),
                self.shrink_asked,
            ),
            ("", "", self.remove_asked),
        ):
            button = LinkButton(text)
            button.setToolTip(hint)
            button.clicked.connect(signal)
            self._actions.add(button)
            made.append(button)
        self.folder, self.verify, self.copy, self.shrink, self.remove = made

    def _lay_out(self) -> None:
        theme = self._theme
        column = ScrollColumn(theme)
        head = QWidget()
        lines = spaced(QVBoxLayout(head), theme, gap=GROUP / 2)
        for line in (self._name, self._state, self._trouble):
            lines.addWidget(line)
        about = QWidget()
        lines = spaced(QVBoxLayout(about), theme, gap=GROUP)
        title = wrapped_label("title")
        title.setText(self.tr("File"))
        for part in (title, self._facts, self._actions):
            lines.addWidget(part)
        for box in (head, self.memory, about):
            column.add(box)
        foot = spaced(QHBoxLayout(), theme, gap=GROUP)
        foot.addWidget(self._chore, 1)
        foot.addWidget(self.stop)
        foot.addStretch()
        foot.addWidget(self.tasks)
        foot.addWidget(self.use)
        bottom = spaced(QVBoxLayout(), theme, gap=GROUP, margins=(EDGE, GROUP, EDGE, SECTION))
        bottom.addWidget(self._meter)
        bottom.addLayout(foot)
        layout = spaced(QVBoxLayout(self), theme, gap=0)
        layout.addWidget(column, 1)
        layout.addLayout(bottom)
