"""Judges a table with the scripted engine, a line of output for each chunk that is on the disk.

``python -m tests.support.table_child SOURCE TARGET SCRIPT``; it goes on with a run that is there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop_lm import bootstrap
from desktop_lm.cli.sentiment_table import OWNER, judge
from desktop_lm.cli.session import Session
from desktop_lm.jobs.sentiment.table_run import RunOrder, begin
from desktop_lm.jobs.sentiment.table_scoring import Progress, TableScoring
from desktop_lm.storage.settings import Settings
from desktop_lm.tables.export import Head, write


def main(source: str, target: str, script: str) -> None:
    order = RunOrder(Path(source), Path(target), resume=True)
    run = begin(order)
    with Session(bootstrap.build_runner(scripted=True, settings=Settings())) as session:
        session.open_model(script, OWNER)
        judge(session, TableScoring(run), tell)
    write(order.target, Head(run.about.names, run.about.labels, " ".join), run.rows())
    run.close()


def tell(progress: Progress) -> None:
    print(progress.counts.rows_done, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
