"""Records of files that the index does not have, or not as well."""

from __future__ import annotations

from pathlib import Path

import msgspec

from desktop_lm.models.catalogue import CatalogueModel
from desktop_lm.models.library.entry import Source
from desktop_lm.models.library.index import Record
from desktop_lm.models.library.model_files import stamp
from desktop_lm.models.library.shipped import Shipped


def came_with_the_program(file: Shipped) -> Record:
    """The record of a file that was installed with the program."""
    size, mtime_ns = stamp(str(file.path))
    return Record(
        path=str(file.path),
        source=file.source,
        size=size,
        mtime_ns=mtime_ns,
        name=file.name,
        sha256=file.sha256,
    )


def found(path: Path) -> Record:
    """The record of a file that lies in the models folder and was never added."""
    size, mtime_ns = stamp(str(path))
    return Record(path=str(path), source=Source.FOUND, size=size, mtime_ns=mtime_ns)


def of_catalogue(record: Record, model: CatalogueModel) -> Record:
    """The same, with what the catalogue says of this file."""
    return msgspec.structs.replace(
        record,
        name=record.name or model.name,
        catalogue_id=model.id,
        sha256=model.sha256,
        licence=model.licence,
    )
