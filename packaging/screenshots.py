"""Takes the README's pictures: the real window, the real starter model, light and dark.

    python packaging/screenshots.py [FOLDER]

The seeds are fixed, so the answers are the same each time on one machine; only the speed in the
status line differs. Nothing is read from or written to the user's own folders.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop_lm.ui.window.main_window import MainWindow

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
PATIENCE = 300.0  # seconds for one answer
SIZE = (1000, 660)
MODELS_SIZE = (940, 565)  # its list of facts ends before the file's folder

PROMPT = "Name five things to pack for a day at the beach, and why."
SEED = 2
OPINION = (
    "The view was beautiful and the staff were wonderful. We arrived on Monday. The room was "
    "dirty, and the breakfast was awful. I will never come back."
)
GREETING = (
    "I would like a cup of coffee, please. Where is the train station?\n\n"
    "We have to get up early tomorrow.\nI called my brother yesterday."
)


class Photographer:
    """Uses the window as a person would, and takes its picture."""

    def __init__(self, app: QApplication, window: MainWindow, folder: Path) -> None:
        self._app = app
        self._window = window
        self._folder = folder

    def prepare(self) -> None:
        """Show the window and wait for the model."""
        self._window.resize(*SIZE)
        self._window.show()
        self._window.activateWindow()
        self._window.begin()
        self._wait_for(lambda: self._status == "Ready")

    def prompt(self) -> None:
        """A prompt and its answer."""
        tab = self._window.prompt
        tab.composer.options.restore({"seed": SEED, "temperature": 0.5})
        tab.composer.box.set_text(PROMPT)
        tab.start()
        self._wait_for_end()

    def sentiment(self) -> None:
        """A text and its verdicts."""
        self._window.sentiment.box.set_text(OPINION)
        self._window.sentiment.start()
        self._wait_for_end()

    def translation(self) -> None:
        """A few lines and their translation."""
        tab = self._window.translation
        tab.source_language.choose("en")
        tab.target_language.choose("fr")
        tab.box.set_text(GREETING)
        tab.start()
        self._wait_for_end()

    def models(self) -> QWidget:
        """The window of models, on the starter model and its memory."""
        self._window.models.open()
        models = self._window.models.window
        models.resize(*MODELS_SIZE)
        details = models.library_page.details
        self._wait_for(lambda: bool(details.memory.measured.lines))
        return models

    def memory(self) -> QWidget:
        """The page of memory."""
        models = self._window.models.window
        models.tabs.setCurrentWidget(models.memory_page)
        self._wait_for(models.memory_page.picture.isVisible)
        return models

    def take(self, name: str, of: QWidget | None = None) -> None:
        """One picture in each scheme, of the main window or of another."""
        from desktop_lm.ui.look.theme import Scheme

        for scheme in (Scheme.LIGHT, Scheme.DARK):
            self._window.theme.set_scheme(scheme)
            self._settle()
            path = self._folder / f"{name}-{scheme}.png"
            if not (of or self._window).grab().save(str(path)):
                raise OSError(f"{path} cannot be written")
            print(path)

    @property
    def _status(self) -> str:
        return self._window.status_line.status.text

    def _wait_for_end(self) -> None:
        self._wait_for(lambda: self._window.status_line.status.busy)
        self._wait_for(lambda: not self._window.status_line.status.busy)
        if not self._status.startswith("Finished"):
            raise RuntimeError(f"no answer came: {self._status}")

    def _wait_for(self, seen: Callable[[], bool]) -> None:
        from PySide6.QtCore import QEventLoop

        deadline = monotonic() + PATIENCE
        while not seen():
            if monotonic() > deadline:
                raise TimeoutError(self._status)
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 100)

    def _settle(self) -> None:
        for _ in range(10):
            self._app.processEvents()


def main() -> int:
    """Take all pictures; the exit status comes back."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(ROOT))
    # Before Qt is imported: windows drawn in memory, with two pixels for each point.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_SCALE_FACTOR", "2")
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication

    from desktop_lm.ui.app import make_window

    with tempfile.TemporaryDirectory() as home:
        for name in ("HOME", "LOCALAPPDATA", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[name] = home
        QLocale.setDefault(QLocale("en_GB"))
        app = QApplication(sys.argv[:1])
        window = make_window(app)
        photographer = Photographer(app, window, folder)
        try:
            photographer.prepare()
            for number, name in enumerate(("prompt", "sentiment", "translation")):
                window.open_tab(number)
                getattr(photographer, name)()
                photographer.take(name)
            photographer.take("models", photographer.models())
            photographer.take("memory", photographer.memory())
        finally:
            window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
