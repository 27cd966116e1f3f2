"""A heading in a menu, which Qt's own sections are not where a style sheet is in force."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu


def add_heading(menu: QMenu, text: str) -> None:
    """A line that cannot be chosen, above the choices it is about."""
    if not menu.isEmpty():
        menu.addSeparator()
    menu.addAction(text).setEnabled(False)
