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


def chosen(named: str | None, source: str, target: str) -> str:
    """Its path. A translator that is damaged or missing is told of, and the starter takes its
    place. Raises AppError for the starter."""
    if named:
        return named
    path = bootstrap.translation_model(source, target)
    try:
        bootstrap.vetted(path)
    except AppError as error:
        if path == (starter := bootstrap.starter_model()):
            raise
        print(f"desktop-lm: {error_text(error)}", file=sys.stderr)
        return starter
    return path


def open_for(session: Session, owner: str, named: str | None, source: str, target: str) -> str:
    """Load it for the jobs of ``owner`` and wait; its path comes back. Raises AppError,
    Interrupted."""
    path = chosen(named, source, target)
    session.open_model(path, owner)
    return path
