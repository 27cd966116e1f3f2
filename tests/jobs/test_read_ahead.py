"""What is read ahead is read only while nothing else is to be done."""

from __future__ import annotations

from pathlib import Path

from desktop_lm.jobs.events import JobState, ModelState, UnloadReason
from desktop_lm.jobs.job_loop import CANCEL_SECONDS
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptTask
from desktop_lm.tasks.read_ahead import ReadAheadTask
from desktop_lm.tasks.task import LoadedModel, Task
from tests.jobs.conftest import Jobs, MakeJobs
from tests.jobs.test_models import MB, limited, sized
from tests.jobs.test_upkeep import pressed
from tests.support.scripts import write_script

LONG = "word " * 100_000  # takes the script a quarter of an hour to read
SLOW = 0.01


def ahead(jobs: Jobs, text: str = LONG, owner: str = "prompt:ahead") -> int:
    def task(model: LoadedModel) -> Task:
        return ReadAheadTask(PromptTask(model, PromptInput(text)))

    return jobs.runner.submit(owner, task, gives_way=True)


def running(jobs: Jobs, text: str = LONG) -> int:
    """One that is being read."""
    job = ahead(jobs, text)
    jobs.state(job, JobState.RUNNING)
    return job


def test_it_is_read_to_its_end(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, token_seconds=SLOW))
    assert jobs.state(ahead(jobs, "a few words")).state is JobState.DONE


def test_the_next_job_stops_it(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, token_seconds=SLOW))
    read = running(jobs)
    asked = jobs.prompt()
    assert jobs.state(read).state is JobState.STOPPED
    assert jobs.state(asked).state is JobState.DONE


def test_a_newer_text_takes_its_place(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, token_seconds=SLOW))
    read = running(jobs)
    newer = ahead(jobs, "a few words")
    assert jobs.state(read).state is JobState.STOPPED
    assert jobs.state(newer).state is JobState.DONE


def test_it_waits_until_all_else_is_done(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, token_seconds=SLOW, repeat=10))
    first = jobs.prompt()
    read = ahead(jobs, "a few words")
    second = jobs.prompt("sentiment")
    assert jobs.state(read).state is JobState.DONE
    order = [event.job for event in jobs.ended()]
    assert order == [first, second, read]


def test_what_waits_for_its_model_comes_first(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, token_seconds=SLOW, repeat=10))
    jobs.runner.choose_model(write_script(tmp_path, "other"), "translation")
    jobs.prompt()
    translated = jobs.prompt("translation")
    read = ahead(jobs)
    assert jobs.state(translated).state is JobState.DONE
    jobs.state(read, JobState.RUNNING)


def test_an_engine_may_take_its_time_to_stop_it(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, token_seconds=CANCEL_SECONDS, deaf=True))
    running(jobs, "One")
    assert jobs.state(jobs.prompt()).state is JobState.DONE
    assert all(event.state is not ModelState.NONE for event in jobs.models())


def test_it_loads_no_model(jobs: Jobs, tmp_path: Path) -> None:
    jobs.runner.choose_model(write_script(tmp_path))
    assert jobs.state(ahead(jobs)).state is JobState.STOPPED
    assert not jobs.models()


def test_nor_does_it_fail_where_there_is_none(jobs: Jobs) -> None:
    event = jobs.state(ahead(jobs))
    assert event.state is JobState.STOPPED
    assert event.error is None


def test_its_model_goes_where_another_needs_the_room(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs = limited(make_jobs, 0, memory_limit_bytes=150 * MB)
    jobs.open(sized(tmp_path, "general", 100, token_seconds=SLOW))
    read = running(jobs)
    other = sized(tmp_path, "other", 100)
    assert jobs.open(other, "translation").state is ModelState.READY
    assert jobs.state(read).state is JobState.STOPPED


def test_its_model_goes_when_memory_is_short(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs, memory_is_short = pressed(make_jobs)
    jobs.open(write_script(tmp_path, token_seconds=SLOW))
    read = running(jobs)
    memory_is_short.set()
    assert jobs.model(ModelState.NONE).why is UnloadReason.PRESSURE
    assert jobs.state(read).state is JobState.STOPPED


def test_its_model_is_loaded_otherwise_at_once(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, token_seconds=SLOW))
    read = running(jobs)
    start = len(jobs.events)
    jobs.runner.apply(Settings(context=2048), reload=True)
    jobs.model(ModelState.READY, start=start)
    assert jobs.state(read).state is JobState.STOPPED
