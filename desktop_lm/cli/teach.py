"""``desktop-lm teach`` and ``profiles``: sentiment with labels and rows of one's own."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.models.progress import ProgressLine
from desktop_lm.cli.models.show import print_json
from desktop_lm.cli.output import JobFailed
from desktop_lm.cli.readable import read_all
from desktop_lm.cli.session import Interrupted, Session
from desktop_lm.cli.units import counted
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.sentiment.profiles import Profile
from desktop_lm.jobs.sentiment.teaching import Lesson, check, lessons, profile_of
from desktop_lm.models.model_name import name_of_file
from desktop_lm.tables.open_table import SUFFIXES, Reading, open_table
from desktop_lm.tasks.sentiment.features import FeaturesTask, Readings, TextsRead

OWNER = "sentiment"
_INTERRUPTED = 130


def add(commands: Any) -> None:
    """The parsers of both commands."""
    command = commands.add_parser(
        "teach", help="teach sentiment your own labels from labelled rows"
    )
    command.add_argument(
        "name", metavar="NAME", help="of the profile, for sentiment --profile NAME"
    )
    command.add_argument(
        "--file",
        type=Path,
        required=True,
        metavar="FILE",
        help=f"20 to 2,000 rows of a text and its label: {', '.join(SUFFIXES)}",
    )
    command.add_argument("--text-column", default="", metavar="NAME", help="default: found out")
    command.add_argument("--label-column", default="", metavar="NAME", help="default: found out")
    command.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        help="whether the first row names the columns (default: found out)",
    )
    command.add_argument("--force", action="store_true", help="replace a profile of that name")
    command.add_argument("--model", metavar="FILE", help="a GGUF file (default: the starter model)")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    profiles = commands.add_parser("profiles", help="list what was taught, or remove it")
    profiles.add_argument("--remove", metavar="NAME")
    profiles.add_argument("--json", action="store_true", help="print one JSON object")


def run_teach(options: argparse.Namespace) -> int:
    """Read the rows, train, keep the profile, and say how good it will be; 130 after Ctrl+C.

    Raises AppError.
    """
    kept = bootstrap.profiles()
    kept.check_name(options.name)
    if kept.has(options.name) and not options.force:
        raise AppError(Code.PROFILE_EXISTS, name=options.name)
    table = open_table(options.file, Reading(header=options.header))
    given = lessons(table, options.text_column, options.label_column)
    check(given)
    model = options.model or bootstrap.starter_model()
    try:
        read = _read(model, given)
    except Interrupted:
        print("desktop-lm: stopped; nothing was taught.", file=sys.stderr)
        return _INTERRUPTED
    except JobFailed as failed:
        raise failed.error from None
    sha256, heads = bootstrap.model_sha256(model), bootstrap.sentiment_heads(model)
    profile = profile_of(options.name, given, read, sha256, name_of_file(model), heads=heads)
    kept.save(profile)
    if options.json:
        print_json(_as_json(profile))
    else:
        _print(profile)
    return 0


def run_profiles(options: argparse.Namespace) -> int:
    """List the profiles, or remove one; 1 where one cannot be read, which is told of. Raises
    AppError."""
    known = bootstrap.profiles()
    if options.remove is not None:
        known.remove(options.remove)
    found, status = read_all(known.names(), known.read)
    if options.json:
        print_json({"profiles": [_as_json(profile) for profile in found]})
    else:
        for profile in found:
            _print(profile)
    return status


def _read(model: str, given: list[Lesson]) -> Readings:
    texts = [lesson.text for lesson in given]
    with ProgressLine() as line, Session(bootstrap.build_runner()) as session:

        def show(update: object) -> None:
            if isinstance(update, TextsRead):
                line.write(f"{update.done} of {counted(update.total, 'reading', 'readings')}")

        session.open_model(model, OWNER)
        read = session.run(OWNER, lambda loaded: FeaturesTask(loaded, texts), show)
    assert isinstance(read, Readings)
    return read


def _as_json(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "labels": list(profile.head.labels),
        "model": profile.model_name,
        "model_sha256": profile.model_sha256,
        "expected": asdict(profile.expected),
    }


def _print(profile: Profile) -> None:
    expected = profile.expected
    print(f"{profile.name}: {', '.join(profile.head.labels)}")
    print(
        f"  taught with {counted(expected.rows, 'row', 'rows')}; of rows it had not seen it got "
        f"{expected.accuracy:.1%} right (parts differ by {expected.spread:.1%})"
    )
    print(f"  naming the commonest label each time: {expected.by_chance:.1%}")
    print(f"  for {profile.model_name} only")
