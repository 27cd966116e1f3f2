"""What a model is called in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_lm import paths
from desktop_lm.models.model_name import name_of_file
from desktop_lm.ui.widgets.numbers import file_name

if TYPE_CHECKING:
    from desktop_lm.messages import ModelInfo

__all__ = ["is_starter", "name_of", "name_of_file"]


def name_of(info: ModelInfo) -> str:
    """The loaded model's name. The file's name wins: many files are all called "Model" inside."""
    return name_of_file(info.path) if info.path else info.name


def is_starter(path: str) -> bool:
    """Whether this is the model that comes with the program."""
    return file_name(path) == paths.STARTER_FILE
