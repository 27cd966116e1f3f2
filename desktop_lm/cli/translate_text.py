"""``desktop-lm translate TEXT``: a text on the command line, with what is remembered of it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import replace

from desktop_lm import bootstrap, paths
from desktop_lm.cli import output, translation_model
from desktop_lm.cli.output import say_error
from desktop_lm.cli.session import Interrupted, Session
from desktop_lm.jobs.translation.remembered import Made, Remembered, open_memory
from desktop_lm.tasks.task import LoadedModel
from desktop_lm.tasks.translation.known import NOTHING_KNOWN
from desktop_lm.tasks.translation.one_text import TranslationInput, TranslationTask
from desktop_lm.tasks.translation.prompt import Direction
from desktop_lm.tasks.translation.requests import GREEDY
from desktop_lm.tasks.translation.updates import SegmentDone, TranslationResult

OWNER = "translation"
_OK, _INTERRUPTED = 0, 130


def run(options: argparse.Namespace, given: TranslationInput) -> int:
    """Translate and print; 0, or 130 after Ctrl+C. Raises AppError."""
    printer = output.for_command("translate", as_json=options.json)
    # What was left to chance, or cut short, is nothing to remember.
    may_remember = given.sampling == GREEDY and not given.max_tokens and not options.no_memory
    memory = open_memory(paths.translation_memory_file(), say_error) if may_remember else None
    done: list[SegmentDone] = []

    def show(update: object) -> None:
        printer.update(update)
        if isinstance(update, SegmentDone):
            done.append(update)

    with (
        closing(memory) if memory else nullcontext(),
        Session(bootstrap.build_runner()) as session,
    ):
        try:
            # For this command, because the window's settings may name another for its task.
            path = translation_model.open_for(
                session, OWNER, options.model, given.source, given.target
            )
            remembered = None
            if memory is not None and (model := bootstrap.model_sha256(path)):
                direction = Direction(given.source, given.target, given.style)
                remembered = Remembered(
                    memory, model, direction, given.beams, given.glossary, say_error
                )
            whole = replace(given, known=remembered or NOTHING_KNOWN)

            def make(loaded: LoadedModel) -> TranslationTask:
                return TranslationTask(loaded, whole)

            result = session.run(OWNER, make, show)
        except Interrupted as stopped:
            printer.finish(stopped.result)
            return _INTERRUPTED
        except output.JobFailed as failed:
            printer.finish(failed.result)
            raise failed.error from None
        if remembered is not None and isinstance(result, TranslationResult):
            _keep(remembered, done, result)
    printer.finish(result)
    return _OK


def _keep(remembered: Remembered, done: Sequence[SegmentDone], result: TranslationResult) -> None:
    pairs = result.segments
    remembered.keep(
        Made(pairs[each.index].source, pairs[each.index].target, each.findings)
        for each in done
        if not each.known and each.index < len(pairs)
    )
