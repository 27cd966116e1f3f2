"""``kill -9`` at any moment takes at most half a second of text.

The engine's tokens are the time at which they were made, so the last one in the history tells what
was lost, the whole way from the engine to the disk. ``dev.py faults`` repeats it more often.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import psutil
import pytest

from desktop_lm import paths
from desktop_lm.storage.history.conversation import Message, TextState
from desktop_lm.storage.history.history import History
from tests.support.events import PATIENCE
from tests.support.scripts import write_script

RUNS = int(os.environ.get("DESKTOP_LM_FAULT_RUNS", "5"))
MOST_LOST = 0.5  # seconds
TICK = 0.01


@pytest.fixture
def program(tmp_path: Path) -> Iterator[psutil.Popen]:
    script = write_script(tmp_path, answer=["{time} "], repeat=100_000, token_seconds=0.005)
    process = psutil.Popen(
        [sys.executable, "-m", "tests.faults.streaming_window", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    yield process
    if process.is_running():
        process.kill()
    process.communicate()


def wait_for(program: psutil.Popen, word: str) -> None:
    for line in program.stdout:
        if line.strip() == word:
            return
    pytest.fail(f"the program ended before it said {word!r}")


def stall_during(seconds: float) -> float:
    """Let so long pass; the longest time this machine kept a process waiting comes back."""
    pause, end, longest = threading.Event(), monotonic() + seconds, 0.0
    while (before := monotonic()) < end:
        pause.wait(TICK)
        longest = max(longest, monotonic() - before - TICK)
    return longest


def answer_on_disk() -> Message:
    with closing(History(paths.history_file())) as history:
        [conversation] = history.conversations()
        return history.shown(conversation.id)[-1]


def last_time(message: Message) -> float:
    """When the last whole token of the answer was made; 0 where there is none."""
    times = message.text.rsplit(" ", 2)
    return float(times[-2]) if len(times) > 1 else 0.0


@pytest.mark.parametrize("run", range(RUNS))
def test_half_a_second_of_text_is_lost_at_most(program: psutil.Popen, run: int) -> None:
    victim = "engine" if run % 2 else "window"
    wait_for(program, "shown")
    shown_at = monotonic()
    [engine] = [child for child in program.children() if "--scripted-engine" in child.cmdline()]
    moment = random.Random(run).uniform(0.1, 1.5)
    stall = stall_during(moment)

    killed_at = monotonic()
    (program if victim == "window" else engine).kill()
    if victim == "window":
        program.wait(PATIENCE)
    else:
        assert program.wait(PATIENCE) == 0  # it closes when the answer has ended

    answer = answer_on_disk()
    assert answer.state is (TextState.INTERRUPTED if victim == "window" else TextState.FAILED)
    lost = killed_at - max(shown_at, last_time(answer))
    print(f"{victim} killed after {moment:.2f} s: {lost:.3f} s lost, stall {stall:.3f} s")
    # A machine that keeps its processes waiting lets nobody write in that time.
    assert lost <= MOST_LOST + 2 * stall
