"""``desktop-lm generate``: what can be said of an answer beforehand."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop_lm.cli import numbers, replay, templates
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Sampling
from desktop_lm.tasks.prompt.answer_settings import ANY_JSON, LONGEST_STOP, PRESETS
from desktop_lm.tasks.prompt.prompt import PromptInput, checked_sampling
from desktop_lm.tasks.text.clean_text import has_half

_PLAIN = Sampling()


def add_options(command: argparse.ArgumentParser) -> None:
    """Add them to the command."""
    command.add_argument(
        "text",
        metavar="TEXT",
        nargs="?",
        help="the prompt, or the text of a template; - reads standard input",
    )
    templates.add_options(command)
    replay.add_options(command)
    command.add_argument("--system", default="", help="instructions the model keeps to")
    command.add_argument(
        "--max-tokens", type=numbers.positive, default=512, help="longest answer (default 512)"
    )
    command.add_argument("--seed", type=int, default=0, help="same seed, same answer (default 0)")
    command.add_argument(
        "--preset", choices=sorted(PRESETS), help="how words are chosen; what is named besides wins"
    )
    for flag, kind, help_text in (
        ("--temperature", numbers.temperature, "0 is the likeliest (default %g)"),
        ("--top-k", int, "only the likeliest so many tokens; 0 is all (default %d)"),
        ("--top-p", numbers.between(0, 1), "only tokens that make up this share (default %g)"),
        ("--min-p", numbers.between(0, 1), "only this share of the likeliest (default %g)"),
        ("--repeat-penalty", numbers.between(0.5, 3), "1 lets words come again (default %g)"),
    ):
        name = _field(flag)
        command.add_argument(
            flag, dest=name, type=kind, metavar="NUMBER", help=help_text % getattr(_PLAIN, name)
        )
    command.add_argument(
        "--stop",
        action="append",
        default=[],
        type=_stop,
        metavar="TEXT",
        help="end before this text (repeat)",
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument(
        "--json-schema", metavar="FILE", help="answer in JSON that keeps to this schema"
    )
    form.add_argument("--json-answer", action="store_true", help="answer in JSON of any shape")
    form.add_argument("--grammar", metavar="FILE", help="answer that keeps to this GBNF grammar")
    command.set_defaults(usage_error=command.error)


def check(options: argparse.Namespace) -> None:
    """End with a word on usage where the arguments do not go together. Raises TARGET_EXISTS."""
    asked = (options.text is not None, options.template, options.values)
    if options.receipt and (any(asked) or options.write_receipt):
        options.usage_error(
            "--receipt has a prompt of its own: no TEXT, --template, --set or --write-receipt goes "
            "with it"
        )
    if options.values and not options.template:
        options.usage_error("--set goes with --template")
    if not any((*asked, options.list_templates, options.receipt)):
        options.usage_error("generate takes a text, --template or --receipt")
    replay.check_target(options)


def prompt_input(options: argparse.Namespace) -> PromptInput:
    """What is asked for. Raises AppError: FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, and what is
    wrong with a schema or a grammar."""
    named = {
        name: getattr(options, name)
        for name in ("temperature", "top_k", "top_p", "min_p", "repeat_penalty")
        if getattr(options, name) is not None
    }
    values: dict[str, Any] = {**PRESETS.get(options.preset or "", {}), **named}
    sampling = replace(_PLAIN, seed=options.seed, **values)
    if options.grammar:
        sampling = replace(sampling, grammar=_content(options.grammar))
    schema = ANY_JSON if options.json_answer else ""
    given = PromptInput(
        text=templates.prompt_text(options),
        system=options.system,
        sampling=sampling,
        max_tokens=options.max_tokens,
        stop=tuple(options.stop),
        schema=_content(options.json_schema) if options.json_schema else schema,
        all_threads=options.write_receipt is not None,
    )
    checked_sampling(given)  # before a model is loaded for it
    return given


def _content(name: str) -> str:
    try:
        content = Path(name).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise AppError(Code.FILE_MISSING, path=name) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=name, reason=reason) from error
    except ValueError as error:
        raise AppError(Code.FILE_UNREADABLE, path=name, reason=str(error)) from error
    if not content.strip():  # it would count as none asked for
        raise AppError(Code.FILE_EMPTY, path=name)
    return content


def _stop(text: str) -> str:
    if not 0 < len(text) <= LONGEST_STOP:
        raise argparse.ArgumentTypeError(f"must have 1 to {LONGEST_STOP} characters")
    if has_half(text):
        raise argparse.ArgumentTypeError("must be text in UTF-8")
    return text


def _field(flag: str) -> str:
    return flag.removeprefix("--").replace("-", "_")
