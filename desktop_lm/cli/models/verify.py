"""``desktop-lm models verify``: is a model's content what it should be?"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.error_text import error_text
from desktop_lm.cli.models.interruptible import run_interruptibly
from desktop_lm.cli.models.progress import ProgressLine
from desktop_lm.cli.models.show import error_json, print_json
from desktop_lm.cli.units import size
from desktop_lm.errors import AppError
from desktop_lm.models.catalogue import Catalogue
from desktop_lm.models.download.progress import Stopped
from desktop_lm.models.library.entry import Entry
from desktop_lm.models.library.library import Library
from desktop_lm.models.library.verified import Verified

_FAILED, _INTERRUPTED = 1, 130
_WORDS = {
    Verified.SHIPPED: "as it was installed",
    Verified.CATALOGUE: "the catalogue's file, byte for byte",
    Verified.UNCHANGED: "unchanged since it was last read through",
    Verified.REMEMBERED: "nothing to compare with; remembered for the next time",
}


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``verify``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "verify", help="read models through and compare their hashes"
    )
    parser.add_argument(
        "model", metavar="MODEL", nargs="*", help="a name, id or path (default: every model)"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Verify one after the other; 1 where one is not what it should be."""
    library, catalogue = bootstrap.build_library(), bootstrap.read_catalogue()
    entries = [library.find(name) for name in options.model] or list(library.entries())
    results = []
    try:
        for entry in entries:
            results.append((entry, _verify(library, catalogue, entry)))
            if not options.json:
                _print(*results[-1])
    except Stopped:
        return _INTERRUPTED
    if options.json:
        print_json({"results": [_as_json(*result) for result in results]})
    return _FAILED if any(isinstance(found, AppError) for _, found in results) else 0


def _verify(library: Library, catalogue: Catalogue, entry: Entry) -> Verified | AppError:
    whole = size(entry.file_bytes)
    try:
        with ProgressLine() as line:
            return run_interruptibly(
                lambda stop: library.verify(
                    entry.path,
                    catalogue,
                    on_bytes=lambda done: line.write(f"{entry.name}: {size(done)} of {whole}"),
                    check=stop.check,
                )
            )
    except AppError as error:
        return error


def _print(entry: Entry, found: Verified | AppError) -> None:
    if isinstance(found, AppError):
        print(f"desktop-lm: {error_text(found)}", file=sys.stderr)
    else:
        print(f"{entry.name}: {_WORDS[found]}")


def _as_json(entry: Entry, found: Verified | AppError) -> dict[str, Any]:
    failed = isinstance(found, AppError)
    return {
        "path": entry.path,
        "name": entry.name,
        "result": None if isinstance(found, AppError) else found.value,
        "error": error_json(found) if isinstance(found, AppError) else None,
        "ok": not failed,
    }
