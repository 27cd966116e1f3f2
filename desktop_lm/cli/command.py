"""The commands: arguments in, an exit status out."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import Any

from desktop_lm import __version__, bootstrap
from desktop_lm.cli import (
    ask,
    generate,
    numbers,
    output,
    replay,
    sentiment_table,
    streams,
    teach,
    templates,
    translate,
)
from desktop_lm.cli.glossaries import command as glossaries_command
from desktop_lm.cli.history import command as history_command
from desktop_lm.cli.models import command as models_command
from desktop_lm.cli.session import Interrupted, Session
from desktop_lm.cli.subcommands import run_command
from desktop_lm.cli.text_argument import text_of
from desktop_lm.cli.translations import command as translations_command
from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.prompt.prompt import PromptTask
from desktop_lm.tasks.sentiment.method import Mode
from desktop_lm.tasks.sentiment.one_text import SentimentInput, SentimentTask
from desktop_lm.tasks.task import LoadedModel, Task

OK, FAILED, INTERRUPTED = 0, 1, 130  # argparse itself ends with 2 for wrong usage

COMMANDS = (
    *("generate", "ask", "sentiment", "teach", "profiles", "translate", "translations"),
    *("glossaries", "models", "history"),
)

Factory = Callable[[LoadedModel], Task]


def main(arguments: Sequence[str]) -> int:
    """Run a command; 0, 1 for a failed job, 2 for wrong usage, 130 after Ctrl+C."""
    streams.prepare()
    try:
        try:
            return _checked(arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has gone; nothing is left to say
        streams.let_go()
        return FAILED
    except OSError as error:  # all that is known of files was made a sentence before
        with contextlib.suppress(OSError):
            output.say_error(_of_the_system(error))
        streams.let_go()
        return FAILED


def _checked(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        if check := _CHECKS.get(options.command):
            check(options)
        return _run(options)
    except AppError as error:
        output.say_error(error)
        return FAILED
    except KeyboardInterrupt:  # before there was a job to stop
        return INTERRUPTED


def _of_the_system(error: OSError) -> AppError:
    if error.filename is None:
        reason = error.strerror or str(error)
        return AppError(Code.WRITE_FAILED, path="the output", reason=reason)
    return AppError(Code.INTERNAL, reason=str(error))


def _run(options: argparse.Namespace) -> int:
    if other := _without_task(options):
        return other(options)
    factory = _factory(options)
    printer = output.for_command(options.command, as_json=options.json)
    with Session(bootstrap.build_runner()) as session:
        try:
            # For this command, because the window's settings may name another for its task.
            session.open_model(options.model or bootstrap.starter_model(), options.command)
            result = session.run(options.command, factory, printer.update)
        except Interrupted as stopped:
            printer.finish(stopped.result)
            return INTERRUPTED
        except output.JobFailed as failed:
            printer.finish(failed.result)
            raise failed.error from None
    printer.finish(result)
    if options.command == "generate" and options.write_receipt:
        replay.write(options.write_receipt, result)
    return OK


def _without_task(options: argparse.Namespace) -> Callable[[argparse.Namespace], int] | None:
    """What runs a command that is more, or less, than one task; None for the others."""
    if options.command == "sentiment" and options.file:
        return sentiment_table.run
    if options.command == "generate" and options.receipt:
        return replay.run
    if options.command == "generate" and options.list_templates:
        return templates.list_templates
    return _OWN_WAYS.get(options.command)


def _factory(options: argparse.Namespace) -> Factory:
    if options.command == "generate":
        prompt = generate.prompt_input(options)
        return lambda model: PromptTask(model, prompt)
    texts = SentimentInput(
        tuple(text_of(text) for text in options.text),
        mode=Mode(options.mode),
        profile=sentiment_table.profile_of(options, options.model or bootstrap.starter_model()),
    )
    return lambda model: SentimentTask(model, texts)


# Whether the arguments of a command go together.
_CHECKS: dict[str, Callable[[argparse.Namespace], None]] = {
    "generate": generate.check,
    "sentiment": sentiment_table.check,
    "translate": translate.check,
}
# Commands that print by themselves.
_OWN_WAYS: dict[str, Callable[[argparse.Namespace], int]] = {
    "ask": ask.run,
    "glossaries": run_command,
    "history": run_command,
    "models": run_command,
    "profiles": teach.run_profiles,
    "teach": teach.run_teach,
    "translate": translate.run,
    "translations": run_command,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="desktop-lm",
        description="Writes, judges and translates text with a language model on this computer. "
        "Without a command it opens the window.",
        epilog="desktop-lm bench measures this program on this computer, desktop-lm --smoke does "
        "the three tasks once.",
    )
    parser.add_argument("--version", action="version", version=f"desktop-lm {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (
        _add_generate,
        ask.add,
        _add_sentiment,
        teach.add,
        translate.add,
        translations_command.add,
        glossaries_command.add,
        models_command.add,
        history_command.add,
    ):
        add(commands)
    return parser


def _add_generate(commands: Any) -> None:
    command = commands.add_parser("generate", help="answer a prompt")
    generate.add_options(command)
    _add_common(command)


def _add_sentiment(commands: Any) -> None:
    command = commands.add_parser("sentiment", help="positive, neutral or negative?")
    command.add_argument("text", metavar="TEXT", nargs="*", help="- reads standard input")
    command.add_argument(
        "--mode",
        choices=[mode.value for mode in Mode],
        default=Mode.FAST.value,
        help="fast reads a text once, thorough twice (default: fast)",
    )
    command.add_argument("--profile", metavar="NAME", help="judge by what you taught: see teach")
    sentiment_table.add_options(command)
    # So that one set of options goes with every command; labels are scored, nothing is sampled.
    for flag, kind in (
        ("--seed", int),
        ("--temperature", numbers.temperature),
        ("--max-tokens", int),
    ):
        command.add_argument(flag, type=kind, help=argparse.SUPPRESS)
    _add_common(command)


def _add_common(command: argparse.ArgumentParser, default: str = "the starter model") -> None:
    command.add_argument("--model", metavar="FILE", help=f"a GGUF file (default: {default})")
    command.add_argument("--json", action="store_true", help="print one JSON object at the end")
