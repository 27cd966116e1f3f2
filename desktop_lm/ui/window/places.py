"""What a window is told of the world outside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from desktop_lm.ui.job_desk import TRANSLATION


class Places(NamedTuple):
    """Where the window keeps things, how it finds the starter model's path, and whose model
    translates, by source and target."""

    state: Path
    logs: Path
    history: Path
    find_starter: Callable[[], str]
    translation_owner: Callable[[str, str], str] = lambda _source, _target: TRANSLATION
