"""The program as a process of its own, as it is started by a double click."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from time import monotonic

import psutil
import pytest

from desktop_lm import paths

ENDING = [signal.SIGTERM, signal.SIGINT]
if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
    # Under nohup it is ignored, by the tests and what they start.
    ENDING.append(signal.SIGHUP)
PATIENCE = 60.0  # seconds; only a failing test waits this long

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(sys.platform == "win32", reason="signals are asked for"),
]


@pytest.fixture
def arguments() -> tuple[str, ...]:
    return ()


@pytest.fixture
def program(arguments: tuple[str, ...]) -> Iterator[psutil.Popen]:
    command = [sys.executable, "-m", "desktop_lm", *arguments]
    process = psutil.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    yield process
    if process.is_running():
        process.kill()
    process.communicate()


def wait_for_engine(program: psutil.Popen) -> psutil.Process:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        for child in program.children():
            if "--engine" in child.cmdline():
                return child
        psutil.wait_procs([program], timeout=0.05)
    pytest.fail("no engine was started")


@pytest.mark.parametrize("number", ENDING)
def test_a_system_that_shuts_down_closes_the_window_as_its_button_does(
    program: psutil.Popen, number: signal.Signals
) -> None:
    engine = wait_for_engine(program)

    program.send_signal(number)

    assert program.wait(PATIENCE) == 0
    assert not engine.is_running()
    assert (paths.state_dir() / "window.json").exists()
    output = program.stdout.read().decode()
    assert "Traceback" not in output


def test_a_window_that_is_killed_takes_its_engine_along(program: psutil.Popen) -> None:
    engine = wait_for_engine(program)

    program.kill()

    gone, _ = psutil.wait_procs([engine], timeout=PATIENCE)
    assert gone


@pytest.mark.parametrize("arguments", [("-platform", "offscreen", "-psn_0_12345")])
def test_options_of_the_system_open_the_window_too(program: psutil.Popen) -> None:
    wait_for_engine(program)

    program.send_signal(signal.SIGTERM)

    assert program.wait(PATIENCE) == 0
