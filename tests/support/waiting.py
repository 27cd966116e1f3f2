"""Waits for what happens in files."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from tests.support.events import PATIENCE


def wait_for_bytes(path: Path, count: int) -> None:
    """Until a file has so many bytes, or a test's patience has come to its end."""
    deadline, pause = time.monotonic() + PATIENCE, threading.Event()
    while time.monotonic() < deadline:
        if path.exists() and path.stat().st_size >= count:
            return
        pause.wait(0.005)
    raise AssertionError(f"{path} did not come to {count} bytes")
