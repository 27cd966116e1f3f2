"""The menus: what each one holds and which keys reach it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from desktop_lm.ui.look.theme import NORMAL_PERCENT, TEXT_PERCENTS, Scheme, Theme
from desktop_lm.ui.widgets.keys import enter_keys
from desktop_lm.ui.widgets.numbers import file_name
from desktop_lm.ui.window.edit_states import EditTarget

Keys = QKeySequence.StandardKey | str
Act = Callable[[], object]
_ROLES = QAction.MenuRole


class Menus(QObject):
    """Makes the menus of ``window``. What they do is handed in."""

    def __init__(self, window: QMainWindow, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme

    def file(
        self,
        open_file: Act,
        open_path: Callable[[str], object],
        recent: Callable[[], list[str]],
        models: Act,
        unload: Act,
    ) -> None:
        """Models, and the way out."""
        menu = self._menu(self.tr("&File"))
        self._add(menu, self.tr("&Open a model…"), open_file, QKeySequence.StandardKey.Open)
        submenu = menu.addMenu(self.tr("Open &recent"))
        menu.aboutToShow.connect(lambda: submenu.menuAction().setVisible(bool(recent())))
        submenu.aboutToShow.connect(lambda: self._fill_recent(submenu, recent(), open_path))
        self._add(menu, self.tr("&Models and memory"), models, "Ctrl+Shift+M")
        self._add(menu, self.tr("&Unload the model"), unload)
        menu.addSeparator()
        leave = self._add(menu, self.tr("&Quit"), self._window.close, "Ctrl+Q")
        leave.setMenuRole(_ROLES.QuitRole)

    def history(self, new: Act, write: Act, find: Act) -> QMenu:
        """Conversations and documents are begun and found."""
        menu = self._menu(self.tr("H&istory"))
        keys = QKeySequence.StandardKey
        self._add(menu, self.tr("&New conversation"), new, keys.New)
        self._add(menu, self.tr("New &document"), write, "Ctrl+Shift+N")
        self._add(menu, self.tr("&Search"), find, keys.Find)
        menu.addSeparator()
        return menu

    def conversations_as_files(self, menu: QMenu, export: Act, take_in: Act, copies: Act) -> None:
        """Out, in, and the copies of each day."""
        self._add(menu, self.tr("&Export the conversation…"), export, "Ctrl+Shift+E")
        self._add(menu, self.tr("&Import conversations…"), take_in)
        self._add(menu, self.tr("Daily &copies…"), copies)

    def edit(self) -> None:
        """The usual; each acts on the text that has the focus."""
        menu, target = self._menu(self.tr("&Edit")), EditTarget(self)
        keys = QKeySequence.StandardKey
        for text, slot, key in (
            (self.tr("&Undo"), "undo", keys.Undo),
            (self.tr("&Redo"), "redo", keys.Redo),
            ("", "", keys.UnknownKey),
            (self.tr("Cu&t"), "cut", keys.Cut),
            (self.tr("&Copy"), "copy", keys.Copy),
            (self.tr("&Paste"), "paste", keys.Paste),
            ("", "", keys.UnknownKey),
            (self.tr("Select &all"), "selectAll", keys.SelectAll),
        ):
            if text:
                action = self._add(menu, text, partial(target.act, slot), key)
                _grey_while_shown(menu, action, partial(target.can_act, slot))
            else:
                menu.addSeparator()

    def run(self, start: Act, stop: Act, runs: Callable[[], bool]) -> QMenu:
        """What the open tab does; ``runs`` tells whether there is something to stop."""
        menu = self._menu(self.tr("&Run"))
        self._add(menu, self.tr("&Start"), start).setShortcuts(enter_keys("Ctrl"))
        _grey_while_shown(menu, self._add(menu, self.tr("S&top"), stop, "Esc"), runs)
        return menu

    def texts_of_the_tab(self, menu: QMenu, attach: Act, copy: Act, clear: Act) -> None:
        """What goes in and comes out."""
        menu.addSeparator()
        self._add(menu, self.tr("&Attach files to the prompt…"), attach, "Ctrl+Shift+O")
        self._add(menu, self.tr("&Copy the result"), copy, "Ctrl+Shift+C")
        self._add(menu, self.tr("C&lear"), clear, "Ctrl+Shift+L")

    def two_models(self, menu: QMenu, ask: Act) -> None:
        """One more thing to do with a prompt."""
        menu.addSeparator()
        both = self._add(menu, self.tr("Ask two &models…"), ask)
        both.setShortcuts(enter_keys("Ctrl+Shift"))

    def kept_for_translations(self, menu: QMenu, glossaries: Act, memory: Act) -> None:
        """What translations keep to."""
        menu.addSeparator()
        self._add(menu, self.tr("&Glossaries…"), glossaries, "Ctrl+Shift+G")
        self._add(menu, self.tr("Translation m&emory…"), memory, "Ctrl+Shift+Y")

    def sending(self, menu: QMenu, *, is_on: bool, changed: Callable[[bool], object]) -> None:
        """Whether Enter alone sends a prompt."""
        menu.addSeparator()
        self._add_switch(menu, self.tr("E&nter sends the prompt"), changed, is_on=is_on)

    def reading_ahead(self, menu: QMenu, *, is_on: bool, changed: Callable[[bool], object]) -> None:
        """Whether the model reads along while one writes."""
        self._add_switch(menu, self.tr("&Read along while I write"), changed, is_on=is_on)

    def announcing(self, menu: QMenu, *, is_on: bool, changed: Callable[[bool], object]) -> None:
        """Whether long work that ends in the background is told of."""
        self._add_switch(menu, self.tr("T&ell when long work ends"), changed, is_on=is_on)

    def _add_switch(
        self, menu: QMenu, text: str, changed: Callable[[bool], object], *, is_on: bool
    ) -> None:
        action = QAction(text, menu)
        action.setCheckable(True)
        action.setChecked(is_on)
        action.toggled.connect(changed)
        menu.addAction(action)

    def view(self, tabs: list[tuple[str, Act]], history: Act, inspector: Act) -> None:
        """Tabs, the history, the inspector, theme, text size."""
        menu = self._menu(self.tr("&View"))
        for number, (name, show) in enumerate(tabs, start=1):
            self._add(menu, name, show, f"Ctrl+{number}")
        menu.addSeparator()
        self._add(menu, self.tr("Show or hide the &history"), history, "Ctrl+H")
        self._add(menu, self.tr("Show or hide the &inspector"), inspector, "Ctrl+Shift+I")
        menu.addSeparator()
        self._schemes(menu.addMenu(self.tr("&Colours")))
        self._add(
            menu, self.tr("&Larger text"), lambda: self._step(1), QKeySequence.StandardKey.ZoomIn
        )
        self._add(
            menu, self.tr("S&maller text"), lambda: self._step(-1), QKeySequence.StandardKey.ZoomOut
        )
        self._add(
            menu,
            self.tr("&Normal text"),
            lambda: self._theme.set_text_percent(NORMAL_PERCENT),
            "Ctrl+0",
        )

    def help(self, first: Act, shortcuts: Act, logs: Act, about: Act) -> None:
        """What there is, keys, logs, licences."""
        menu = self._menu(self.tr("&Help"))
        self._add(menu, self.tr("&First steps"), first)
        self._add(menu, self.tr("&Keyboard shortcuts"), shortcuts, "F1")
        self._add(menu, self.tr("Show the &log folder"), logs)
        menu.addSeparator()
        last = self._add(menu, self.tr("&About desktop-lm"), about)
        last.setMenuRole(_ROLES.AboutRole)

    def _menu(self, text: str) -> QMenu:
        return self._window.menuBar().addMenu(text)

    def _add(self, menu: QMenu, text: str, act: Act, keys: Keys | None = None) -> QAction:
        action = QAction(text, menu)
        action.triggered.connect(lambda _=False: act())
        action.setMenuRole(_ROLES.NoRole)
        if isinstance(keys, str):
            action.setShortcuts([QKeySequence.fromString(keys)])
        elif keys is not None:
            action.setShortcuts(keys)  # all that the system has for it
        menu.addAction(action)
        return action

    def _fill_recent(
        self, menu: QMenu, paths: list[str], open_path: Callable[[str], object]
    ) -> None:
        menu.clear()
        for path in paths:
            action = self._add(menu, file_name(path).replace("&", "&&"), partial(open_path, path))
            action.setToolTip(path)
        menu.setToolTipsVisible(True)

    def _schemes(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for scheme, text in (
            (Scheme.SYSTEM, self.tr("As the &system")),
            (Scheme.LIGHT, self.tr("&Light")),
            (Scheme.DARK, self.tr("&Dark")),
        ):
            action = self._add(menu, text, partial(self._theme.set_scheme, scheme))
            action.setCheckable(True)
            action.setChecked(scheme is self._theme.scheme)
            group.addAction(action)

    def _step(self, direction: int) -> None:
        present = self._theme.text_percent
        steps = [step for step in TEXT_PERCENTS if (step - present) * direction > 0]
        if steps:
            self._theme.set_text_percent(min(steps) if direction > 0 else max(steps))


def _grey_while_shown(menu: QMenu, action: QAction, can: Callable[[], bool]) -> None:
    """Show in the menu whether ``action`` can do anything. Its keys are never taken away: what can
    be done may be another thing when they are pressed."""
    menu.aboutToShow.connect(lambda: action.setEnabled(can()))
    menu.aboutToHide.connect(lambda: action.setEnabled(True))
