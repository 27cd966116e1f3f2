"""Texts given on the command line."""

from __future__ import annotations

import sys


def text_of(argument: str) -> str:
    """The argument itself, or standard input for ``-``."""
    if argument != "-":
        return argument
    return sys.stdin.buffer.read().decode("utf-8", "replace")
