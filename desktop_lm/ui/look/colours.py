"""The colours of the window, light and dark.

A colour carries meaning only: accent for action and focus, one pair each for positive, neutral
and negative that also colour-blind eyes tell apart. Text reaches a contrast of 4.5 on every
surface it stands on, borders of boxes one can write in reach 3.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette

Role = QPalette.ColorRole


class Colours(NamedTuple):
    """One scheme; each value is ``#rrggbb``."""

    window: str  # behind menus, tabs and the status line
    base: str  # behind text
    text: str
    muted: str  # text of second rank
    line: str  # between areas
    border: str  # around boxes
    hover: str  # behind what the pointer is on
    accent: str  # words and lines that act
    accent_fill: str  # behind the words of the main action
    accent_hover: str
    on_accent: str
    selection: str
    positive: str
    neutral: str
    negative: str
    positive_tint: str
    neutral_tint: str
    negative_tint: str


LIGHT = Colours(
    window="#f4f4f2",
    base="#ffffff",
    text="#1d1f21",
    muted="#62676d",
    line="#deded9",
    border="#8f9290",
    hover="#e9e9e5",
    accent="#2b62c9",
    accent_fill="#2b62c9",
    accent_hover="#2456b4",
    on_accent="#ffffff",
    selection="#cfdff9",
    positive="#12805f",
    neutral="#6b7078",
    negative="#b8471b",
    positive_tint="#e2f3ec",
    neutral_tint="#f0f0ee",
    negative_tint="#fbe9e1",
)

DARK = Colours(
    window="#232427",
    base="#1a1b1d",
    text="#e6e6e3",
    muted="#a0a4a8",
    line="#36383c",
    border="#74787e",
    hover="#303236",
    accent="#7faaf7",
    accent_fill="#3a6fd8",
    accent_hover="#2f62c6",
    on_accent="#ffffff",
    selection="#2f4d80",
    positive="#3fbf97",
    neutral="#9aa0a8",
    negative="#f0885a",
    positive_tint="#1d332c",
    neutral_tint="#2a2b2e",
    negative_tint="#3a2820",
)


def palette(colours: Colours) -> QPalette:
    """The colours as Qt's own roles, for the widgets this program does not draw itself."""
    made = QPalette()
    for role, colour in (
        (Role.Window, colours.window),
        (Role.WindowText, colours.text),
        (Role.Base, colours.base),
        (Role.AlternateBase, colours.window),
        (Role.Text, colours.text),
        (Role.PlaceholderText, colours.muted),
        (Role.Button, colours.window),
        (Role.ButtonText, colours.text),
        (Role.BrightText, colours.on_accent),
        (Role.ToolTipBase, colours.base),
        (Role.ToolTipText, colours.text),
        (Role.Link, colours.accent),
        (Role.LinkVisited, colours.accent),
        (Role.Accent, colours.accent),
        (Role.Highlight, colours.selection),
        (Role.HighlightedText, colours.text),
        (Role.Mid, colours.line),
        (Role.Light, colours.base),
        (Role.Midlight, colours.hover),
        (Role.Dark, colours.border),
    ):
        made.setColor(role, QColor(colour))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.border))
    return made
