"""A conversation as a value: what every writer of exports takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Turn:
    """What one of the two said. ``is_answer``: the model did, in Markdown. ``speaker`` is the name
    to show, ``when`` seconds since 1970, ``receipt`` how the answer came to be, empty for none."""

    is_answer: bool
    speaker: str
    text: str
    when: float
    about: Mapping[str, Any] = field(default_factory=dict)
    receipt: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transcript:
    """``receipt_label`` is what a receipt is called, in the reader's language."""

    title: str
    created: float
    turns: tuple[Turn, ...]
    tags: tuple[str, ...] = ()
    receipt_label: str = "Receipt"
