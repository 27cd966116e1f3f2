"""The files of a model; one, unless it was split."""

from __future__ import annotations

import ctypes
import os
import re

from desktop_lm.engine.llama.native import lib

_PATH_BYTES = 4096
_FIRST_OF = re.compile(r"-00001-of-(\d{5})\.gguf$")


def possible_files(path: str) -> list[str]:
    """All that may become files of the model at ``path`` before it is loaded, by the name alone:
    a file may be named like a part and be whole."""
    found = _FIRST_OF.search(path)
    return _parts(path, int(found[1])) if found else [path]


def files_of(model: object, path: str) -> list[str]:
    """Names of all files of ``model``, which was loaded from ``path``, in llama.cpp's own way."""
    buffer = ctypes.create_string_buffer(_PATH_BYTES)
    found = lib.llama_model_meta_val_str(model, b"split.count", buffer, len(buffer))
    count = int(buffer.value) if found > 0 else 1
    return _parts(path, count)


def _parts(path: str, count: int) -> list[str]:
    buffer = ctypes.create_string_buffer(_PATH_BYTES)
    first = os.fsencode(path)
    if count <= 1 or not lib.llama_split_prefix(buffer, len(buffer), first, 0, count):
        return [path]
    prefix = buffer.value
    files = []
    for number in range(count):
        lib.llama_split_path(buffer, len(buffer), prefix, number, count)
        files.append(os.fsdecode(buffer.value))
    return files
