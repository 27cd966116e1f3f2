"""Which language a file is in."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from desktop_lm.documents.translatable.open_file import Choice, open_translatable
from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.language.detection import Detected, detect

_UNITS, _CHARACTERS = 200, 4000
_SURE = 0.5  # a page of text leaves little doubt, a heading much


def detected(path: Path, choice: Choice) -> Detected:
    """The language of what there is to translate in the file, by its beginning.

    Raises what :func:`desktop_lm.documents.translatable.open_file.open_translatable` and its file
    do, DOCUMENT_EMPTY, and LANGUAGE_UNCLEAR.
    """
    units = open_translatable(path, choice).units()
    sample = "\n".join(unit.text for unit in islice(units, _UNITS))
    if not sample:
        raise AppError(Code.DOCUMENT_EMPTY, path=str(path))
    found = detect(sample[:_CHARACTERS])
    if found.confidence < _SURE:
        raise AppError(Code.LANGUAGE_UNCLEAR)
    return found
