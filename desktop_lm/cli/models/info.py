"""``desktop-lm models info``: a model file, the memory it will take, and what it did take."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli import numbers
from desktop_lm.cli.models import named
from desktop_lm.cli.models.memory_need import memory_limit
from desktop_lm.cli.models.progress import ProgressLine
from desktop_lm.cli.models.show import print_json, print_table
from desktop_lm.cli.units import count, size
from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.model_files.measure_memory import Measured, measure_memory
from desktop_lm.jobs.model_files.room import GuestEngines
from desktop_lm.jobs.pool.estimates import wanted
from desktop_lm.jobs.pool.exact_plan import exact_plan
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.library.describe import describe
from desktop_lm.models.library.entry import Facts
from desktop_lm.models.memory.choose import Choice, Fit, Wanted, choose, fit_of, offers
from desktop_lm.models.model_name import name_of_file
from desktop_lm.models.vet import vet
from desktop_lm.storage import settings
from desktop_lm.storage.memory_record import Comparison
from desktop_lm.storage.settings import Settings

_PERCENT = 100
_PARTS = {
    "weights_mapped": "weights, pages of the file",
    "weights_copied": "weights, copied",
    "cache": "cache of the context",
    "compute": "computing",
    "other": "vocabulary and the rest",
}
_FITS = {
    Fit.FITS: "fits",
    Fit.TIGHT: "fits, but tightly",
    Fit.TOO_BIG: "does not fit",
}


def add(parsers: Any) -> argparse.ArgumentParser:
    """The parser of ``info``."""
    parser: argparse.ArgumentParser = parsers.add_parser(
        "info", help="a file's facts and the memory it takes"
    )
    parser.add_argument("file", metavar="FILE", help=named.HELP)
    parser.add_argument(
        "--context",
        type=numbers.positive,
        metavar="N",
        help="tokens (default: as set, or what fits, up to 4096)",
    )
    parser.add_argument(
        "--cache-type",
        type=CacheType,
        choices=tuple(CacheType),
        metavar="TYPE",
        help="f16, q8_0 or q4_0 (default: as set, or what fits)",
    )
    parser.add_argument(
        "--lean", action="store_true", help="without the copies that make prompts faster"
    )
    parser.add_argument(
        "--not-mapped", action="store_true", help="weights in memory, not pages of the file"
    )
    parser.add_argument(
        "--load", action="store_true", help="load it, use the whole context, and measure"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Print what is asked for. Raises AppError for a file that cannot be used, or is too
    large to be loaded."""
    header = vet(named.file_of(options.file))
    chosen = settings.read(bootstrap.settings_path())
    limit = memory_limit(chosen)
    choice = _plan(header, _wanted(options, chosen), limit)
    measured = _measure(header, choice, limit) if options.load else None
    if options.json:
        print_json(_as_json(header, choice, limit, measured))
    else:
        _print(header, choice, limit, measured)
    return 0


def _wanted(options: argparse.Namespace, chosen: Settings) -> Wanted:
    """What the arguments ask for; the settings where they are silent."""
    by_settings = wanted(LoadOptions(n_threads=bootstrap.default_threads()), chosen)
    base = replace(
        by_settings.base,
        mapped=by_settings.base.mapped and not options.not_mapped,
        repacked=by_settings.base.repacked and not options.lean,
    )
    return Wanted(
        options.context or by_settings.n_ctx, options.cache_type or by_settings.cache_type, base
    )


def _plan(header: GgufHeader, wish: Wanted, limit: int) -> Choice:
    choice = choose(header, limit, wish)
    parts = exact_plan(bootstrap.start_engine, header, choice.options, Stop())
    return replace(choice, parts=parts, fit=fit_of(parts.total, limit))


def _measure(header: GgufHeader, choice: Choice, limit: int) -> Measured:
    engines = GuestEngines(bootstrap.start_engine, limit)
    with ProgressLine() as progress:
        measured = measure_memory(engines, header.path, choice.options, Stop(), progress.show)
    bootstrap.memory_record().add(_comparison(header, choice, measured))
    return measured


def _comparison(header: GgufHeader, choice: Choice, found: Measured) -> Comparison:
    path = str(Path(header.path).absolute())  # as the window calls it
    return Comparison(path, header.file_bytes, choice.options, choice.parts, found.parts)


def _as_json(
    header: GgufHeader, choice: Choice, limit: int, measured: Measured | None
) -> dict[str, Any]:
    facts, how = describe(header), choice.options
    result: dict[str, Any] = {
        "path": header.path,
        "name": name_of_file(header.path),
        "bytes": facts.file_bytes,
        "quantisation": facts.quantisation,
        "architecture": facts.architecture,
        "parameters": facts.parameters,
        "context_length": facts.context_length,
        "licence": facts.licence,
        "context": how.n_ctx,
        "cache_type": how.cache_type.value,
        "mapped": how.mapped,
        "repacked": how.repacked,
        "predicted_bytes": choice.parts.total,
        "predicted": asdict(choice.parts),
        "limit_bytes": limit,
        "fit": choice.fit.value,
        "offers": [_offer_json(offer) for offer in _offers(header, choice, limit)],
    }
    if measured is not None:
        error = _comparison(header, choice, measured).error
        result |= {
            "measured_bytes": measured.parts.total,
            "measured": asdict(measured.parts),
            "measured_tokens": measured.tokens,
            "error_percent": round(error * _PERCENT, 2),
        }
    return result


def _offers(header: GgufHeader, choice: Choice, limit: int) -> tuple[Choice, ...]:
    return offers(header, limit, choice.options) if choice.fit is Fit.TOO_BIG else ()


def _offer_json(offer: Choice) -> dict[str, Any]:
    return {
        "context": offer.options.n_ctx,
        "cache_type": offer.options.cache_type.value,
        "repacked": offer.options.repacked,
        "predicted_bytes": offer.parts.total,
        "fit": offer.fit.value,
    }


def _print(header: GgufHeader, choice: Choice, limit: int, measured: Measured | None) -> None:
    facts = describe(header)
    print(name_of_file(header.path))
    print(_facts_line(facts))
    print(f"\nMemory with a context of {_how(choice.options)}:\n")
    _print_parts(choice.parts, measured)
    print(f"\nIt {_FITS[choice.fit]}: models may take {size(limit)} here now.")
    for offer in _offers(header, choice, limit):
        print(f"  {size(offer.parts.total)} with a context of {_how(offer.options)} would fit.")
    if measured is not None:
        error = _comparison(header, choice, measured).error
        print(f"Predicted {error:+.1%} of what was measured with {count(measured.tokens)} tokens.")


def _facts_line(facts: Facts) -> str:
    said = [
        facts.architecture,
        facts.quantisation,
        size(facts.file_bytes),
        f"{count(facts.context_length)} tokens of context" if facts.context_length else "",
        f"licence {facts.licence}" if facts.licence else "licence not named",
    ]
    return ", ".join(part for part in said if part)


def _how(options: LoadOptions) -> str:
    said = [f"{count(options.n_ctx)} tokens", f"a cache in {options.cache_type.value}"]
    said += [] if options.mapped else ["not mapped"]
    said += [] if options.repacked else ["lean"]
    return ", ".join(said)


def _print_parts(predicted: MemoryParts, measured: Measured | None) -> None:
    taken = measured.parts if measured else None
    names = [*_PARTS.items(), ("total", "all together")]
    rows = [
        (words, size(getattr(predicted, name)), *([size(getattr(taken, name))] if taken else []))
        for name, words in names
    ]
    print_table(("", "PREDICTED", *(["MEASURED"] if taken else [])), rows)
