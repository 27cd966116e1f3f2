"""The window: it makes its parts and hands events and actions on. What happens is elsewhere."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from desktop_lm.jobs.events import Event, ModelChanged
from desktop_lm.jobs.model_owners import GENERAL
from desktop_lm.models.model_file import is_model_file
from desktop_lm.storage import json_file
from desktop_lm.ui.job_desk import PROMPT, SENTIMENT, TRANSLATION, JobDesk
from desktop_lm.ui.look.space import EDGE, GROUP, rescale, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.front_model import FrontModel
from desktop_lm.ui.models.model_button import ModelButton
from desktop_lm.ui.models.model_opener import ModelOpener
from desktop_lm.ui.models.models_door import ModelsDoor
from desktop_lm.ui.models.tab_models import TabModels
from desktop_lm.ui.storage.draft_place import DraftPlace
from desktop_lm.ui.storage.drafts import Drafts
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.storage.history_door import HistoryDoor
from desktop_lm.ui.translation.kept_door import KeptDoor
from desktop_lm.ui.window.announcer import Announcer
from desktop_lm.ui.window.banner import Banner
from desktop_lm.ui.window.commands import Commands
from desktop_lm.ui.window.page_makers import PageMakers
from desktop_lm.ui.window.pages import Pages
from desktop_lm.ui.window.placement import place, placement_of
from desktop_lm.ui.window.places import Places
from desktop_lm.ui.window.status_line import StatusLine
from desktop_lm.ui.window.tab_page import TabPage
from desktop_lm.ui.window.tabs import Tabs
from desktop_lm.ui.window.window_state import WindowState

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QPaintEvent,
    )

    from desktop_lm.errors import AppError
    from desktop_lm.storage.translations.translation_entry import Entry
    from desktop_lm.ui.prompt.prompt_tab import PromptTab
    from desktop_lm.ui.sentiment.sentiment_tab import SentimentTab
    from desktop_lm.ui.translation.translation_tab import TranslationTab
    from desktop_lm.ui.window.window_drops import WindowDrops

STATE = "window.json"


class MainWindow(QMainWindow):
    """Hands events to its parts and actions to the open tab.

    ``seen`` comes once, when the first picture is on the screen: what need not be in it waits
    for that.
    """

    seen = Signal()

    def __init__(self, theme: Theme, desk: JobDesk, state: WindowState, places: Places) -> None:
        super().__init__()
        self.theme = theme
        self._desk = desk
        desk.reads_ahead = state.read_ahead
        self._state = state
        self._places = places
        self._is_seen = False
        self.history = HistoryDesk(places.history)
        self.setWindowTitle("desktop-lm")
        # The first of all listeners, so that the others find the new sheet in force.
        theme.changed.connect(self._dress)
        self.setStyleSheet(theme.style_sheet())
        self._tab_models = TabModels()
        self.banner = Banner(theme)
        self.banner.home = lambda: self.page.text_box
        self.history_door = HistoryDoor(self, theme, self.history, self.banner)
        makers = PageMakers(theme, desk, state, places)
        self._pages = Pages(
            makers.by_owner(self.history, self.history_door), self._connect_page, self._tab_models
        )
        self.opener = ModelOpener(self, desk, state, self.banner, places.find_starter)
        self.models = ModelsDoor(self, theme, desk, self.opener)
        self.announcer = Announcer(self)
        self.announcer.is_on = state.announce
        self.kept_door = KeptDoor(self, theme)
        self._draft_place = DraftPlace(places.state)
        self._drafts = Drafts(self._draft_place.path, self._pages.snapshot)
        self.status_line = StatusLine(theme)
        self._pages.begin(self._draft_place.values, state.tab)
        self.model_button = ModelButton(theme)
        self.tabs = Tabs(theme, self._pages, self._tab_names(), self.model_button)
        self.front_model = FrontModel(
            self._tab_models, lambda: self.page, self.model_button, self.status_line
        )
        self._lay_out()
        Commands(self, state, desk, places.logs).fill_menus(self._tab_names())
        self._restore()
        self._connect()

    @property
    def page(self) -> TabPage:
        """The open tab."""
        return self._pages.page(self._owner)

    @property
    def prompt(self) -> PromptTab:
        return cast("PromptTab", self._pages.page(PROMPT))

    @property
    def sentiment(self) -> SentimentTab:
        return cast("SentimentTab", self._pages.page(SENTIMENT))

    @property
    def translation(self) -> TranslationTab:
        return cast("TranslationTab", self._pages.page(TRANSLATION))

    def begin(self, file: str = "") -> None:
        """Load a model, that in ``file`` if it is one, and make the other pages; to be called when
        the window is on the screen. Another file is taken as if it were dropped."""
        is_model = bool(file) and is_model_file(Path(file))
        self.opener.open_first(file if is_model else "", self.page.model_owner)
        self._pages.make_rest()
        self.prompt.begin()
        if file and not is_model:
            self.drops.take([file])
        self.history_door.begin()

    @cached_property
    def drops(self) -> WindowDrops:
        """Takes files that are dragged here, from its first use on."""
        from desktop_lm.ui.window.window_drops import WindowDrops

        return WindowDrops(self)

    def show_error(self, error: AppError) -> None:
        """Tell of something that is no tab's own."""
        from desktop_lm.ui.error_text import sentence

        self.banner.show_error(sentence(error))

    def stop(self) -> None:
        """Stop what the status line speaks of: the open tab's job, else the one that runs."""
        if not self.page.stop() and (job := self.status_line.status.stop_job):
            self._desk.runner.cancel(job)

    def follow(self, events: list[Event]) -> None:
        """Take in a batch of events."""
        self._tab_models.follow(events)
        for event in events:
            if not isinstance(event, ModelChanged):
                continue
            self.opener.follow_any(event)
            if event.error or self._tab_models.concerns(event, GENERAL):
                self.opener.follow(event)
        self.announcer.follow(events)
        self.models.follow(events)
        self._pages.follow(events)
        self.front_model.follow(events)
        self.tabs.mark(self.status_line.running_owner)

    def open_tab(self, tab: int) -> None:
        """Show tab number ``tab`` with the focus in its text."""
        self.tabs.setCurrentIndex(tab)
        self.page.text_box.setFocus()

    def open_tab_of(self, owner: str) -> None:
        """Show the tab of ``owner``."""
        self.open_tab(self._pages.owners.index(owner))

    # --- Qt's events ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what letting go will do."""
        self.drops.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing then."""
        del event
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files."""
        self.drops.drop(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """All parts are painted before the next turn of the event loop."""
        super().paintEvent(event)
        if not self._is_seen:
            self._is_seen = True
            QTimer.singleShot(0, self, self.seen.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save everything, end the engine, and save what it still said."""
        if not self.history_door.may_close():
            event.ignore()
            return
        self.hide()
        self._desk.flush()
        self._drafts.save()
        self._remember()
        self._pages.shut()
        self.history_door.close()
        self.kept_door.close()
        self.models.close()
        self.opener.close()
        self._desk.close()
        self._drafts.close()
        self._draft_place.let_go()
        self.history.close()
        event.accept()

    # --- inside ---

    @property
    def _owner(self) -> str:
        return self._pages.owners[self.tabs.currentIndex()]

    def _tab_names(self) -> tuple[str, ...]:
        return self.tr("Prompt"), self.tr("Sentiment"), self.tr("Translation")

    def _lay_out(self) -> None:
        around = QWidget()
        row = spaced(QHBoxLayout(around), self.theme, gap=0, margins=(EDGE, GROUP, EDGE, 0))
        row.addWidget(self.banner)
        around.setObjectName("header")
        central = QWidget()
        layout = spaced(QVBoxLayout(central), self.theme, gap=0)
        layout.addWidget(around)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.status_line)
        self.setCentralWidget(central)
        self.banner.shown.connect(around.setVisible)
        around.hide()

    def _connect(self) -> None:
        self._desk.events.connect(self.follow)
        self.status_line.stop_asked.connect(self.stop)
        self.model_button.open_asked.connect(lambda: self.opener.ask(self.front_model.opens_for))
        self.model_button.unload_asked.connect(self.opener.unload)
        self.model_button.starter_asked.connect(self.opener.open_starter)
        self.model_button.built_in_asked.connect(lambda: self._give_model(self._owner, ""))
        self.opener.opened_for.connect(self._give_model)
        self.opener.remembered.connect(self._remember)  # a window may end without being closed
        self.model_button.models_asked.connect(self.models.open)
        self.status_line.memory_of_all = self.models.memory_of_all
        self.models.noted.connect(self.banner.show_note)
        self.models.connecting.connect(self.status_line.connection.show_downloading)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.seen.connect(lambda: self.drops)
        self.kept_door.glossaries_changed.connect(self._glossaries_changed)
        self.kept_door.by_hand.connect(self._remembered_otherwise)
        self._drafts.failed.connect(self._say_not_saved)
        self._drafts.caught_up.connect(self._take_back_not_saved)

    def _say_not_saved(self) -> None:
        self.banner.show_note(self._not_saved())

    def _not_saved(self) -> str:
        return self.tr(
            "What you write cannot be saved: the disk is full or locked. It is kept as long "
            "as this window is open."
        )

    def _take_back_not_saved(self) -> None:
        if self.banner.sentence == self._not_saved():
            self.banner.hide()

    def _connect_page(self, page: TabPage) -> None:
        page.draft_changed.connect(self._drafts.touch)
        page.open_model_asked.connect(lambda: self.opener.ask(self.front_model.opens_for))
        page.larger_models_asked.connect(self.models.open_catalogue)
        page.model_asked.connect(partial(self._give_model, page.jobs.owner))
        page.model_owner_changed.connect(partial(self._model_owner_changed, page))
        page.noticed.connect(self.announcer.announce)
        page.context_counted.connect(self.status_line.show_counted)

    def _tab_changed(self) -> None:
        self.front_model.show()
        self.opener.wanted_by(self.page.model_owner)

    def _model_owner_changed(self, page: TabPage) -> None:
        page.follow(self._tab_models.last(page.model_owner))
        self._pages.tell_model(page)
        if page is self.page:
            self.front_model.show()

    def _give_model(self, owner: str, path: str) -> None:
        """Let a tab have this model for its own from now on; "" takes it away."""
        self.models.settings.set_task_model(owner, path)

    def _dress(self) -> None:
        self.setStyleSheet(self.theme.style_sheet())
        rescale(self, self.theme)

    def _restore(self) -> None:
        place(self, self.theme, self._state.geometry)
        if 0 <= self._state.tab < len(self._pages.owners):
            self.open_tab(self._state.tab)
        self._tab_changed()

    def _remember(self) -> None:
        self._state.geometry = placement_of(self)
        self._state.tab = self.tabs.currentIndex()
        self._state.scheme = self.theme.scheme
        self._state.text_percent = self.theme.text_percent
        json_file.write(self._places.state / STATE, self._state.to_json())

    def _glossaries_changed(self) -> None:
        self.translation.keeping.renew()

    def _remembered_otherwise(self, entry: Entry, words: str) -> None:
        self.translation.follow_memory(entry, words)
