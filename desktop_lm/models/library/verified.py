"""What a model's hash is compared with."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from desktop_lm.models.catalogue import Catalogue
from desktop_lm.models.library.index import Record


class Verified(StrEnum):
    """What a model that was read through has turned out to be."""

    SHIPPED = "shipped"  # what came with the program, as it was installed
    CATALOGUE = "catalogue"  # a file of the catalogue, byte for byte
    UNCHANGED = "unchanged"  # what it was when it was read through before
    REMEMBERED = "remembered"  # nothing was known of it; from now on its hash is


def expected_hash(record: Record, size: int, catalogue: Catalogue | None) -> str:
    """The hash a file should have, "" where nothing is known.

    A file of a catalogue file's name and size counts as that file.
    """
    if record.sha256:
        return record.sha256
    name = Path(record.path).name
    models = catalogue.models if catalogue else ()
    return next((m.sha256 for m in models if m.file == name and m.bytes == size), "")
