"""The system itself says when memory is short, and models that nobody needs go at once."""

from __future__ import annotations

import os
import queue
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_lm.jobs.events import ModelState, UnloadReason
from desktop_lm.jobs.job_loop import MachineMemory
from desktop_lm.jobs.pool.memory_pressure import PSI_FILE
from desktop_lm.jobs.pool.pressure_trigger import EventTrigger, stall_trigger
from desktop_lm.jobs.pool.pressure_watch import PressureSigns
from tests.jobs.conftest import MakeJobs
from tests.support.scripts import write_script


class Bell:
    """A trigger that a test rings; ``closed`` counts those who have stopped listening."""

    def __init__(self) -> None:
        self._rings: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self.closed = 0

    def ring(self, *, more: bool = True) -> None:
        self._rings.put(more)

    def wait(self) -> bool:
        return self._rings.get()

    def stop(self) -> None:
        self._rings.put(False)

    def close(self) -> None:
        self.closed += 1


def test_a_model_goes_when_the_system_rings_and_it_is_not_asked_meanwhile(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    asked: list[int] = []
    bell = Bell()

    def pressure() -> bool:
        asked.append(1)
        return False

    jobs = make_jobs(memory=MachineMemory(pressure=PressureSigns(pressure, 0.01, lambda: bell)))
    jobs.open(write_script(tmp_path))
    bell.ring()

    assert jobs.model(ModelState.NONE).why is UnloadReason.PRESSURE
    jobs.runner.close()
    assert bell.closed == 1  # with the last model, nobody listened any more
    assert not asked


def test_where_the_bell_falls_silent_the_system_is_asked(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    bell = Bell()
    signs = PressureSigns(lambda: True, 0.01, lambda: bell)
    jobs = make_jobs(memory=MachineMemory(pressure=signs))
    jobs.open(write_script(tmp_path))
    bell.ring(more=False)

    assert jobs.model(ModelState.NONE).why is UnloadReason.PRESSURE


@pytest.fixture
def wire() -> Iterator[tuple[socket.socket, EventTrigger]]:
    """What may send urgent data, and a trigger that hears of it, as of the kernel's file."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        sender = socket.create_connection(server.getsockname())
        receiver, _ = server.accept()
    trigger = EventTrigger(receiver.detach())
    with sender:
        yield sender, trigger
    trigger.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no poll")
def test_urgent_news_end_the_wait(wire: tuple[socket.socket, EventTrigger]) -> None:
    sender, trigger = wire
    sender.send(b"!", socket.MSG_OOB)

    assert trigger.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no poll")
def test_a_wait_can_be_ended(wire: tuple[socket.socket, EventTrigger]) -> None:
    _, trigger = wire
    trigger.stop()

    assert not trigger.wait()


@pytest.mark.skipif(not os.access(PSI_FILE, os.W_OK), reason="no pressure information")
def test_this_system_s_own_trigger_is_set_and_let_go_of() -> None:
    trigger = stall_trigger()
    if trigger is None:
        pytest.skip("this kernel lets only the administrator ask")
    trigger.stop()

    assert not trigger.wait()
    trigger.close()
