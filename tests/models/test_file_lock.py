"""The lock between processes, held by real ones."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop_lm.models.file_lock import AlreadyLocked, FileLock

_HOLD = """
import sys
from pathlib import Path
from desktop_lm.models.file_lock import FileLock
with FileLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_two_processes_do_not_hold_it_at_once(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    with holder(path) as other:
        with pytest.raises(AlreadyLocked), FileLock(path):
            pytest.fail("held twice")
        other.communicate()
    with FileLock(path):
        assert path.exists()
    assert sys.platform == "win32" or not path.exists()


def test_two_threads_do_not_hold_it_at_once(tmp_path: Path) -> None:
    with FileLock(tmp_path / "x.lock"), pytest.raises(AlreadyLocked):
        FileLock(tmp_path / "x.lock").__enter__()


def test_the_lock_of_a_process_that_died_is_free(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    with holder(path) as other:
        other.kill()
        other.wait()
    assert path.exists()

    with FileLock(path):
        pass


def test_one_who_waits_gets_it_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    counted: list[int] = []

    def count() -> None:
        for _ in range(20):
            with FileLock(path, patience=60):
                seen = len(counted)
                counted.append(seen)

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counted == list(range(60))
