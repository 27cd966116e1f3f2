"""What a model is called, by its file's name."""

from __future__ import annotations

import re
from pathlib import PurePath

SUFFIX = ".gguf"

# The quantisation at the end of a file's name: Q4_1, Q4_K_M, IQ4_XS, F16, BF16, MXFP4 ...; and
# the number of a part.
_QUANTISATION = re.compile(
    r"[-._ ](i?q\d\w*|b?f16|f32|mxfp4\w*|fp16|fp8|ud|gguf|\d{5}-of-\d{5})$", re.IGNORECASE
)


# What some system forbids in the name of a file, and the longest of a name without its ending.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST = 200  # bytes


def file_name_of(file_name: str, name: str) -> str:
    """What the file of a model is called where it is known by its ending: ``file_name`` if it has
    that, else by the model's ``name``."""
    if file_name.lower().endswith(SUFFIX):
        return file_name
    clean = _FORBIDDEN.sub("-", name or file_name).encode("utf-8", "replace")[:_LONGEST]
    return (clean.decode("utf-8", "ignore").strip(" .-") or "model") + SUFFIX


def quantised_name(path: str, quantisation: str) -> str:
    """A file name for the model of ``path`` with its weights as ``quantisation``."""
    stem = re.sub(r"\.gguf$", "", PurePath(path.replace("\\", "/")).name, flags=re.IGNORECASE)
    while (shorter := _QUANTISATION.sub("", stem)) != stem and shorter:
        stem = shorter
    return f"{stem}.{quantisation}.gguf"


def quantisation_in(path: str) -> str:
    """How its weights are kept, as the file's name says: ``Q4_K_M``; "" where it does not."""
    stem = re.sub(r"\.gguf$", "", PurePath(path.replace("\\", "/")).name, flags=re.IGNORECASE)
    stem = re.sub(r"-\d{5}-of-\d{5}$", "", stem)
    found = _QUANTISATION.search(stem)
    return found[1].upper() if found else ""


def name_beside(path: str, other: str) -> str:
    """A name for the model in ``path`` beside one that is called ``other``: two files of one model
    differ by how their weights are kept."""
    name, kept = name_of_file(path), quantisation_in(path)
    return f"{name} · {kept}" if name == other and kept else name


def name_of_file(path: str) -> str:
    """A name from the file's name, without its ending and quantisation.

    The file's name and not the one in its header, since many files are called "Model" inside.
    """
    file_name = PurePath(path.replace("\\", "/")).name or path
    name = re.sub(r"\.gguf$", "", file_name, flags=re.IGNORECASE)
    while (shorter := _QUANTISATION.sub("", name)) != name and shorter:
        name = shorter
    return re.sub(r"[-_]+", " ", name).strip() or file_name
