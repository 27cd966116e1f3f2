"""Teaching on the command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from desktop_lm import bootstrap
from desktop_lm.child_command import child_environment
from desktop_lm.cli.command import main
from tests.jobs.test_teaching import taught

PATIENCE = 60.0  # seconds; only a failing test waits this long


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_says_that_nothing_was_taught(tmp_path: Path) -> None:
    rows = [f"The room number {n} was {'nice' if n % 2 else 'bad'},{n % 2}" for n in range(1000)]
    table = tmp_path / "rows.csv"
    table.write_text("\n".join(["text,label", *rows]), "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "desktop_lm", "teach", "rooms", "--file", str(table)],
        stderr=subprocess.PIPE,
        env=child_environment(os.environ),
    )
    program, pause = psutil.Process(process.pid), threading.Event()
    while not program.children() and process.poll() is None:  # the engine reads from then on
        pause.wait(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (130, b"desktop-lm: stopped; nothing was taught.\n")


def test_what_was_taught_is_replaced_only_where_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = bootstrap.profiles().save(taught("rooms"))
    before = kept.read_bytes()
    table = tmp_path / "rows.csv"
    table.write_text("text,label\nThe room was nice,good\n", "utf-8")
    command = ["teach", "rooms", "--file", str(table)]

    assert main(command) == 1
    assert 'there is a profile "rooms" already' in capsys.readouterr().err
    assert main([*command, "--force"]) == 1
    assert "labelled rows: 1" in capsys.readouterr().err  # of the name nothing is said any more
    assert kept.read_bytes() == before
