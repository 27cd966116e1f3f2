"""Scripts for the engine's scripted backend, written as its "model files"."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write_script(folder: Path, name: str = "script", **fields: Any) -> str:
    """A script file with these fields of ``scripted_backend.Script``; its path comes back."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(fields), encoding="utf-8")
    return str(path)
