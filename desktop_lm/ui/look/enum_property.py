"""Enum properties set by the names of their values, as style sheets do.

Python builds its picture of the whole ``Qt`` namespace, some hundred enums, when that is first
named. This takes about as long as all the window's parts together, so what is made before the
window is seen leaves the namespace alone.
"""

from __future__ import annotations

from PySide6.QtCore import QObject


def set_enum(thing: QObject, name: str, values: str) -> None:
    """Set the property ``name`` of ``thing`` to one value or to several joined by "|".

    Raises ValueError where there is no such property or value.
    """
    if not thing.setProperty(name, values):
        raise ValueError(f"{type(thing).__name__} has no {name} {values}")
