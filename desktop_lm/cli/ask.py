"""``desktop-lm ask``: a question about files, or a summary of them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from desktop_lm import bootstrap
from desktop_lm.cli import output, replay
from desktop_lm.cli.numbers import positive, temperature
from desktop_lm.cli.session import Interrupted, Session
from desktop_lm.cli.text_argument import text_of
from desktop_lm.cli.units import counted
from desktop_lm.jobs.sources import source_of
from desktop_lm.messages import Sampling
from desktop_lm.tasks.answering import answer_task
from desktop_lm.tasks.document.question import SourcesRead
from desktop_lm.tasks.document.summary import PartBegun, SentencesDoubted
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptResult, TextAdded
from desktop_lm.tasks.source import Passage, Source

_OK, _INTERRUPTED = 0, 130
_OWNER = "prompt"
_SUMMARISE = "Summarise this text."


def add(commands: Any) -> None:
    """Add the command."""
    command = commands.add_parser("ask", help="ask about files: txt, md, docx, odt, pdf, csv, html")
    command.add_argument(
        "question", metavar="QUESTION", nargs="?", default="", help="- reads standard input"
    )
    command.add_argument(
        "--file",
        action="append",
        required=True,
        metavar="FILE",
        help="what is asked about (repeat); - is a text on standard input",
    )
    command.add_argument("--summary", action="store_true", help="summarise, part by part if long")
    command.add_argument("--seed", type=int, default=0, help="same seed, same answer (default 0)")
    command.add_argument(
        "--temperature", type=temperature, default=0.0, help="0 is the likeliest (default 0)"
    )
    command.add_argument(
        "--max-tokens", type=positive, default=512, help="longest answer (default 512)"
    )
    command.add_argument("--model", metavar="FILE", help="a GGUF file (default: the starter model)")
    command.add_argument("--json", action="store_true", help="print one JSON object at the end")
    replay.add_write_option(command)
    command.set_defaults(usage_error=command.error)


def run(options: argparse.Namespace) -> int:
    """Read the files, then ask. Raises AppError."""
    if not options.question and not options.summary:
        options.usage_error("a QUESTION is needed, or --summary")
    if options.question == "-" and "-" in options.file:
        options.usage_error("standard input is one text: the question or a file")
    replay.check_target(options)
    given = PromptInput(
        text=text_of(options.question) if options.question else _SUMMARISE,
        sampling=Sampling(temperature=options.temperature, seed=options.seed),
        max_tokens=options.max_tokens,
        sources=tuple(_source(name) for name in options.file),
        summarise=options.summary,
        all_threads=options.write_receipt is not None,
    )
    printer = _Printer(given.sources, as_json=options.json)
    with Session(bootstrap.build_runner()) as session:
        try:
            session.open_model(options.model or bootstrap.starter_model(), _OWNER)
            result = session.run(_OWNER, lambda model: answer_task(model, given), printer.update)
        except Interrupted as stopped:
            printer.finish(stopped.result)
            return _INTERRUPTED
        except output.JobFailed as failed:
            printer.finish(failed.result)
            raise failed.error from None
    printer.finish(result)
    if options.write_receipt:
        replay.write(options.write_receipt, result)
    return _OK


def _source(name: str) -> Source:
    if name == "-":
        return Source("-", text_of(name))
    return source_of(bootstrap.document_reader().read(Path(name)), Path(name).name)


class _Printer:
    """The answer as it comes, then the passages it rests on; or one object at the end."""

    def __init__(self, sources: tuple[Source, ...], *, as_json: bool) -> None:
        self._sources = sources
        self._as_json = as_json
        self._answer = output.for_command("ask", as_json=False)
        self._read: SourcesRead | None = None
        self._parts = self._doubted = 0

    def update(self, update: object) -> None:
        if isinstance(update, SourcesRead):
            self._read = update
        elif isinstance(update, SentencesDoubted):
            self._doubted = update.count
        elif isinstance(update, PartBegun):
            if update.level == 0:
                self._parts = update.total
            _say(f"reading part {update.number} of {update.total}")
        elif not (self._as_json and isinstance(update, TextAdded)):
            self._answer.update(update)

    def finish(self, result: object) -> None:
        if not isinstance(result, PromptResult):
            return
        if self._as_json:
            print(json.dumps(self._object(result), ensure_ascii=False))
            return
        self._answer.finish(result)
        if self._doubted:
            said = counted(self._doubted, "sentence marked (?) says", "sentences marked (?) say")
            _say(f"{said} what the text does not")
        read = self._read
        if read is None or read.whole:
            return
        print()
        for number, passage in enumerate(read.passages, start=1):
            print(f"[{number}] {place_of(passage, self._sources)}")
        if read.sentences:
            of_all = counted(read.total, "sentence, as it stands", "sentences, as they stand")
            _say(
                f"{len(read.passages)} of {of_all} in the text: this model is too small to write a "
                "summary one can rely on"
            )
        else:
            of_all = counted(read.total, "passage was", "passages were")
            _say(f"{len(read.passages)} of {of_all} read")

    def _object(self, result: PromptResult) -> dict[str, Any]:
        read = self._read
        passages = [
            {"number": number, "place": place_of(passage, self._sources), "text": passage.text}
            for number, passage in enumerate(read.passages if read else (), start=1)
        ]
        return {
            "text": result.text,
            "tokens": result.tokens,
            "tokens_per_second": round(result.tokens_per_second, 2),
            "stop_reason": result.stop_reason.value,
            "files": [source.name for source in self._sources],
            "whole": read.whole if read else self._parts == 0,
            "passages": passages,
            "passages_in_all": read.total if read else 0,
            "parts": self._parts,
            "sentences_of_the_text": bool(read and read.sentences),
            "sentences_doubted": self._doubted,
        }


def place_of(passage: Passage, sources: tuple[Source, ...]) -> str:
    """Where a passage stands: ``report.pdf, page 3``."""
    source = sources[passage.source]
    place = source.place_at(passage.start)
    return f"{source.name}, {place.unit} {place.number}" if place else source.name


def _say(words: str) -> None:
    print(f"desktop-lm: {words}", file=sys.stderr)
