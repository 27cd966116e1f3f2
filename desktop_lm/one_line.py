"""A text on one line, where line breaks would mean something else or nothing."""

from __future__ import annotations

import re

# Not all that is white: no-break and wide spaces are put where they stand on purpose.
_GAP = re.compile("[ \t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def one_line(text: str) -> str:
    """``text`` with one space for each run of spaces, tabs and line breaks, and none at its
    ends."""
    return _GAP.sub(" ", text).strip(" ")
