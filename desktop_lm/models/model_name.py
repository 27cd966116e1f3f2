"""What a model is called, by its file's name."""

from __future__ import annotations

import re
from pathlib import PurePath

# The quantisation at the end of a file's name: Q4_1, Q4_K_M, IQ4_XS, F16, BF16, MXFP4 ...; and
# the number of a part.
_QUANTISATION = re.compile(
    r"[-._ ](i?q\d\w*|b?f16|f32|mxfp4\w*|fp16|fp8|ud|gguf|\d{5}-of-\d{5})$", re.IGNORECASE
)


def quantised_name(path: str, quantisation: str) -> str:
    """A file name for the model of ``path`` with its weights as ``quantisation``."""
    stem = re.sub(r"\.gguf$", "", PurePath(path.replace("\\", "/")).name, flags=re.IGNORECASE)
    while (shorter := _QUANTISATION.sub("", stem)) != stem and shorter:
        stem = shorter
    return f"{stem}.{quantisation}.gguf"


def name_of_file(path: str) -> str:
    """A name from the file's name, without its ending and quantisation.

    The file's name and not the one in its header, since many files are called "Model" inside.
    """
    file_name = PurePath(path.replace("\\", "/")).name or path
    name = re.sub(r"\.gguf$", "", file_name, flags=re.IGNORECASE)
    while (shorter := _QUANTISATION.sub("", name)) != name and shorter:
        name = shorter
    return re.sub(r"[-_]+", " ", name).strip() or file_name
