"""The model that translates: the one named, else the built-in translator where it knows the
languages, else the starter."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from desktop_lm import bootstrap
from desktop_lm.cli.error_text import error_text
from desktop_lm.errors import AppError

if TYPE_CHECKING:
    from desktop_lm.cli.session import Session


def open_for(session: Session, owner: str, named: str | None, source: str, target: str) -> str:
    """Load it for the jobs of ``owner`` and wait; its path comes back. A translator that cannot be
    had is told of, and the starter is loaded in its place. Raises AppError, Interrupted."""
    path = named or bootstrap.translation_model(source, target)
    try:
        session.open_model(path, owner)
    except AppError as error:
        starter = bootstrap.starter_model()
        if named or path == starter:
            raise
        print(f"desktop-lm: {error_text(error)}", file=sys.stderr)
        path = starter
        session.open_model(path, owner)
    return path
