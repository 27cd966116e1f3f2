"""Sentences written by hand for this project, a line each, each kind of them under its label.

They are what customers, reviewers and passers-by say of films, books, hotels, food, shops,
programs, offices, journeys, public life and each other: praise and complaints that often name no
feeling, and plain facts and questions about the very same things.
"""

from __future__ import annotations

from pathlib import Path

Row = tuple[str, str]  # text, label
# Some hundred more of all kinds, text, tab, label: the program is judged with them, and learns from
# none.
APART = Path(__file__).with_name("apart.tsv")
_FOLDER = Path(__file__).with_name("sentences")
_LABEL = "# "


def rows(about: str = "*") -> list[Row]:
    """All of them, or those of the file ``about``, file by file in the order of their names."""
    return [row for file in sorted(_FOLDER.glob(f"{about}.txt")) for row in _rows_of(file)]


def _rows_of(file: Path) -> list[Row]:
    found: list[Row] = []
    label = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith(_LABEL):
            label = line.removeprefix(_LABEL)
        elif line:
            found.append((line, label))
    return found
