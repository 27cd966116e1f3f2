"""What is asked of a model file before an engine sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_lm.errors import AppError, Code
from desktop_lm.messages import ModelInfo
from desktop_lm.models.crash_record import CRASHES_BEFORE_ASKING, CrashRecord
from desktop_lm.tasks.chat.template import ChatFormat
from desktop_lm.tasks.sentiment.head import Heads


@dataclass(frozen=True, slots=True)
class FileChecks:
    """``vet`` gives a file's header or raises AppError for one that must not be loaded,
    ``crashes`` remembers those that killed the engine, ``make_chat_format`` reads the template of
    a model that was loaded, ``heads`` finds the classifiers that were trained for a file,
    ``languages`` those that it says it knows."""

    vet: Callable[[str], object]
    crashes: CrashRecord
    make_chat_format: Callable[[ModelInfo], ChatFormat]
    heads: Callable[[str], Heads | None] = lambda _path: None
    languages: Callable[[str], frozenset[str]] = lambda _path: frozenset()

    def check(self, path: str, *, anyway: bool) -> object:
        """The file's header, as ``vet`` gives it. Raises AppError where it may not be loaded.

        ``anyway``: the user wants it though it has killed the engine.
        """
        if not _is_unicode(path):  # a name in another encoding cannot travel to the engine
            raise AppError(Code.FILE_UNREADABLE, path=ascii(path), reason="its name is no Unicode")
        header = self.vet(path)
        times = self.crashes.count(path)
        if times >= CRASHES_BEFORE_ASKING and not anyway:
            raise AppError(Code.MODEL_KILLED_ENGINE, path=path, times=times)
        return header


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
