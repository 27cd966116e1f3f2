"""SHA256SUMS of everything in ``dist``, in the form that ``sha256sum --check`` reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

NAME = "SHA256SUMS"


def write(folder: Path) -> Path:
    """The sums of a folder's files, in it."""
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name != NAME)
    lines = [f"{_sum(file)}  {file.name}\n" for file in files]
    (folder / NAME).write_text("".join(lines), "utf-8")
    return folder / NAME


def _sum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
