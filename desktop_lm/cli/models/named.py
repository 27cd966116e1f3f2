"""Which file is meant by what somebody wrote for a model."""

from __future__ import annotations

import os
from pathlib import Path

from desktop_lm import bootstrap
from desktop_lm.errors import AppError, Code

HELP = "a GGUF file, or the name or id of a model on the list"


def file_of(named: str | Path) -> str:
    """The path of a file that is there; else of the library's model of this name or id.

    What is neither comes back as it is, for whoever reads it to miss. Raises NAME_NOT_UNIQUE.
    """
    if not os.path.lexists(named):
        try:
            return bootstrap.build_library().find(str(named)).path
        except AppError as error:
            if error.code is not Code.NOT_IN_LIBRARY:
                raise
    return str(named)
