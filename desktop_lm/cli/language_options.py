"""Options for a pair of languages, each of which may be left out."""

from __future__ import annotations

import argparse

from desktop_lm.tasks.language.languages import BY_CODE


def add_languages(parser: argparse.ArgumentParser, *, otherwise: str) -> None:
    """Add ``--from`` and ``--to``; ``otherwise`` tells in the help what holds without one."""
    for flag, name in (("--from", "source"), ("--to", "target")):
        parser.add_argument(
            flag,
            dest=name,
            default="",
            choices=sorted(BY_CODE),
            metavar="LANGUAGE",
            help=f"a code such as en or fr (default: {otherwise})",
        )
