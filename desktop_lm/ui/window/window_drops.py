"""Files that are dropped on the window: the open tab's, a model, or what another tab takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop_lm.errors import AppError, Code
from desktop_lm.models.model_file import is_model_file
from desktop_lm.models.split import without_further_parts
from desktop_lm.ui.job_desk import PROMPT, TRANSLATION
from desktop_lm.ui.widgets.numbers import counted
from desktop_lm.ui.window.drop_cover import FileDrops

if TYPE_CHECKING:
    from desktop_lm.ui.window.main_window import MainWindow

translate = QCoreApplication.translate


class WindowDrops(FileDrops):
    """Says what letting go will do, and opens what was dropped where it belongs."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, window, words_for=self._say)
        self._main_window = window
        self.all_dropped.connect(self.take)

    def take(self, paths: list[str]) -> None:
        """Open these files."""
        models = [path for path in without_further_parts(paths) if is_model_file(Path(path))]
        for path in models[:1] or paths:  # one model answers at a time
            self._take_one(path)

    def _say(self, paths: list[str]) -> str:
        """What :meth:`take` will do with these files."""
        if any(is_model_file(Path(path)) for path in paths):
            return translate("WindowDrops", "Let go to open this model file")
        return (paths and self._main_window.page.drop_words(paths[0])) or counted(
            len(paths),
            translate("WindowDrops", "Let go to ask about this file"),
            translate("WindowDrops", "Let go to ask about these {count} files"),
        )

    def _take_one(self, path: str) -> None:
        window = self._main_window
        on_prompt = window.page is window.prompt
        if not on_prompt and window.page.take_file(path):
            return
        if is_model_file(Path(path)):
            window.opener.open(path)
            return
        error = _no_document(path, by_name=on_prompt)
        unknown = error is not None and error.code is Code.DOCUMENT_KIND_UNKNOWN
        if unknown and window.translation.take_file(path):
            window.open_tab_of(TRANSLATION)  # a book, subtitles: nobody else can use them
        elif error and not on_prompt:
            # What no tab can use is refused where it was dropped, and not on another tab.
            self._refuse(error)
        else:
            window.prompt.take_file(path)
            window.open_tab_of(PROMPT)

    def _refuse(self, error: AppError) -> None:
        from desktop_lm.ui.error_text import sentence

        self._main_window.page.banner_in_sight.show_error(sentence(error))


def _no_document(path: str, *, by_name: bool) -> AppError | None:
    """Why a file is none that goes with a prompt; its name may be enough to say that it is one."""
    from desktop_lm.documents.file_kind import SUFFIXES, kind_of

    if by_name and Path(path).suffix.lower() in SUFFIXES:
        return None
    try:
        kind_of(Path(path))
    except AppError as error:
        return error
    return None
