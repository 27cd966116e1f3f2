"""``desktop-lm bench translate``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

NAME = "translate"


def add_parser(commands: Any) -> None:
    """What ``desktop-lm bench translate`` understands."""
    from desktop_lm.messages import MAX_BEAMS
    from desktop_lm.tasks.language.languages import BY_CODE
    from desktop_lm.tasks.translation.prompt import AS_THE_MODEL_WANTS

    codes = sorted(BY_CODE)
    parser = commands.add_parser(
        NAME, help="how near a model's translations come to people's, and how fast it makes them"
    )
    parser.add_argument("--from", dest="source", required=True, choices=codes, metavar="CODE")
    parser.add_argument("--to", dest="target", required=True, choices=codes, metavar="CODE")
    parser.add_argument(
        "--data",
        required=True,
        type=Path,
        metavar="FILE",
        help="lines of source, tab, reference, or the other way round; several lines of one source "
        "are several references",
    )
    parser.add_argument(
        "--model",
        metavar="FILE",
        help="a GGUF file (default: the built-in translator where it knows the languages, else "
        "the starter model)",
    )
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="read N sources only")
    parser.add_argument(
        "--beams",
        type=int,
        default=AS_THE_MODEL_WANTS,
        choices=range(1, MAX_BEAMS + 1),
        help="the best of so many wordings (default: as the model wants)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure and print. Raises AppError, BenchFailed, JobFailed, Interrupted."""
    from desktop_lm import bootstrap
    from desktop_lm.bench.translation import parallel_text
    from desktop_lm.bench.translation.measure import measure
    from desktop_lm.bench.translation.translator import OWNER, Translator
    from desktop_lm.cli.session import Session
    from desktop_lm.models import vet
    from desktop_lm.tasks.translation.prompt import Direction

    text = parallel_text.read(options.data, options.limit, (options.source, options.target))
    path = options.model or bootstrap.translation_model(options.source, options.target)
    vet.vet(path)
    with Session(bootstrap.build_runner()) as session:
        session.open_model(path, OWNER)
        translator = Translator(session, Direction(options.source, options.target), options.beams)
        outcome = measure(
            translator, text, options.target, lambda line: print(f"... {line}", file=sys.stderr)
        )
    about = {
        "model": path,
        "from": options.source,
        "to": options.target,
        "data": str(options.data),
        "columns_swapped": text.swapped,
    }
    if options.json:
        print(json.dumps({**outcome.to_json(), **about}))
        return
    told = outcome.to_json()
    sureness = told.pop("sureness")
    for key, value in {**about, **told}.items():
        if value is not None:
            print(f"{key:17} {value}")
    print(_sureness_words(sureness))


def _sureness_words(sureness: dict[str, Any]) -> str:
    """What the model's probabilities tell of wrong sentences, a line for each threshold."""
    in_use, below = sureness["in_use"]["threshold"], sureness["wrong_below"]
    lines = [
        f"wrong             {sureness['wrong']:.1%} of the sources, below chrF++ {below:.0f}",
        f"less sure         is the wrong one of a wrong and a right one in {sureness['auc']:.1%}",
        f"{'marked below':>13} {'of all':>7} {'wrong':>7} {'of wrong':>9} {'chrF++':>7}",
    ]
    for one in sureness["thresholds"]:
        used = "  in use" if one["threshold"] == in_use else ""
        lines.append(
            f"{one['threshold']:13} {one['marked']:7.1%} {one['precision']:7.1%}"
            f" {one['recall']:9.1%} {one['chrf']:7.1f}{used}"
        )
    return "\n".join(lines)
