"""``desktop-lm generate --receipt FILE``: the same answer again, and whether it is the same."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from desktop_lm import bootstrap, paths
from desktop_lm.cli.output import JobFailed
from desktop_lm.cli.session import Interrupted, Session
from desktop_lm.cli.units import counted
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.history import receipts
from desktop_lm.messages import LoadOptions
from desktop_lm.tasks.prompt.prompt import PromptResult, TextAdded
from desktop_lm.tasks.prompt.receipt import (
    Difference,
    Receipt,
    differences,
    requests_of,
    same_tokens,
)
from desktop_lm.tasks.prompt.replay import ReplayTask

SAME, DIFFERENT, INTERRUPTED = 0, 1, 130
_NAMES = {
    "model": "the model file (SHA-256)",
    "engine": "the engine's build",
    "processor": "the processor",
    "n_ctx": "the context",
    "n_batch": "the batch size",
    "n_threads": "the number of threads",
    "cache_type": "the cache's type",
    "mapped": "mapped weights",
    "repacked": "repacked weights",
    "prompt": "the prompt's tokens",
    "batches": "the batches the prompt was read in",
    "restored": "the part of the prompt that came from a file",
    "threads": "the threads in use",
    "alone": "being alone in the context",
    "answer": "the answer's tokens",
}


def add_options(command: argparse.ArgumentParser) -> None:
    """Add them to ``generate``."""
    add_write_option(command)
    command.add_argument(
        "--receipt", type=Path, metavar="FILE", help="run an answer again and compare its tokens"
    )


def add_write_option(command: argparse.ArgumentParser) -> None:
    """Add what keeps a receipt to a command that answers."""
    command.add_argument(
        "--write-receipt", type=Path, metavar="FILE", help="keep how the answer came to be"
    )
    command.add_argument(
        "--overwrite", action="store_true", help="replace a receipt's file that exists"
    )


def check_target(options: argparse.Namespace) -> None:
    """Before anything is answered. Raises TARGET_EXISTS for a file that is not to be lost."""
    target: Path | None = options.write_receipt
    if target is not None and not options.overwrite and target.exists():
        raise AppError(Code.TARGET_EXISTS, path=str(target))


def write(path: Path, result: object) -> None:
    """Keep the receipt of an answer. Raises WRITE_FAILED."""
    if isinstance(result, PromptResult) and result.receipt is not None:
        receipts.write(path, receipts.kept(result.receipt, paths.saved_states_dir()))


def run(options: argparse.Namespace) -> int:
    """Run the answer of a receipt again; 0 where all its tokens came again. Raises AppError."""
    then = receipts.read(options.receipt)
    model = options.model or _model_of(then)
    with Session(bootstrap.build_runner(options=_load_options(then))) as session:
        try:
            session.open_model(model, "prompt")
            update = _quiet if options.json else _print_text
            made = session.run("prompt", lambda loaded: ReplayTask(loaded, then), update)
        except Interrupted:
            return INTERRUPTED
        except JobFailed as failed:
            raise failed.error from None
    if not isinstance(made, Receipt):
        raise AppError(Code.INTERNAL, reason="no receipt came")
    now = receipts.kept(made, paths.saved_states_dir())
    found = differences(then, now)
    if options.json:
        print(json.dumps(_as_json(then, now, found), ensure_ascii=False))
    else:
        _tell(then, now, found)
    return SAME if same_tokens(then, now) else DIFFERENT


def _model_of(receipt: Receipt) -> str:
    """The file the receipt names, or the starter model where it is that one elsewhere."""
    if Path(receipt.model.file).is_file():
        return receipt.model.file
    starter = paths.starter_model()
    if starter is not None and starter.name == Path(receipt.model.file).name:
        return bootstrap.starter_model()
    raise AppError(Code.FILE_MISSING, path=receipt.model.file)


def _load_options(receipt: Receipt) -> LoadOptions:
    first = requests_of(receipt)[0]
    then, threads = first.circumstances, first.trace.threads
    return LoadOptions(
        n_ctx=max(1, then.n_ctx),
        cache_type=then.cache_type,
        mapped=then.mapped,
        repacked=then.repacked,
        n_threads=threads[0] if len(threads) == 1 else max(1, then.n_threads),
        n_batch=max(1, then.n_batch),
    )


def _quiet(_update: object) -> None:
    """The one object at the end says it all."""


def _print_text(update: object) -> None:
    if isinstance(update, TextAdded):
        sys.stdout.write(update.text)
        sys.stdout.flush()


def _tell(then: Receipt, now: Receipt, found: tuple[Difference, ...]) -> None:
    print()
    if same_tokens(then, now):
        tokens = sum(len(each.token_ids) for each in requests_of(now))
        print(f"desktop-lm: the same {counted(tokens, 'token', 'tokens')} came.", file=sys.stderr)
    else:
        print("desktop-lm: other tokens came than the receipt has.", file=sys.stderr)
    for each in found:
        name = _NAMES.get(each.what, each.what)
        print(f"desktop-lm: {name} was {each.then or '?'}, is {each.now or '?'}.", file=sys.stderr)


def _as_json(then: Receipt, now: Receipt, found: tuple[Difference, ...]) -> dict[str, Any]:
    return {
        "same": same_tokens(then, now),
        "text": "\n\n".join(each.text for each in requests_of(now)),
        "tokens": sum(len(each.token_ids) for each in requests_of(now)),
        "differences": [{"what": each.what, "then": each.then, "now": each.now} for each in found],
    }
