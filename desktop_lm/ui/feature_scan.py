"""Spares the start a search that PySide makes in every module imported after it.

For ``from __feature__ import snake_case``, which this program does not use, PySide reads and
decodes the source of each new module and looks for its own name in it. For some seventy modules
that was a quarter of the time from Python's start of our code to the first picture, and the
sources stayed in memory. Here the answer is given without looking: yes, which is what the search
finds in a module of a window, and changes nothing where no feature is chosen.
"""

from __future__ import annotations

import sys

import PySide6.QtCore  # noqa: F401  # brings the module that is looked up below

_SCANNER, _SCAN = "shibokensupport.feature", "_mod_uses_pyside"


def leave_out_feature_scan() -> bool:
    """Answer PySide's question for it. False where this PySide asks in another way."""
    scanner = sys.modules.get(_SCANNER)
    if not hasattr(scanner, _SCAN):
        return False
    setattr(scanner, _SCAN, lambda _module: True)
    return True
