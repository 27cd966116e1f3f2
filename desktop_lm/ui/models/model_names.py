"""What a model is called in the window."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_lm import paths
from desktop_lm.ui.widgets.numbers import file_name

if TYPE_CHECKING:
    from desktop_lm.messages import ModelInfo

# The quantisation at the end of a file's name: Q4_1, Q4_K_M, IQ4_XS, F16, BF16, MXFP4 ...
_QUANTISATION = re.compile(r"[-._ ](i?q\d\w*|b?f16|f32|mxfp4\w*|fp16|fp8|ud|gguf)$", re.IGNORECASE)


def name_of_file(path: str) -> str:
    """A name from a file's name, without its ending and quantisation: all there is to go by
    while a model loads."""
    name = re.sub(r"\.gguf$", "", file_name(path), flags=re.IGNORECASE)
    while (shorter := _QUANTISATION.sub("", name)) != name and shorter:
        name = shorter
    return re.sub(r"[-_]+", " ", name).strip() or file_name(path)


def name_of(info: ModelInfo) -> str:
    """The loaded model's name. The file's name wins: many files are all called "Model" inside."""
    return name_of_file(info.path) if info.path else info.name


def is_starter(path: str) -> bool:
    """Whether this is the model that comes with the program."""
    return file_name(path) == paths.STARTER_FILE
