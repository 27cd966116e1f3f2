"""``desktop-lm history export``: a conversation as a file, or on standard output."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from desktop_lm import paths
from desktop_lm.cli import numbers
from desktop_lm.cli.history.opened import opened_history
from desktop_lm.cli.models.show import print_json
from desktop_lm.documents import exporting
from desktop_lm.documents.exporting import ExportFormat
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.history import exports
from desktop_lm.written_file import write_bytes

_PDF = "PDF is made in the window: open it there and choose Export in the History menu"


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``export``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "export", help="a conversation as a file", epilog=_PDF + "."
    )
    parser.add_argument(
        "number", type=numbers.whole, metavar="NUMBER", help="as `history list` tells it"
    )
    parser.add_argument(
        "--format",
        type=_format,
        metavar="FORMAT",
        help="md, txt, html, docx or json (default: by the file's name, else md)",
    )
    parser.add_argument(
        "--output", "-o", type=_file, metavar="FILE", help="default, and -: standard output"
    )
    parser.add_argument(
        "--answer", type=numbers.whole, default=0, metavar="MESSAGE", help="only this answer"
    )
    parser.add_argument("--receipts", action="store_true", help="with how each answer came to be")
    parser.add_argument(
        *("--overwrite", "--force"), action="store_true", help="replace a file that is there"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Write the file and say where; nothing is said where it goes to standard output."""
    wanted = options.format or _by_name(options.output)
    with opened_history() as history:
        transcript = exports.transcript_of(
            history,
            options.number,
            exports.ExportWords(),
            answer=options.answer,
            with_receipts=options.receipts,
        )
    transcript = exports.completed(transcript, paths.saved_states_dir())
    content = exporting.content(transcript, wanted)
    if options.output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return 0
    if options.output.exists() and not options.overwrite:
        raise AppError(Code.TARGET_EXISTS, path=str(options.output))
    write_bytes(options.output, content)
    if options.json:
        print_json({"path": str(options.output), "format": wanted.value, "bytes": len(content)})
    else:
        print(options.output)
    return 0


def _file(name: str) -> Path | None:
    return None if name == "-" else Path(name)


def _format(text: str) -> ExportFormat:
    name = text.lower().removeprefix(".")
    if name == "pdf":
        raise argparse.ArgumentTypeError(_PDF)
    try:
        return ExportFormat(name)
    except ValueError:
        known = ", ".join(each.value for each in ExportFormat)
        raise argparse.ArgumentTypeError(f"must be one of {known}") from None


def _by_name(output: Path | None) -> ExportFormat:
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    if suffix == "pdf":
        raise AppError(Code.PDF_IN_WINDOW)
    return ExportFormat(suffix) if suffix in set(ExportFormat) else ExportFormat.MARKDOWN
