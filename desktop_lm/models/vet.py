"""Whether a file is a model this program can write text with."""

from __future__ import annotations

from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.models.architectures import TEXT_GENERATION
from desktop_lm.models.gguf import GgufHeader, read_header
from desktop_lm.models.gguf_metadata import shown


def vet(path: str | Path) -> GgufHeader:
    """The header of a file that may be handed to the engine.

    Raises what :func:`~desktop_lm.models.gguf.read_header` raises, and NOT_A_TEXT_MODEL,
    SPLIT_FILE or ARCHITECTURE_UNSUPPORTED.
    """
    header = read_header(path)
    kind = header.text("general.type")
    if kind not in ("", "model"):
        raise AppError(Code.NOT_A_TEXT_MODEL, path=header.path, kind=shown(kind))
    architecture = header.architecture
    if not architecture:
        raise AppError(Code.HEADER_BROKEN, path=header.path, what="general.architecture")
    if architecture not in TEXT_GENERATION:
        raise AppError(
            Code.ARCHITECTURE_UNSUPPORTED, path=header.path, architecture=shown(architecture)
        )
    parts = header.integer("split.count") or 1
    if parts > 1:
        part = (header.integer("split.no") or 0) + 1
        raise AppError(Code.SPLIT_FILE, path=header.path, part=part, parts=parts)
    if not header.tensors:
        raise AppError(Code.NOT_A_TEXT_MODEL, path=header.path, kind="vocab")
    return header
