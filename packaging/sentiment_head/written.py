"""Sentences written by hand for this project, a line each, each kind of them under its label.

They are what customers and reviewers say of hotels, food, shops, deliveries, programs, offices,
doctors, journeys and films: praise and complaints that name no feeling, and plain facts and
questions about the very same things.
"""

from __future__ import annotations

from pathlib import Path

Row = tuple[str, str]  # text, label
_FILE = Path(__file__).with_name("written.txt")
_LABEL = "# "


def rows() -> list[Row]:
    """All of them, in the file's order."""
    found: list[Row] = []
    label = ""
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith(_LABEL):
            label = line.removeprefix(_LABEL)
        elif line:
            found.append((line, label))
    return found
