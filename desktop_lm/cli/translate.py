"""``desktop-lm translate``: what it understands."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli import numbers, translate_file, translate_text
from desktop_lm.cli.output import say_error
from desktop_lm.cli.text_argument import text_of
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.translation import glossaries
from desktop_lm.messages import MAX_BEAMS
from desktop_lm.tasks.language.detection import detect
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.tasks.translation.glossary import Glossary
from desktop_lm.tasks.translation.one_text import TranslationInput
from desktop_lm.tasks.translation.prompt import AS_THE_MODEL_WANTS
from desktop_lm.tasks.translation.requests import GREEDY
from desktop_lm.tasks.translation.style import VARIETIES, Formality, Style

AUTO = "auto"
_SURE = 0.5  # of a text's language


def add(commands: Any) -> None:
    """The parser of the command."""
    command = commands.add_parser("translate", help="translate a text, or a file")
    command.add_argument("text", metavar="TEXT", nargs="?", help="the text; - reads standard input")
    command.add_argument(
        "--from",
        dest="source",
        required=True,
        choices=[AUTO, *sorted(BY_CODE)],
        metavar="LANGUAGE",
        help=f"a code such as en or fr, or {AUTO}",
    )
    command.add_argument(
        "--to",
        dest="target",
        required=True,
        choices=sorted(BY_CODE),
        metavar="LANGUAGE",
        help="a code such as en or fr",
    )
    _add_manner(command)
    translate_file.add_options(command)
    command.add_argument("--seed", type=int, default=0, help="same seed, same answer (default 0)")
    command.add_argument(
        "--temperature",
        type=numbers.temperature,
        default=0,
        help="0 is the likeliest (default 0); of a text only",
    )
    command.add_argument(
        "--max-tokens",
        type=numbers.positive,
        default=0,
        help="longest translation of a sentence (default: by the sentence's length)",
    )
    command.add_argument(
        "--model",
        metavar="FILE",
        help="a GGUF file (default: the built-in translator where it knows the languages, else "
        "the starter model)",
    )
    command.add_argument(
        "--no-memory",
        action="store_true",
        help="neither use nor fill the memory of former translations",
    )
    command.add_argument("--json", action="store_true", help="print one JSON object at the end")
    command.set_defaults(usage_error=command.error)


def _add_manner(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--glossary",
        action="append",
        default=[],
        metavar="FILE",
        help="terms as a table of source, target and perhaps a note, or the name of a glossary "
        "(repeat; see glossaries)",
    )
    command.add_argument(
        "--formality",
        choices=[each.value for each in Formality],
        default=Formality.AUTO.value,
        help="how the reader is addressed (default: as the model likes)",
    )
    command.add_argument(
        "--variety", default="", metavar="NAME", help='such as "Brazilian Portuguese"'
    )
    command.add_argument(
        "--beams",
        type=int,
        default=AS_THE_MODEL_WANTS,
        choices=range(1, MAX_BEAMS + 1),
        help="the best of so many wordings: slower and often better (default: as the model wants)",
    )


def check(options: argparse.Namespace) -> None:
    """End with a word on usage where the arguments do not go together."""
    if (options.file is None) == (options.text is None):
        options.usage_error("translate takes either a TEXT or --file")
    if options.file is None and translate_file.is_asked(options):
        options.usage_error("--out and what else is said of files goes with --file")
    if options.file is not None and any((options.seed, options.temperature, options.max_tokens)):
        options.usage_error("--seed, --temperature and --max-tokens go with a TEXT")
    known = VARIETIES.get(options.target, ())
    if options.variety and not known:
        options.usage_error(f"--variety: no varieties of {options.target} are told apart")
    if options.variety and options.variety not in known:
        options.usage_error(f"--variety of {options.target} is one of: {', '.join(known)}")


def run(options: argparse.Namespace) -> int:
    """Translate the text or the file. Raises AppError."""
    if options.file is not None:
        return translate_file.run(options, style_of(options), lambda: glossary_of(options))
    text = text_of(options.text)
    if options.source == AUTO:
        options.source = _language_of(text)
    given = TranslationInput(
        text,
        options.source,
        options.target,
        replace(GREEDY, temperature=options.temperature, seed=options.seed),
        options.max_tokens,
        style=style_of(options),
        beams=options.beams,
        glossary=glossary_of(options),
    )
    return translate_text.run(options, given)


def style_of(options: argparse.Namespace) -> Style:
    """How to address the reader, and which variety to write."""
    return Style(Formality(options.formality), options.variety)


def glossary_of(options: argparse.Namespace) -> Glossary:
    """The terms to keep to: those named, else what is on for the languages."""
    kept = bootstrap.glossaries()
    if not options.glossary:
        return glossaries.in_use(kept, options.source, options.target, say_error)
    return glossaries.named(kept, options.glossary, options.source, options.target)


def _language_of(text: str) -> str:
    found = detect(text)
    if found.confidence < _SURE:
        raise AppError(Code.EMPTY_TEXT if not text.strip() else Code.LANGUAGE_UNCLEAR)
    print(f"desktop-lm: the text is in {BY_CODE[found.language].english}", file=sys.stderr)
    return found.language
