"""``desktop-lm models import``: add files of one's own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.models.interruptible import run_interruptibly
from desktop_lm.cli.models.progress import ProgressLine
from desktop_lm.cli.models.show import as_json, print_json
from desktop_lm.cli.units import size
from desktop_lm.models.download.progress import Stopped
from desktop_lm.models.library.model_files import same_path

_INTERRUPTED = 130


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``import``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "import", help="add a GGUF file; it stays where it is"
    )
    parser.add_argument("file", metavar="FILE", help="of a split model, the first part")
    parser.add_argument(
        "--copy", action="store_true", help="copy it into the program's models folder"
    )
    parser.add_argument("--name", default="", help="what to call it (default: by its file's name)")
    return parser


def run(options: argparse.Namespace) -> int:
    """Check the file and add it."""
    library = bootstrap.build_library()
    name = options.name or _name_elsewhere(options.file)
    try:
        with ProgressLine() as line:
            entry = run_interruptibly(
                lambda stop: library.import_file(
                    options.file,
                    copy=options.copy,
                    name=name,
                    on_bytes=lambda done: line.write(f"copied {size(done)}"),
                    check=stop.check,
                )
            )
    except Stopped:
        print("desktop-lm: stopped; nothing was added.", file=sys.stderr)
        return _INTERRUPTED
    if options.json:
        print_json(as_json(entry))
    else:
        print(f"{entry.path}: {entry.name}, {size(entry.file_bytes)}, {entry.source.value}")
    return 0


def _name_elsewhere(file: str) -> str:
    """What the program that keeps a file calls it, where the file's own name is only a hash."""
    if Path(file).suffix:
        return ""
    whole = str(Path(file).absolute())
    offers = bootstrap.models_elsewhere()
    return next((offer.name for offer in offers if same_path(offer.path, whole)), "")
