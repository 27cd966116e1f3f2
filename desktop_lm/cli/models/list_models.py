"""``desktop-lm models list``: what is on disk, what can be fetched, what others have."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.error_text import error_text
from desktop_lm.cli.models import list_catalogue
from desktop_lm.cli.models.memory_need import MemoryNeed
from desktop_lm.cli.models.show import as_json, print_json, print_table
from desktop_lm.cli.units import count, size
from desktop_lm.models.library.elsewhere import still_to_offer
from desktop_lm.models.library.entry import Entry
from desktop_lm.models.memory import machine
from desktop_lm.models.memory.choose import Choice, Fit

_HEADER = (
    *("NAME", "SIZE", "MEMORY AT CONTEXT", "FITS", "TYPE", "ARCHITECTURE"),
    *("CONTEXT", "LICENCE", "SOURCE", "FILE"),
)
_FITS = {Fit.FITS: "yes", Fit.TIGHT: "tightly", Fit.TOO_BIG: "no"}


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``list``."""
    parser: argparse.ArgumentParser = parsers.add_parser("list", help="models on disk")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--catalogue", action="store_true", help="models that can be fetched; needs no network"
    )
    which.add_argument(
        "--elsewhere", action="store_true", help="models that other programs keep here"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Print one of the three lists."""
    if options.catalogue:
        list_catalogue.run(machine.total_bytes(), as_json=options.json)
    elif options.elsewhere:
        _elsewhere(as_json=options.json)
    else:
        _library(options)
    return 0


def _library(options: argparse.Namespace) -> None:
    entries, need = bootstrap.build_library().entries(), MemoryNeed()
    rows = [(entry, need.of(entry.path)) for entry in entries]
    unfinished = bootstrap.build_downloader().unfinished()
    if options.json:
        begun = [
            {"file": u.remote.file, "done": u.done, "bytes": u.remote.size} for u in unfinished
        ]
        print_json({"models": [_as_json(*row) for row in rows], "unfinished": begun})
        return
    print_table(_HEADER, [_row(*row) for row in rows])
    for entry in entries:
        if entry.error is not None:
            print(f"\n{entry.name}: {error_text(entry.error)}")
    for u in unfinished:
        print(f"\n{u.remote.file}: {size(u.done)} of {size(u.remote.size)} fetched so far")


def _row(entry: Entry, choice: Choice | None) -> tuple[str, ...]:
    facts = entry.facts
    return (
        entry.name if entry.error is None else f"{entry.name} (!)",
        size(facts.file_bytes),
        f"{size(choice.parts.total)} at {count(choice.options.n_ctx)}" if choice else "?",
        _FITS[choice.fit] if choice else "?",
        facts.quantisation or "?",
        facts.architecture or "?",
        count(facts.context_length) if facts.context_length else "?",
        facts.licence or "?",
        entry.source.value,
        entry.path,
    )


def _as_json(entry: Entry, choice: Choice | None) -> dict[str, Any]:
    need = None
    if choice is not None:
        how = choice.options
        need = {
            "predicted_bytes": choice.parts.total,
            "fit": choice.fit.value,
            "context": how.n_ctx,
            "cache_type": how.cache_type.value,
        }
    return {**as_json(entry), "memory": need}


def _elsewhere(*, as_json: bool) -> None:
    known = [entry.path for entry in bootstrap.build_library().entries()]
    offers = still_to_offer(bootstrap.models_elsewhere(), known)
    if as_json:
        print_json(
            {
                "models": [
                    {"name": o.name, "bytes": o.file_bytes, "program": o.program, "path": o.path}
                    for o in offers
                ]
            }
        )
    elif offers:
        rows = [(o.name, size(o.file_bytes), o.program, o.path) for o in offers]
        print_table(("NAME", "SIZE", "SOURCE", "FILE"), rows)
        print('\n"desktop-lm models import FILE" adds one; it stays where it is.')
    else:
        print("No models of other programs were found that are not in the list already.")
