"""``desktop-lm models download``: fetch a model of the catalogue."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.models.interruptible import run_interruptibly
from desktop_lm.cli.models.progress import ProgressLine
from desktop_lm.cli.models.show import as_json, print_json
from desktop_lm.cli.units import size, time_left
from desktop_lm.errors import AppError, Code
from desktop_lm.models.catalogue import Catalogue, CatalogueModel
from desktop_lm.models.download.progress import Phase, Progress, Stopped
from desktop_lm.models.download.remote import Remote

_INTERRUPTED = 130


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``download``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "download", help="fetch a model of the catalogue"
    )
    parser.add_argument("id", metavar="ID", help="as list --catalogue shows it")
    parser.add_argument(
        "--yes", action="store_true", help="agree to a licence with limits without being asked"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Fetch it, check it and add it to the library."""
    catalogue = bootstrap.read_catalogue()
    model = catalogue.model(options.id)
    if not options.yes:
        _ask(catalogue, model)
    remote = Remote(model.repo, model.revision, model.file, model.bytes, model.sha256)
    downloader = bootstrap.build_downloader()
    try:
        with ProgressLine() as line:
            fetched = run_interruptibly(
                lambda stop: downloader.fetch(remote, stop, lambda p: line.write(_shown(p)))
            )
    except Stopped:
        done = next((u.done for u in downloader.unfinished() if u.remote == remote), 0)
        print(
            f"desktop-lm: paused at {size(done)} of {size(model.bytes)}; "
            f'"desktop-lm models download {model.id}" goes on, '
            f'"desktop-lm models remove {model.id}" removes what is there.',
            file=sys.stderr,
        )
        return _INTERRUPTED
    entry = bootstrap.build_library().keep_download(model, fetched.path, written=fetched.written)
    if options.json:
        print_json(as_json(entry))
    else:
        print(f"{fetched.path}: {size(model.bytes)}, content checked")
    return 0


def _ask(catalogue: Catalogue, model: CatalogueModel) -> None:
    """Show a licence with limits and ask. Raises LICENCE_NOT_ACCEPTED."""
    licence = catalogue.licence_of(model)
    if not licence.limits:
        return
    where = licence.url or f"the page of {model.repo}"
    print(f"{licence.name}\n{licence.summary}\nThe text: {where}", file=sys.stderr)
    if sys.stdin.isatty():
        print("Agree and download? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes"):
            return
    raise AppError(Code.LICENCE_NOT_ACCEPTED, id=model.id)


def _shown(progress: Progress) -> str:
    done = f"{size(progress.done)} of {size(progress.total)}"
    if progress.phase is Phase.CONNECTING:
        return f"{done}, connecting"
    if progress.phase is Phase.WAITING:
        return f"{done}, trying again in {progress.wait_seconds:.0f} s"
    if progress.phase is Phase.CHECKING:
        return f"{done}, checking"
    rate = f", {size(round(progress.rate))}/s" if progress.rate else ""
    left = f", {time_left(progress.seconds_left)}" if progress.seconds_left else ""
    return f"{progress.done / progress.total:4.0%}  {done}{rate}{left}"
