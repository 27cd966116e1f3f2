"""Built engines, kept for the next time and for other checkouts."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from develop.checkout import WINDOWS, digest
from develop.console import say
from develop.engines import NATIVE_ENGINE, Engine, engine_key

WHEELS_VARIABLE = "DESKTOP_LM_WHEELS"


def wheel_cache() -> Path:
    if os.environ.get(WHEELS_VARIABLE):
        return Path(os.environ[WHEELS_VARIABLE]).expanduser().absolute()
    if WINDOWS:
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "desktop-lm" / "wheels"


def engine_shelf(engine: Engine = NATIVE_ENGINE) -> Path:
    return wheel_cache() / engine_key(engine)[:32]


def kept_wheel(shelf: Path) -> Path | None:
    """The wheel on a shelf of the cache, if it is whole."""
    try:
        note = json.loads((shelf / "wheel.json").read_text())
        wheel = shelf / str(note["sha256"]) / str(note["file"])
        if digest(wheel) == note["sha256"]:
            return wheel
    except (OSError, ValueError, TypeError, KeyError):
        if not shelf.exists():
            return None
    say(f"The kept engine in {shelf} is damaged and not used")
    return None


def keep_wheel(wheel: Path, shelf: Path) -> None:
    """Put a wheel into the cache; its note comes last, so that a half-kept one is never used."""
    checksum = digest(wheel)
    place = shelf / checksum
    try:
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(wheel, place / wheel.name)
        note = place / "note.tmp"
        note.write_text(json.dumps({"file": wheel.name, "sha256": checksum}))
        note.replace(shelf / "wheel.json")
    except OSError as error:
        say(f"The engine could not be kept for the next time in {shelf}: {error.strerror}")
