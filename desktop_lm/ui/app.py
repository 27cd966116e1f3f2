"""Starts the window."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop_lm import paths
from desktop_lm.storage import json_file
from desktop_lm.ui.job_desk import JobDesk, Runner
from desktop_lm.ui.look.theme import Theme, qt_arguments
from desktop_lm.ui.widgets import clipboard
from desktop_lm.ui.window.main_window import STATE, MainWindow
from desktop_lm.ui.window.places import Places
from desktop_lm.ui.window.window_state import WindowState

LOG = "window.log"
_LOG_BYTES = 1_000_000
# Options of Qt's whose value is the next argument.
_WITH_VALUE = frozenset(
    {
        *("-platform", "-platformpluginpath", "-platformtheme", "-plugin", "-style"),
        *("-stylesheet", "-display", "-geometry", "-qwindowgeometry", "-qwindowtitle"),
        *("-qwindowicon", "-session"),
    }
)
logger = logging.getLogger(__name__)


class Application(QApplication):
    """``file_asked`` carries a file that the system wants opened: macOS names it so and not among
    the arguments, at the start and while the program runs."""

    file_asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        """What comes to no window."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_asked.emit(event.file())
            return True
        return super().event(event)


def open_file(window: MainWindow, named: list[str], path: str) -> None:
    """Open ``path``, with the window where that still waits for what is ``named``."""
    if named:
        named[:] = [path]
    else:
        window.drops.take([path])


def run(argv: list[str]) -> int:
    """Show the window until it is closed; the exit status comes back.

    A file may be named among the arguments, besides options of Qt's. The window comes
    first: what it does not need to be seen is imported and started after.
    """
    app = Application([*qt_arguments(argv[0]), *argv[1:]])
    app.setApplicationName(paths.APP_NAME)
    app.setDesktopFileName(paths.APP_NAME)
    window = make_window(app)
    named = [file_argument(argv[1:])]
    app.file_asked.connect(partial(open_file, window, named))
    window.seen.connect(lambda: _after_show(app, window, named.pop()))
    window.show()
    gc.enable()  # which the start is spared
    status = app.exec()
    logging.shutdown()
    return status


def file_argument(arguments: Sequence[str]) -> str:
    """The file among the arguments, "" where there is none: with its folder, because a model is
    remembered and the next start may be in another one."""
    waiting = iter(arguments)
    for argument in waiting:
        if argument in _WITH_VALUE:
            next(waiting, "")
        elif not argument.startswith("-"):
            return str(Path(argument).absolute())
    return ""


def make_window(app: QApplication) -> MainWindow:
    """The window with all its parts, not shown yet."""
    app.aboutToQuit.connect(clipboard.let_go)
    state_dir = paths.state_dir()
    state = WindowState.from_json(json_file.read(state_dir / STATE))
    theme = Theme(app, state.scheme, state.text_percent)
    places = Places(
        state_dir, paths.log_dir(), paths.history_file(), _find_starter, _translation_owner
    )
    return MainWindow(theme, JobDesk(_make_runner), state, places)


def _after_show(app: QApplication, window: MainWindow, file: str) -> None:
    from PySide6.QtGui import QIcon

    from desktop_lm.ui.window.quit_on_signal import QuitOnSignal

    _log_to_file()
    sys.excepthook = partial(_on_exception, window)
    signals = QuitOnSignal(window.close)
    signals.setParent(window)  # a connection alone would not keep it
    app.aboutToQuit.connect(signals.close)
    window.begin(file)
    app.setWindowIcon(QIcon(str(paths.resource("icons", "desktop-lm.svg"))))


def _make_runner() -> Runner:
    from desktop_lm import bootstrap

    return bootstrap.build_runner()


def _find_starter() -> str:
    from desktop_lm import bootstrap

    return bootstrap.starter_model()


def _translation_owner(source: str, target: str) -> str:
    from desktop_lm import bootstrap

    return bootstrap.translation_owner(source, target)


def _log_to_file() -> None:
    """Log to a file, which starts anew where it has grown large. No log is no reason to fail."""
    path = paths.log_dir() / LOG
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        large = path.exists() and path.stat().st_size > _LOG_BYTES
        handler = logging.FileHandler(path, mode="w" if large else "a", encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.raiseExceptions = False  # a full disk under the log must not reach the user
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


def _on_exception(
    window: MainWindow,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    """Log a mistake of ours, and tell of it in a sentence; the window goes on."""
    from desktop_lm.errors import AppError, Code

    logger.critical("Unexpected", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)
    window.show_error(AppError(Code.INTERNAL, reason=repr(error)))
