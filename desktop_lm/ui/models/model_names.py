"""What a model is called in the window."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop_lm import paths
from desktop_lm.models import model_name
from desktop_lm.ui.widgets.numbers import file_name

if TYPE_CHECKING:
    from desktop_lm.messages import ModelInfo


def name_of_file(path: str) -> str:
    """A name from the file's name."""
    if is_built_in(path):
        return QCoreApplication.translate("Models", "Built-in translator")
    return model_name.name_of_file(path)


def name_of(info: ModelInfo) -> str:
    """The loaded model's name. The file's name wins: many files are all called "Model" inside."""
    return name_of_file(info.path) if info.path else info.name


def is_starter(path: str) -> bool:
    """Whether this is the model that comes with the program."""
    return file_name(path) == paths.STARTER_FILE


def is_built_in(path: str) -> bool:
    """Whether this is the translator that comes with the program."""
    return path == _translator()


@lru_cache(maxsize=1)
def _translator() -> str:
    return str(paths.translator_model())
