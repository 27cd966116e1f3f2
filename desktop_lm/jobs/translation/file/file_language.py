"""Which language a file is in."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from desktop_lm.documents.translatable.open_file import Choice, open_translatable, without_units
from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.language.detection import Detected, detect

_UNITS, _CHARACTERS = 200, 4000
_SURE = 0.5  # a page of text leaves little doubt, a heading much


def detected(path: Path, choice: Choice) -> Detected:
    """The language of what there is to translate in the file, by its beginning.

    Raises what :func:`desktop_lm.documents.translatable.open_file.open_translatable` and its file
    do, what :func:`~desktop_lm.documents.translatable.open_file.without_units` says of an empty
    one, and LANGUAGE_UNCLEAR.
    """
    file = open_translatable(path, choice)
    sample = "\n".join(unit.text for unit in islice(file.units(), _UNITS))
    if not sample:
        raise without_units(path, file.kind)
    found = detect(sample[:_CHARACTERS])
    if found.confidence < _SURE:
        raise AppError(Code.LANGUAGE_UNCLEAR)
    return found
