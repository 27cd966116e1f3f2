"""What the menus and their keys do in the window."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_lm.ui.job_desk import PROMPT, JobDesk
from desktop_lm.ui.window.menus import Menus
from desktop_lm.ui.window.tab_page import TabPage

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_lm.ui.window.main_window import MainWindow
    from desktop_lm.ui.window.window_state import WindowState


class Commands(QObject):
    """Belongs to the ``window``; ``logs`` is the folder that the help menu shows."""

    def __init__(self, window: MainWindow, state: WindowState, desk: JobDesk, logs: Path) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._state = state
        self._logs = logs
        self._tab_names: tuple[str, ...] = ()

    def fill_menus(self, tab_names: tuple[str, ...]) -> None:
        """Make the window's menus."""
        self._tab_names = tab_names
        window = self._window
        menus = Menus(window, window.theme)
        opener, door, kept = window.opener, window.history_door, window.kept_door
        menus.file(
            opener.ask,
            opener.open,
            lambda: self._state.recent,
            window.models.open,
            opener.unload,
        )
        menus.edit()
        history = menus.history(self._begin_conversation, self._begin_document, self._find)
        menus.conversations_as_files(history, self._export, door.ask_import, door.show_copies)
        run = menus.run(
            partial(self._on_page, TabPage.start),
            window.stop,
            lambda: window.status_line.status.stop_job != 0,
        )
        menus.texts_of_the_tab(
            run,
            self._attach,
            partial(self._on_page, TabPage.copy_result),
            partial(self._on_page, TabPage.clear),
        )
        menus.two_models(run, self._ask_two_models)
        menus.kept_for_translations(run, self._open_glossaries, kept.open_memory)
        menus.sending(run, is_on=self._state.enter_sends, changed=self._set_enter_sends)
        menus.reading_ahead(run, is_on=self._state.read_ahead, changed=self._set_reading_ahead)
        menus.announcing(run, is_on=window.announcer.is_on, changed=self._set_announcing)
        menus.view(
            [(name, partial(window.open_tab, tab)) for tab, name in enumerate(tab_names)],
            self._toggle_history,
            self._toggle_inspector,
        )
        menus.help(self._show_first_steps, self._show_shortcuts, self._show_logs, self._show_about)

    def _on_page(self, act: Callable[[TabPage], None]) -> None:
        getattr(self._window.page, act.__name__)()

    def _begin_conversation(self) -> None:
        self._window.open_tab_of(PROMPT)
        self._window.prompt.clear()
        self._window.prompt.text_box.setFocus()

    def _begin_document(self) -> None:
        self._window.open_tab_of(PROMPT)
        self._window.prompt.documents.begin()

    def _find(self) -> None:
        self._window.open_tab_of(PROMPT)
        self._window.prompt.side.begin_search()

    def _export(self) -> None:
        self._window.prompt.export()

    def _attach(self) -> None:
        self._window.open_tab_of(PROMPT)
        self._window.prompt.attaching.choose()

    def _toggle_history(self) -> None:
        self._window.prompt.toggle_history()

    def _toggle_inspector(self) -> None:
        self._window.prompt.way.toggle()

    def _ask_two_models(self) -> None:
        self._window.open_tab_of(PROMPT)
        self._window.prompt.beside.offer_models(None)

    def _open_glossaries(self) -> None:
        self._window.kept_door.open_glossaries(*self._window.translation.languages.pair)

    def _set_announcing(self, is_on: bool) -> None:  # noqa: FBT001  a signal's
        self._state.announce = self._window.announcer.is_on = is_on

    def _set_enter_sends(self, is_on: bool) -> None:  # noqa: FBT001  a signal's
        self._state.enter_sends = is_on
        self._window.prompt.composer.set_enter_sends(is_on=is_on)

    def _set_reading_ahead(self, is_on: bool) -> None:  # noqa: FBT001  a signal's
        self._state.read_ahead = self._desk.reads_ahead = is_on

    def _show_logs(self) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        with contextlib.suppress(OSError):  # the file manager says what is wrong with it
            self._logs.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._logs)))

    def _show_first_steps(self) -> None:
        from desktop_lm.ui.window.first_steps_dialog import FirstStepsDialog

        FirstStepsDialog(self._window.theme, self._window).exec()

    def _show_about(self) -> None:
        from desktop_lm.ui.window.about_dialog import AboutDialog

        AboutDialog(self._window.theme, self._window).exec()

    def _show_shortcuts(self) -> None:
        from PySide6.QtGui import QKeySequence

        from desktop_lm.ui.window.shortcuts_dialog import ShortcutsDialog, keys_of

        window, names = self._window, self._tab_names
        pages = (window.prompt, window.sentiment, window.translation)
        again = self.tr("The last prompt again, in an empty prompt box")
        besides = {names[0]: [(again, QKeySequence("Up"))]}
        groups = keys_of(window.menuBar(), dict(zip(names, pages, strict=True)), besides)
        ShortcutsDialog(window.theme, groups, window).exec()
