"""Which process is writing a text, whatever the clock says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.writers import is_alive, this_process

WRITER = """
import sys
from pathlib import Path
from desktop_lm.storage.history.conversation import Role, TextState
from desktop_lm.storage.history.history import History
history = History(Path(sys.argv[1]))
number = history.begin()
message = history.add(number, None, Role.USER, "Once", state=TextState.GROWING)
print("begun", flush=True)
sys.stdin.read()
history.grow(message, "Once upon a time")
history.close()
"""


# Linux tells when processes began since its own start, which follows the clock.
LOOKER = """
import sys
from pathlib import Path
import psutil
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.writers import this_process
this_process()  # begun before the clock was set
psutil.PROCFS_PATH = sys.argv[2]
history = History(Path(sys.argv[1]))
print(len(history.interrupted()))
history.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process keeps its time of birth")
def test_a_clock_that_was_set_ends_no_text_that_is_being_written(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"begun\n"

        later = str(_after_an_hour(tmp_path / "proc"))
        look = [sys.executable, "-c", LOOKER, str(path), later]
        other = subprocess.run(look, stdout=subprocess.PIPE, text=True, check=True)
        assert other.stdout == "0\n"
        writer.communicate()

    with closing(History(path)) as history:
        (message,) = history.interrupted()
        assert message.text == "Once upon a time"


def test_a_process_that_is_gone_or_never_was_is_not_alive() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    assert is_alive(this_process())
    for name in ("", "0", "no number@1", f"{os.getpid()}@another", f"{ended.pid}@1", f"{10**30}@1"):
        assert not is_alive(name)


def _after_an_hour(folder: Path) -> Path:
    """What the system tells of its processes, as if its clock had been set on by an hour."""
    folder.mkdir()
    for each in Path("/proc").iterdir():
        (folder / each.name).symlink_to(each)
    told = (folder / "stat").read_text()
    (folder / "stat").unlink()
    later = re.sub(
        r"^btime (\d+)", lambda it: f"btime {int(it[1]) + 3600}", told, flags=re.MULTILINE
    )
    (folder / "stat").write_text(later)
    return folder
