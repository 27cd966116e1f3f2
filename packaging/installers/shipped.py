"""Which Python packages are in the program, by the lock it is built from."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LOCKS = ("runtime", "engine", "starter")
_PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==", re.MULTILINE)


def distributions(root: Path = ROOT) -> list[str]:
    """The packages of the locks that are installed here: what other systems need is not."""
    texts = [(root / "requirements" / f"{lock}.txt").read_text("utf-8") for lock in _LOCKS]
    names = sorted({name for text in texts for name in _PIN.findall(text)})
    return [name for name in names if _is_installed(name)]


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
