"""How the page of each tab is made. Its modules are loaded with the page."""

from __future__ import annotations

from collections.abc import Callable

from desktop_lm import paths
from desktop_lm.ui.job_desk import PROMPT, SENTIMENT, TRANSLATION, JobDesk
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.storage.history_door import HistoryDoor
from desktop_lm.ui.window.places import Places
from desktop_lm.ui.window.tab_page import TabPage
from desktop_lm.ui.window.window_state import WindowState


class PageMakers:
    """Makes a window's pages; ``by_owner`` is in the order of the tabs."""

    def __init__(self, theme: Theme, desk: JobDesk, state: WindowState, places: Places) -> None:
        self._theme = theme
        self._desk = desk
        self._state = state
        self._places = places

    def by_owner(self, history: HistoryDesk, door: HistoryDoor) -> dict[str, Callable[[], TabPage]]:
        """What makes the page of each tab. ``door`` serves the one with conversations."""
        return {
            PROMPT: lambda: self._prompt(history, door),
            SENTIMENT: self._sentiment,
            TRANSLATION: self._translation,
        }

    def _prompt(self, history: HistoryDesk, door: HistoryDoor) -> TabPage:
        from desktop_lm.ui.prompt.prompt_tab import PromptTab

        tab = PromptTab(self._theme, self._desk, history)
        tab.composer.set_enter_sends(is_on=self._state.enter_sends)
        door.serve(tab)
        return tab

    def _sentiment(self) -> TabPage:
        from desktop_lm.ui.sentiment.sentiment_tab import SentimentTab

        return SentimentTab(self._theme, self._desk)

    def _translation(self) -> TabPage:
        from desktop_lm.ui.translation.translation_tab import TranslationTab

        page = TranslationTab(self._theme, self._desk, self._places.translation_owner)
        page.expect(self._state.model or paths.STARTER_FILE)
        return page
