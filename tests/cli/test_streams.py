"""Standard output that takes nothing, and standard streams that are not there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_lm.child_command import child_environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell's redirections")
LIST = "models list --json"


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell; ``lm`` in it is the program."""
    environment = child_environment(os.environ)
    environment.pop("PYTHONUNBUFFERED", None)
    lm = f"lm() {{ '{sys.executable}' -P -m desktop_lm \"$@\"; }}"
    return subprocess.run(
        ["/bin/sh", "-c", f"{lm}\n{line}"],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("words", [LIST, "--help"])
def test_a_reader_that_has_gone_is_no_error(words: str) -> None:
    done = shell(f"{{ {{ lm {words}; echo $? >&3; }} | true; }} 3>&1")
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full")
@pytest.mark.parametrize("words", [LIST, "--version"])
def test_a_disk_without_room_for_the_output_is_one_sentence(words: str) -> None:
    done = shell(f"lm {words} > /dev/full")
    told = "desktop-lm: the output cannot be written: No space left on device.\n"
    assert (done.returncode, done.stderr) == (1, told)
    assert shell(f"lm {words} > /dev/full 2>&1").returncode == 1


def test_streams_that_are_not_there_are_no_hindrance() -> None:
    assert shell(f"lm {LIST} >&-").returncode == 0
    wrong = shell("lm history export 7 2>&-")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "models" in json.loads(shell(f"lm {LIST} 2>&-").stdout)
