"""The order of the Tab key, for what is made after the window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def chain_of(widget: QWidget) -> list[QWidget]:
    """``widget``, which stands in no window yet, and what is in it, in their order."""
    chain = [widget]
    while (following := chain[-1].nextInFocusChain()) not in (widget, None):
        chain.append(following)
    return chain


def line_up(before: QWidget, chain: list[QWidget]) -> None:
    """Let the Tab key come to ``chain`` right after ``before`` and not at the window's end."""
    for widget in chain:
        QWidget.setTabOrder(before, widget)
        before = widget
