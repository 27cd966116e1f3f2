"""The translation memory, opened for a command; the window may have it open as well."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

from desktop_lm import paths
from desktop_lm.cli.error_text import error_text
from desktop_lm.errors import AppError, Code
from desktop_lm.storage.translations.translation_memory import TranslationMemory


@contextmanager
def opened_memory() -> Iterator[TranslationMemory]:
    """The memory of this computer's user. Raises AppError where it cannot be opened."""
    with closing(TranslationMemory(paths.translation_memory_file())) as memory:
        if memory.put_aside is not None:
            told = AppError(Code.TRANSLATIONS_PUT_ASIDE, path=str(memory.put_aside))
            print(f"desktop-lm: {error_text(told)}", file=sys.stderr)
        yield memory
