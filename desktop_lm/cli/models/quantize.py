"""``desktop-lm models quantize``: a smaller file from a larger one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli.error_text import error_text
from desktop_lm.cli.models import named
from desktop_lm.cli.models.bench_table import as_json, print_figures
from desktop_lm.cli.models.memory_need import guest_engines
from desktop_lm.cli.models.progress import ProgressLine
from desktop_lm.cli.models.show import print_json
from desktop_lm.cli.models.weight_type import weight_type
from desktop_lm.cli.units import size
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.model_files.bench_plan import bench_plan
from desktop_lm.jobs.model_files.model_bench import ModelFigures, bench_models
from desktop_lm.jobs.model_files.quantise import QuantiseOrder, QuantiseResult, quantise
from desktop_lm.messages import WeightType
from desktop_lm.models.library.entry import Source
from desktop_lm.models.model_name import quantised_name


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``quantize``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "quantize", help="make a smaller file with fewer bits a weight"
    )
    parser.add_argument("source", metavar="SOURCE", help=named.HELP)
    parser.add_argument(
        "--type",
        type=weight_type,
        required=True,
        metavar="TYPE",
        help=f"one of {', '.join(kind.value for kind in WeightType)}",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="default: in the program's models folder"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace a file that exists")
    parser.add_argument(
        "--requantize", action="store_true", help="take a source that is quantised already"
    )
    parser.add_argument(
        "--larger", action="store_true", help="also make a file that is no smaller than its source"
    )
    parser.add_argument(
        "--imatrix",
        type=Path,
        metavar="FILE",
        help="how much each input matters, as a GGUF file of llama.cpp's imatrix tool",
    )
    parser.add_argument(
        "--no-compare", action="store_true", help="do not measure the files before and after"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Make the file, tell of it, and measure it beside its source."""
    order = _order(options)
    with ProgressLine() as line:
        result = quantise(order, bootstrap.start_engine, Stop(), line.show)
    bootstrap.build_library().add(result.target, Source.MADE)
    if not options.json:
        _print_made(order, result)
    figures = () if options.no_compare else _compared_if_there_is_room(result)
    if options.json:
        compared = {"compared": as_json(figures)} if figures else {}
        print_json({**_as_json(result), **compared})
    elif figures:
        print()
        print_figures(figures)
    return 0


def _print_made(order: QuantiseOrder, result: QuantiseResult) -> None:
    """At once: the comparison takes a while, and may be broken off."""
    print(f"{result.target}: {size(result.file_bytes)}, made from {size(result.source_bytes)}")
    if result.fallbacks:
        print(f"tensors of a similar type, because {order.type} does not fit: {result.fallbacks}")
    sys.stdout.flush()


def _compared_if_there_is_room(result: QuantiseResult) -> tuple[ModelFigures, ...]:
    """The file was made all the same, and is told of."""
    try:
        return _compared(result)
    except AppError as error:
        if error.code is not Code.MODEL_TOO_LARGE:
            raise
        print(f"Not compared: {error_text(error)}", file=sys.stderr)
        return ()


def _compared(result: QuantiseResult) -> tuple[ModelFigures, ...]:
    with ProgressLine() as line:
        return bench_models(
            (result.source, result.target),
            bench_plan(bootstrap.default_threads()),
            guest_engines(),
            Stop(),
            line.show,
        )


def _order(options: argparse.Namespace) -> QuantiseOrder:
    folder = bootstrap.build_library().folder
    if options.out is None:
        folder.mkdir(parents=True, exist_ok=True)
    source = Path(named.file_of(options.source)).absolute()
    name = quantised_name(str(source), options.type.value)
    return QuantiseOrder(
        source=source,
        target=(options.out or folder / name).absolute(),
        type=options.type,
        allow_requantise=options.requantize,
        allow_larger=options.larger,
        overwrite=options.overwrite,
        n_threads=bootstrap.default_threads(),
        importance=options.imatrix.absolute() if options.imatrix else None,
    )


def _as_json(result: QuantiseResult) -> dict[str, Any]:
    return {
        "path": str(result.target),
        "bytes": result.file_bytes,
        "source_bytes": result.source_bytes,
        "fallbacks": result.fallbacks,
    }
