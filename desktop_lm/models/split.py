"""A model that was split into several files, as llama.cpp's gguf-split writes them.

The parts are named ``NAME-00001-of-00003.gguf`` and so on; llama.cpp is given the first and finds
the others by their names (``llama_split_path`` in its src/llama.cpp).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.models.gguf import GgufHeader, read_header

MAX_PARTS = 1000
_NAME = re.compile(r"(.*)-(\d{5})-of-(\d{5})\.gguf", re.DOTALL)


def files_of(path: str | Path) -> tuple[Path, ...]:
    """All files of the model whose first or only file is at ``path``, by the names alone."""
    first = Path(path)
    found = _NAME.fullmatch(first.name)
    if found is None or int(found[2]) != 1 or not 1 <= int(found[3]) <= MAX_PARTS:
        return (first,)
    names = (f"{found[1]}-{part:05d}-of-{found[3]}.gguf" for part in range(1, int(found[3]) + 1))
    return tuple(first.with_name(name) for name in names)


def is_later_part(path: Path) -> bool:
    """Whether a file's name is that of a second or further part."""
    found = _NAME.fullmatch(path.name)
    return found is not None and int(found[2]) > 1


def without_further_parts(paths: Iterable[str]) -> list[str]:
    """Paths without the further parts of models whose first part is among them: files that are
    dropped together come in any order."""
    given = list(paths)
    further = {str(part) for path in given for part in files_of(path)[1:]}
    return [path for path in given if str(Path(path)) not in further]


def whole_header(first: GgufHeader) -> GgufHeader:
    """The header of a whole model, from the header of its first file.

    Metadata and ``data_offset`` are the first file's, tensors and sizes those of all; a tensor's
    ``offset`` counts from its own file's data. Raises SPLIT_FILE for any but the first part,
    SPLIT_PART_MISSING, HEADER_BROKEN where the parts do not belong together, and what
    :func:`~desktop_lm.models.gguf.read_header` raises.
    """
    count = first.integer("split.count") or 1
    if count <= 1:
        return first
    part = (first.integer("split.no") or 0) + 1
    if part != 1:
        raise AppError(Code.SPLIT_FILE, path=first.path, part=part, parts=count)
    files = files_of(first.path)
    if len(files) != count:
        # The parts are looked for by their names, and this one does not have such a name.
        raise _broken(first.path, "name of a part")
    headers = [
        first,
        *(_part(first.path, file, number) for number, file in enumerate(files[1:], 1)),
    ]
    tensors = tuple(tensor for header in headers for tensor in header.tensors)
    stated = first.integer("split.tensors.count")
    if len({tensor.name for tensor in tensors}) != len(tensors) or stated != len(tensors):
        raise _broken(first.path, "number of tensors in all parts")
    return replace(
        first,
        tensors=tensors,
        file_bytes=sum(header.file_bytes for header in headers),
        needed_bytes=sum(header.needed_bytes for header in headers),
    )


def _part(first: str, file: Path, number: int) -> GgufHeader:
    try:
        header = read_header(file)
    except AppError as error:
        if error.code is Code.FILE_MISSING:
            raise AppError(Code.SPLIT_PART_MISSING, path=first, missing=str(file)) from None
        raise
    if header.integer("split.no") != number:
        raise _broken(header.path, "split.no")
    return header


def _broken(path: str, what: str) -> AppError:
    return AppError(Code.HEADER_BROKEN, path=path, what=what)
