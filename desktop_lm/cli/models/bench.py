"""``desktop-lm models bench``: what model files cost and give on this machine."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli import numbers
from desktop_lm.cli.models import named
from desktop_lm.cli.models.bench_table import as_json, print_figures
from desktop_lm.cli.models.memory_need import guest_engines
from desktop_lm.cli.models.progress import ProgressLine
from desktop_lm.cli.models.show import print_json
from desktop_lm.cli.models.weight_type import weight_type
from desktop_lm.jobs.background import Advanced, Stop
from desktop_lm.jobs.model_files.bench_plan import bench_plan
from desktop_lm.jobs.model_files.model_bench import bench_models
from desktop_lm.jobs.model_files.quantise import QuantiseOrder, quantise
from desktop_lm.messages import WeightType
from desktop_lm.models.model_name import quantised_name


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``bench``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "bench", help="measure size, memory, speed and perplexity"
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help=named.HELP)
    parser.add_argument(
        "--types",
        type=weight_type,
        nargs="+",
        default=[],
        metavar="TYPE",
        help="make the first file anew as these, measure them too and delete them",
    )
    parser.add_argument(
        "--text", type=Path, metavar="FILE", help="text for the perplexity (default: a short one)"
    )
    parser.add_argument(
        "--runs", type=numbers.positive, default=5, metavar="N", help="runs a file (default 5)"
    )
    parser.add_argument("--quick", action="store_true", help="shows that it works, not how fast")
    return parser


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    plan = bench_plan(bootstrap.default_threads(), options.text, options.runs, quick=options.quick)
    sources = [Path(named.file_of(file)) for file in options.files]
    with ProgressLine() as line, _made(sources[0], options.types, line) as made:
        files = [*sources, *made]
        figures = bench_models(files, plan, guest_engines(), Stop(), line.show)
    if options.json:
        print_json(as_json(figures))
    else:
        print_figures(figures)
    return 0


@contextlib.contextmanager
def _made(source: Path, types: Sequence[WeightType], line: ProgressLine) -> Iterator[list[Path]]:
    """The source as each of the types, for as long as the block lasts."""
    if not types:
        yield []
        return
    library = bootstrap.build_library().folder  # a temporary folder may lie in memory
    library.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=library) as folder:
        made = []
        for kind in types:
            target = Path(folder, quantised_name(str(source), kind.value))
            order = QuantiseOrder(
                source.absolute(),
                target,
                kind,
                allow_requantise=True,
                allow_larger=True,
                n_threads=bootstrap.default_threads(),
            )
            quantise(order, bootstrap.start_engine, Stop(), _labelled(line, target.name))
            made.append(target)
        yield made


def _labelled(line: ProgressLine, name: str) -> Any:
    return lambda step: line.show(Advanced(step.fraction, name))
