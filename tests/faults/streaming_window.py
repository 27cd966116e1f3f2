"""The window on an engine that streams the time without end, in a program of its own.

``python -m tests.faults.streaming_window SCRIPT``; a line goes out when the first text is shown.
When the answer ends, the window closes.
"""

from __future__ import annotations

import sys
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_lm import bootstrap, paths
from desktop_lm.ui.job_desk import JobDesk
from desktop_lm.ui.look.theme import Scheme, Theme, qt_arguments
from desktop_lm.ui.window.main_window import MainWindow
from desktop_lm.ui.window.places import Places
from desktop_lm.ui.window.window_state import WindowState


def main() -> int:
    app = QApplication(qt_arguments("desktop-lm"))
    places = Places(paths.state_dir(), paths.log_dir(), paths.history_file(), lambda: sys.argv[1])
    desk = JobDesk(partial(bootstrap.build_runner, scripted=True))
    window = MainWindow(Theme(app, Scheme.LIGHT), desk, WindowState(), places)
    window.seen.connect(lambda: ask(window))
    window.show()
    return app.exec()


def ask(window: MainWindow) -> None:
    window.begin()
    window.prompt.dialogue.grown.connect(_Said("shown"))
    window.prompt.dialogue.ended.connect(lambda: QTimer.singleShot(0, window, window.close))
    window.prompt.composer.box.set_text("What time is it?")
    window.prompt.start()


class _Said:
    """Says its word once."""

    def __init__(self, word: str) -> None:
        self._word = word

    def __call__(self, *_ignored: object) -> None:
        if self._word:
            print(self._word, flush=True)
        self._word = ""


if __name__ == "__main__":
    sys.exit(main())
