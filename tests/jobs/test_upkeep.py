"""Models that nobody needs leave memory: after a while, and when memory is short."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_lm.jobs.events import JobOutput, JobState, ModelState, UnloadReason
from desktop_lm.jobs.job_loop import MachineMemory
from desktop_lm.jobs.pool.memory_pressure import StallTimes
from desktop_lm.jobs.pool.pressure_watch import PressureSigns
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.prompt.prompt import TextAdded
from tests.jobs.conftest import Jobs, MakeJobs
from tests.support.scripts import write_script

ENDLESS: dict[str, Any] = {"token_seconds": 0.01, "repeat": 1_000_000}
SOON = 0.8 / 60  # minutes
OFTEN = 0.02  # seconds


class Switch:
    """Memory is short while it is set."""

    def __init__(self) -> None:
        self._short = threading.Event()

    def __call__(self) -> bool:
        return self._short.is_set()

    def set(self) -> None:
        self._short.set()

    def clear(self) -> None:
        self._short.clear()


def first_words(jobs: Jobs, job: int) -> None:
    jobs.events.wait_for(
        lambda e: isinstance(e, JobOutput) and e.job == job and isinstance(e.update, TextAdded)
    )


def pressed(make_jobs: MakeJobs, spared: float = OFTEN) -> tuple[Jobs, Switch]:
    switch = Switch()
    signs = PressureSigns(switch, OFTEN, spared_seconds=spared)
    return make_jobs(memory=MachineMemory(pressure=signs)), switch


# --- after a while ---


def test_a_model_nobody_uses_is_unloaded_and_comes_back_by_itself(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = make_jobs(Settings(idle_minutes=SOON))
    jobs.open(write_script(tmp_path))
    engine = psutil.Process().children()[0]
    assert jobs.model(ModelState.NONE).why is UnloadReason.IDLE
    assert not engine.is_running()
    start = len(jobs.events)
    assert jobs.state(jobs.prompt()).state is JobState.DONE
    jobs.model(ModelState.NONE, start=start)  # and goes again


def test_a_running_job_is_use_however_long_it_takes(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs = make_jobs(Settings(idle_minutes=SOON))
    jobs.runner.open_model(write_script(tmp_path, token_seconds=0.05, repeat=10))  # 1.5 s
    done = jobs.state(jobs.prompt())
    assert done.state is JobState.DONE
    events = jobs.events.all()
    gone = jobs.model(ModelState.NONE, start=events.index(done))
    assert gone.why is UnloadReason.IDLE
    assert [e for e in jobs.models() if e.state is ModelState.NONE] == [gone]


def test_each_model_has_its_own_time(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs = make_jobs(Settings(idle_minutes=SOON))
    idle = write_script(tmp_path, "idle")
    jobs.runner.open_model(write_script(tmp_path, "used", **ENDLESS))
    job = jobs.prompt()
    first_words(jobs, job)
    jobs.open(idle, "translation")
    assert jobs.model(ModelState.NONE).path == idle
    assert jobs.states(job)[-1] is JobState.RUNNING
    jobs.runner.cancel(job)
    jobs.state(job)


def test_the_time_can_be_changed_and_switched_off(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs = make_jobs(Settings(idle_minutes=SOON))
    jobs.runner.apply(Settings(idle_minutes=None))
    jobs.open(write_script(tmp_path, "a"))
    jobs.open(write_script(tmp_path, "b", token_seconds=0.05, repeat=8), "b")
    assert jobs.state(jobs.prompt("b")).state is JobState.DONE  # 1.2 s, more than the time was
    assert ModelState.NONE not in [e.state for e in jobs.models()]
    jobs.runner.apply(Settings(idle_minutes=SOON, task_models={"b": str(tmp_path / "b.json")}))
    assert jobs.model(ModelState.NONE).why is UnloadReason.IDLE


# --- when memory is short ---


def test_what_is_idle_goes_at_once_when_memory_is_short(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs, switch = pressed(make_jobs)
    for name in ("a", "b"):
        jobs.open(write_script(tmp_path, name), name)
    switch.set()
    for name in ("a", "b"):
        gone = jobs.model(ModelState.NONE, path=str(tmp_path / f"{name}.json"))
        assert gone.why is UnloadReason.PRESSURE
    assert not psutil.Process().children()
    switch.clear()
    assert jobs.state(jobs.prompt("a")).state is JobState.DONE


def test_a_running_job_is_not_ended_and_its_model_goes_after_it(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs, switch = pressed(make_jobs)
    used, idle = write_script(tmp_path, "used", **ENDLESS), write_script(tmp_path, "idle")
    jobs.open(used)
    job = jobs.prompt()
    first_words(jobs, job)
    jobs.open(idle, "translation")
    switch.set()
    jobs.model(ModelState.NONE, path=idle)
    switch.clear()
    assert jobs.states(job)[-1] is JobState.RUNNING
    jobs.runner.cancel(job)
    jobs.state(job)
    assert jobs.model(ModelState.NONE, path=used).why is UnloadReason.PRESSURE


def test_a_model_that_jobs_wait_for_goes_after_the_last_of_them(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs, switch = pressed(make_jobs)
    jobs.open(write_script(tmp_path, token_seconds=0.05, repeat=5))
    first, second = jobs.prompt("prompt"), jobs.prompt("sentiment")
    first_words(jobs, first)
    switch.set()
    last = jobs.state(second)
    assert last.state is JobState.DONE
    gone = jobs.model(ModelState.NONE, start=jobs.events.all().index(last))
    assert gone.why is UnloadReason.PRESSURE
    assert [e.state for e in jobs.models()].count(ModelState.READY) == 1


def test_work_in_pieces_keeps_its_model_until_the_last_is_done(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs, switch = pressed(make_jobs, spared=2.0)
    jobs.open(write_script(tmp_path, token_seconds=0.02, repeat=5))  # longer than OFTEN
    switch.set()
    for _ in range(3):  # as a table is judged: a piece is handed in when the one before is kept
        last = jobs.state(jobs.prompt())
        assert last.state is JobState.DONE
    gone = jobs.model(ModelState.NONE)
    assert gone.why is UnloadReason.PRESSURE
    events = jobs.events.all()
    assert events.index(last) < events.index(gone)
    assert [e.state for e in jobs.models()].count(ModelState.READY) == 1


# --- how the system says so ---


@pytest.fixture
def psi(tmp_path: Path) -> Path:
    path = tmp_path / "memory"
    stalls(path, 5_000_000)
    return path


def stalls(path: Path, microseconds: int) -> None:
    path.write_text(
        f"some avg10=0.00 avg60=0.00 avg300=0.00 total={microseconds}\n"
        "full avg10=0.00 avg60=0.00 avg300=0.00 total=99999999\n",
        encoding="ascii",
    )


def test_a_tenth_of_the_time_stalled_is_pressure(psi: Path) -> None:
    clock = iter([100.0, 102.0, 104.0, 106.0])
    pressure = StallTimes(psi, lambda: next(clock))
    stalls(psi, 5_150_000)
    assert not pressure()
    stalls(psi, 5_400_000)
    assert pressure()
    assert not pressure()  # no more since


def test_a_file_that_says_something_else_is_no_pressure(psi: Path) -> None:
    pressure = StallTimes(psi)
    for content in ("", "some avg10=0.00", "some total=x"):
        psi.write_text(content, encoding="ascii")
        assert not pressure()
        with pytest.raises(ValueError, match="total"):
            StallTimes(psi)
    psi.unlink()
    assert not pressure()
    with pytest.raises(OSError, match="memory"):
        StallTimes(psi)


@pytest.mark.skipif(not Path("/proc/pressure/memory").exists(), reason="no pressure information")
def test_this_system_s_own_file_is_read() -> None:
    pressure = StallTimes(Path("/proc/pressure/memory"))
    assert pressure() in (True, False)
