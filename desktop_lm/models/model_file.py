"""Whether a file is a model, at a glance."""

from __future__ import annotations

from pathlib import Path

_MAGIC = b"GGUF"


def is_model_file(path: Path) -> bool:
    """By its name, or by its first bytes: other programs keep models under names without an
    ending."""
    if path.suffix.lower() == ".gguf":
        return True
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False
