"""``desktop-lm bench``: arguments in, figures out.

The bench's own children come this way too, so little is imported before it is clear who asks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from desktop_lm.bench.figure import Figure

OK, FAILED, INTERRUPTED = 0, 1, 130  # argparse itself ends with 2 for wrong usage
CHILD = "--child"


def main(arguments: Sequence[str]) -> int:
    """Run the measurements; 0, 1 where they could not be made, 2 for wrong usage."""
    if arguments[:1] == [CHILD]:
        return _children()[arguments[1]]()
    options = parser().parse_args(arguments)
    from desktop_lm.bench.answer import BenchFailed
    from desktop_lm.cli.error_text import error_text
    from desktop_lm.cli.output import JobFailed
    from desktop_lm.cli.session import Interrupted
    from desktop_lm.errors import AppError

    try:
        options.run(options)
    except (AppError, JobFailed) as error:
        reason = error.error if isinstance(error, JobFailed) else error
        print(f"desktop-lm: {error_text(reason)}", file=sys.stderr)
        return FAILED
    except BenchFailed as error:
        print(f"desktop-lm: {error}.", file=sys.stderr)
        return FAILED
    except (KeyboardInterrupt, Interrupted):
        return INTERRUPTED
    return OK


def parser() -> argparse.ArgumentParser:
    """What ``desktop-lm bench`` understands."""
    import argparse

    from desktop_lm.bench.plan import PARTS
    from desktop_lm.bench.sentiment import command as sentiment_command
    from desktop_lm.bench.translation import command as translation_command

    result = argparse.ArgumentParser(
        prog="desktop-lm bench",
        description="Measures this program on this computer. Close other programs first: what "
        "they use of the processor is in the figures.",
    )
    commands = result.add_subparsers(dest="command", required=True, metavar="COMMAND")
    engine = commands.add_parser(
        "engine", help="speed against bare llama.cpp, the window's stalls, start and memory"
    )
    engine.add_argument("--model", metavar="FILE", help="a GGUF file (default: the starter model)")
    engine.add_argument("--json", action="store_true", help="print one JSON object")
    engine.add_argument(
        "--quick", action="store_true", help="a few short runs: shows that it works, not how fast"
    )
    engine.add_argument(
        "--threads", type=_positive, metavar="N", help="default: the physical cores"
    )
    engine.add_argument(
        "--pairs", type=_positive, metavar="N", help="runs of each contender (default 7, quick 2)"
    )
    engine.add_argument(
        "--only",
        nargs="+",
        choices=PARTS,
        default=PARTS,
        metavar="PART",
        help=f"measure only some of {', '.join(PARTS)}",
    )
    engine.set_defaults(run=lambda options: _print(options, *_measure(options)))
    sentiment_command.add_parser(commands)
    translation_command.add_parser(commands)
    return result


def _measure(options: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """The figures, and what was around them. Raises AppError, BenchFailed."""
    from dataclasses import asdict, replace

    from desktop_lm import bootstrap
    from desktop_lm.bench import machine, plan
    from desktop_lm.bench.suite import measure
    from desktop_lm.messages import Load, LoadOptions
    from desktop_lm.models import vet

    path = options.model or bootstrap.starter_model()
    vet.vet(path)
    threads = options.threads or bootstrap.default_threads()
    load = Load(0, path, LoadOptions(n_threads=threads))
    chosen = plan.QUICK if options.quick else plan.Plan()
    chosen = replace(chosen, pairs=options.pairs or chosen.pairs, parts=tuple(options.only))
    before = machine.load()
    figures = measure(load, chosen, lambda text: print(f"... {text}", file=sys.stderr))
    return figures, {
        "model": path,
        "threads": threads,
        "n_ctx": load.options.n_ctx,
        "n_batch": load.options.n_batch,
        "quick": options.quick,
        "plan": asdict(chosen),
        "machine": machine.machine(),
        "load_before": before,
        "load_after": machine.load(),
    }


def _print(options: argparse.Namespace, figures: list[Figure], about: dict[str, Any]) -> None:
    import json

    from desktop_lm.bench.report import as_json, table

    if options.json:
        print(json.dumps(as_json(figures, **about)))
        return
    host, load = about["machine"], about["load_before"]
    print(f"{host['processor']}, {host['cores']} cores, {host['system']}")
    print(f"{about['model']}, {about['threads']} threads, {about['plan']['pairs']} pairs")
    average = ", ".join(f"{value:g}" for value in load["load_average"])
    print(f"others used {load['cpu_percent']:g} % of the processor; load average {average}")
    if about["quick"]:
        print("a quick run: these figures say little")
    print()
    print(table(figures))


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        import argparse

        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _children() -> dict[str, Callable[[], int]]:
    """The processes the bench starts of itself, by name."""

    def bare_loop() -> int:
        from desktop_lm.engine.llama import bare_loop

        return bare_loop.main()

    def window() -> int:
        from desktop_lm.ui.bench import streaming

        return streaming.main()

    def empty_window() -> int:
        from desktop_lm.ui.bench import empty_window

        return empty_window.main()

    return {"bare-loop": bare_loop, "window": window, "empty-window": empty_window}
