"""Translates a file with the scripted engine, a line of output for each chunk that is on the disk.

``python -m tests.support.file_translation_child SOURCE TARGET SCRIPT``; it goes on with a run that
is there, and prints the report at the end.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

from desktop_lm import bootstrap, paths
from desktop_lm.cli.session import Session
from desktop_lm.cli.translate_file import OWNER, work
from desktop_lm.jobs.translation.file.beginning import begin
from desktop_lm.jobs.translation.file.order import FileOrder, held
from desktop_lm.jobs.translation.file.translating import FileTranslating, Progress
from desktop_lm.jobs.translation.file.writing import write
from desktop_lm.jobs.translation.remembered import Remembered
from desktop_lm.storage.settings import Settings
from desktop_lm.storage.translations.translation_memory import TranslationMemory


def main(source: str, target: str, script: str) -> None:
    order = FileOrder(Path(source), Path(target), "en", "fr", model=script, resume=True)
    with (
        held(order),
        closing(begin(order)) as run,
        closing(TranslationMemory(paths.translation_memory_file())) as memory,
    ):
        remembered = Remembered(memory, order.model, order.direction)
        with Session(bootstrap.build_runner(scripted=True, settings=Settings())) as session:
            session.open_model(script, OWNER)
            work(session, FileTranslating(run, order, remembered), tell)
        print(json.dumps(write(order, run).to_json()), flush=True)


def tell(progress: Progress) -> None:
    print(progress.counts.done, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
