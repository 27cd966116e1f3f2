"""Whether a file is a model this program can write text with."""

from __future__ import annotations

from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.models.architectures import TEXT_GENERATION
from desktop_lm.models.gguf import GgufHeader, read_header
from desktop_lm.models.gguf_metadata import shown
from desktop_lm.models.model_file import is_set_aside
from desktop_lm.models.split import whole_header


def vet(path: str | Path) -> GgufHeader:
    """The header of a model that may be handed to the engine; of all its files, where it is split.

    Raises what :func:`~desktop_lm.models.gguf.read_header` and
    :func:`~desktop_lm.models.split.whole_header` raise, SET_ASIDE, NOT_A_TEXT_MODEL and
    ARCHITECTURE_UNSUPPORTED.
    """
    if is_set_aside(Path(path)):
        raise AppError(Code.SET_ASIDE, path=str(path))
    header = read_header(path)
    kind = header.text("general.type")
    if kind not in ("", "model"):
        raise AppError(Code.NOT_A_TEXT_MODEL, path=header.path, kind=shown(kind))
    # Before the architecture, which only the first part names.
    header = whole_header(header)
    architecture = header.architecture
    if not architecture:
        raise AppError(Code.HEADER_BROKEN, path=header.path, what="general.architecture")
    if architecture not in TEXT_GENERATION:
        raise AppError(
            Code.ARCHITECTURE_UNSUPPORTED, path=header.path, architecture=shown(architecture)
        )
    if not header.tensors:
        raise AppError(Code.NOT_A_TEXT_MODEL, path=header.path, kind="vocab")
    return header
