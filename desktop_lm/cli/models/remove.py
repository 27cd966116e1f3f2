"""``desktop-lm models remove``: forget a model, and delete what this program fetched or made."""

from __future__ import annotations

import argparse
import os
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.models.show import print_json
from desktop_lm.errors import AppError, Code


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``remove``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "remove", help="forget a model; its file is deleted only if this program wrote it"
    )
    parser.add_argument("model", metavar="MODEL", help="a name, catalogue id, file name or path")
    return parser


def run(options: argparse.Namespace) -> int:
    """Remove it, or what there is of an unfinished download."""
    path, deleted = _remove(options.model)
    if options.json:
        print_json({"path": path, "deleted": deleted})
    elif deleted:
        print(f"{path}: deleted")
    elif os.path.lexists(path):
        print(f"{path}: forgotten, the file is untouched")
    else:
        print(f"{path}: forgotten, the file had gone")
    return 0


def _remove(name: str) -> tuple[str, bool]:
    library = bootstrap.build_library()
    try:
        path = library.find(name).path
    except AppError as error:
        if error.code is not Code.NOT_IN_LIBRARY or not (file := _unfinished(name)):
            raise
        bootstrap.build_downloader().discard(file)
        return str(library.folder / file), True
    return path, library.remove(path)


def _unfinished(name: str) -> str:
    """The file of an unfinished download of this name or catalogue id, or ""."""
    files = {model.id: model.file for model in bootstrap.read_catalogue().models}
    wanted = files.get(name, name)
    unfinished = bootstrap.build_downloader().unfinished()
    return next((u.remote.file for u in unfinished if u.remote.file == wanted), "")
