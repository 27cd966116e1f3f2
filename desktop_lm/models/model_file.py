"""Whether a file is a model, at a glance."""

from __future__ import annotations

from pathlib import Path

# Behind the name of a file that was downloaded and is not what it should be.
DAMAGED = ".damaged"
_MAGIC = b"GGUF"


def is_set_aside(path: Path) -> bool:
    """Whether a file is one that a download put aside, because its content is not what its
    publisher gives out."""
    return path.name.lower().endswith(".gguf" + DAMAGED)


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
