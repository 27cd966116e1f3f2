"""Jobs wait, run, stop and fail as they should, on a real engine process."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_lm.engine import template_renderer
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import (
    EngineMemory,
    JobChanged,
    JobOutput,
    JobState,
    ModelChanged,
    ModelState,
)
from desktop_lm.messages import Reply, Request, Sampling, StopReason
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptResult, PromptTask, TextAdded
from desktop_lm.tasks.task import LoadedModel, Notice
from desktop_lm.tasks.translation.known import Known
from desktop_lm.tasks.translation.one_text import TranslationInput, TranslationTask
from desktop_lm.tasks.translation.protect import Protected
from desktop_lm.tasks.translation.updates import TranslationResult
from tests.jobs.conftest import Jobs
from tests.support.events import PATIENCE
from tests.support.little_memory import little_memory
from tests.support.scripts import write_script

ENDLESS: dict[str, Any] = {"token_seconds": 0.01, "repeat": 1_000_000}
QUICK = [JobState.WAITING, JobState.RUNNING, JobState.DONE]


def engine_of(jobs: Jobs) -> psutil.Process:
    children = psutil.Process().children()
    assert len(children) == 1
    return children[0]


def first_words(jobs: Jobs, job: int) -> None:
    jobs.events.wait_for(
        lambda e: isinstance(e, JobOutput) and e.job == job and isinstance(e.update, TextAdded)
    )


def written(event: JobChanged) -> str:
    assert isinstance(event.result, PromptResult)
    return event.result.text


def test_a_job_asked_for_while_the_model_loads_waits_its_turn(jobs: Jobs, tmp_path: Path) -> None:
    jobs.runner.open_model(write_script(tmp_path, load_seconds=0.3))
    job = jobs.prompt()
    done = jobs.state(job)
    assert jobs.states(job) == QUICK
    assert written(done) == "Hello world."
    fractions = [e.fraction for e in jobs.events.of(ModelChanged) if isinstance(e, ModelChanged)]
    assert 0 < max(fractions) <= 1


def test_updates_join_to_the_result(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, answer=["è ", "你", "👋 "], repeat=50))
    job = jobs.prompt()
    done = jobs.state(job)
    shown = [
        e.update.text
        for e in jobs.events.all()
        if isinstance(e, JobOutput) and isinstance(e.update, TextAdded)
    ]
    assert "".join(shown) == written(done) == "è 你👋 " * 50
    assert isinstance(done.result, PromptResult)
    assert done.result.tokens == 150
    assert done.result.stop_reason is StopReason.END


def test_without_a_model_a_job_fails_with_that_reason(jobs: Jobs) -> None:
    failed = jobs.state(jobs.prompt())
    assert failed.error == AppError(Code.NO_MODEL)


def test_one_job_runs_and_the_others_say_whom_they_wait_for(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, **ENDLESS))
    first = jobs.prompt("prompt")
    first_words(jobs, first)
    second = jobs.prompt("translation")
    assert jobs.state(second, JobState.WAITING).waiting_for == "prompt"
    jobs.runner.cancel(first)
    jobs.state(second, JobState.RUNNING)
    assert jobs.states(first)[-1] is JobState.STOPPED
    jobs.runner.cancel(second)
    jobs.state(second)


def test_a_newer_request_replaces_its_own_waiting_one(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, **ENDLESS))
    running = jobs.prompt("prompt")
    first_words(jobs, running)
    stale = jobs.prompt("translation", "old")
    other = jobs.prompt("sentiment")
    fresh = jobs.prompt("translation", "new")
    again = jobs.prompt("prompt", "again")  # behind its own running job, which goes on
    replaced = jobs.state(stale)
    assert replaced.state is JobState.STOPPED
    assert replaced.result is None
    for job in (running, other, fresh, again):
        jobs.state(job, JobState.RUNNING)
        jobs.runner.cancel(job)
        jobs.state(job)
    order = [
        e.job
        for e in jobs.events.all()
        if isinstance(e, JobChanged) and e.state is JobState.RUNNING
    ]
    assert order == [running, other, fresh, again]


def test_a_stopped_job_keeps_its_text_and_says_stopping_first(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, **ENDLESS))
    job = jobs.prompt()
    first_words(jobs, job)
    jobs.runner.cancel(job)
    stopped = jobs.state(job)
    assert jobs.states(job)[-2:] == [JobState.STOPPING, JobState.STOPPED]
    assert written(stopped).startswith("Hello")


def test_a_waiting_job_leaves_the_queue_when_cancelled(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, **ENDLESS))
    running = jobs.prompt()
    first_words(jobs, running)
    waiting = jobs.prompt("sentiment")
    jobs.runner.cancel(waiting)
    assert jobs.state(waiting).state is JobState.STOPPED
    jobs.runner.cancel(running)
    jobs.state(running)
    assert JobState.RUNNING not in jobs.states(waiting)


def test_cancelling_what_is_over_does_nothing(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path))
    job = jobs.prompt()
    jobs.state(job)
    jobs.runner.cancel(job)
    jobs.runner.cancel(12345)
    other = jobs.prompt()
    jobs.state(other)
    assert jobs.states(job) == jobs.states(other) == QUICK


def test_an_engine_that_does_not_stop_is_ended_and_loaded_again(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, deaf=True, token_seconds=30))
    job = jobs.prompt()
    jobs.state(job, JobState.RUNNING)
    deaf = engine_of(jobs)
    start = len(jobs.events)
    jobs.runner.cancel(job)
    assert jobs.state(job).state is JobState.STOPPED
    lost = jobs.model(ModelState.NONE, start=start)
    assert lost.error is not None
    assert lost.error.code is Code.ENGINE_UNRESPONSIVE
    jobs.model(ModelState.READY, start=start)
    assert not deaf.is_running()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="signals")
def test_stop_is_heard_where_an_engine_does_not_even_read(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path))
    os.kill(engine_of(jobs).pid, signal.SIGSTOP)
    job = jobs.prompt(text="more than a pipe holds " * 100_000)
    jobs.state(job, JobState.RUNNING)
    jobs.runner.cancel(job)
    assert jobs.state(job).state is JobState.STOPPED
    assert jobs.state(jobs.prompt()).state is JobState.DONE


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals")
def test_a_killed_engine_keeps_the_text_and_the_next_job_starts_another(
    jobs: Jobs, tmp_path: Path
) -> None:
    jobs.open(write_script(tmp_path, **ENDLESS))
    job = jobs.prompt()
    first_words(jobs, job)
    victim = engine_of(jobs)
    victim.kill()
    failed = jobs.state(job)
    assert failed.state is JobState.FAILED
    assert failed.error == AppError(Code.ENGINE_KILLED)
    assert written(failed).startswith("Hello")
    following = jobs.prompt()
    first_words(jobs, following)
    assert engine_of(jobs).pid != victim.pid
    jobs.runner.cancel(following)
    jobs.state(following)


def test_a_killed_engine_does_not_take_the_waiting_jobs_along(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path, crash_at_token=2, answer=["a", "b", "c"]))
    for job in (jobs.prompt("prompt"), jobs.prompt("sentiment")):
        failed = jobs.state(job)
        assert failed.error is not None
        assert failed.error.code is Code.ENGINE_CRASHED
        assert written(failed).startswith("a")


def test_a_file_that_killed_the_engine_twice_is_not_loaded_again_unasked(
    jobs: Jobs, tmp_path: Path
) -> None:
    path = write_script(tmp_path, crash_on_load=True)
    for _ in range(2):
        failed = jobs.open(path)
        assert failed.error is not None
        assert failed.error.code is Code.ENGINE_CRASHED
    refused = jobs.open(path)
    assert refused.error == AppError(Code.MODEL_KILLED_ENGINE, path=path, times=2)
    allowed = jobs.open(path, anyway=True)
    assert allowed.error is not None
    assert allowed.error.code is Code.ENGINE_CRASHED


def test_a_file_that_kills_the_engine_in_mid_answer_is_asked_about_as_well(
    jobs: Jobs, tmp_path: Path
) -> None:
    path = write_script(tmp_path, crash_at_token=1, answer=["a", "b"])
    jobs.open(path)
    for _ in range(2):
        failed = jobs.state(jobs.prompt())
        assert failed.error is not None
        assert failed.error.code is Code.ENGINE_CRASHED
    refused = AppError(Code.MODEL_KILLED_ENGINE, path=path, times=2)
    assert jobs.state(jobs.prompt()).error == refused
    assert jobs.open(path, anyway=True).state is ModelState.READY
    allowed = jobs.state(jobs.prompt())
    assert allowed.error is not None
    assert allowed.error.code is Code.ENGINE_CRASHED
    assert jobs.state(jobs.prompt()).error != refused  # the user has said so for this file


def test_want_of_memory_in_mid_answer_is_not_held_against_the_file(
    jobs: Jobs, tmp_path: Path
) -> None:
    path = write_script(tmp_path)
    jobs.open(path)
    for _ in range(2):
        with little_memory(engine_of(jobs).pid):
            failed = jobs.state(jobs.prompt(text="many words " * 2_000_000))
        assert failed.error == AppError(Code.ENGINE_OUT_OF_MEMORY)
        assert jobs.open(path).state is ModelState.READY


def test_a_file_that_is_gone_meanwhile_fails_its_job_in_words(jobs: Jobs, tmp_path: Path) -> None:
    path = write_script(tmp_path, "gone")
    jobs.open(path)
    jobs.runner.unload_model()
    Path(path).unlink()
    failed = jobs.state(jobs.prompt())
    assert failed.state is JobState.FAILED
    assert failed.error is not None


def test_where_the_model_before_cannot_be_had_either_no_job_waits_for_ever(
    jobs: Jobs, tmp_path: Path
) -> None:
    good = write_script(tmp_path, "good", crash_at_token=0)
    jobs.open(good)
    for _ in range(2):
        jobs.state(jobs.prompt())
    jobs.runner.open_model(write_script(tmp_path, "bad", load_error="broken", load_seconds=0.2))
    failed = jobs.state(jobs.prompt())
    assert failed.state is JobState.FAILED


def test_a_request_no_engine_can_read_fails_its_job_and_not_the_next(
    jobs: Jobs, tmp_path: Path
) -> None:
    jobs.open(write_script(tmp_path))
    endless = Sampling(temperature=float("inf"))  # JSON has no such number
    job = jobs.runner.submit(
        "prompt", lambda model: PromptTask(model, PromptInput("x", sampling=endless))
    )
    failed = jobs.state(job)
    assert failed.error is not None
    assert failed.error.code is Code.WIRE_BROKEN
    assert jobs.state(jobs.prompt()).state is JobState.DONE


ENDLESS_TEMPLATE = """
{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}<|im_start|>"""


def the_renderer() -> psutil.Process:
    """The process that renders a template; waits until there is one."""
    pause, deadline = threading.Event(), time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for child in psutil.Process().children():
            with contextlib.suppress(psutil.Error):
                if template_renderer.FLAG in child.cmdline():
                    return child
        pause.wait(0.01)
    raise AssertionError("no template was rendered")


@pytest.mark.parametrize("end", ["stop", "close"])
def test_stop_is_heard_while_a_template_renders(jobs: Jobs, tmp_path: Path, end: str) -> None:
    jobs.open(write_script(tmp_path, chat_template=ENDLESS_TEMPLATE))
    job = jobs.prompt()
    jobs.state(job, JobState.RUNNING)
    renderer = the_renderer()
    if end == "close":
        jobs.runner.close()
    else:
        jobs.runner.cancel(job)
        stopped = jobs.state(job)
        assert stopped.state is JobState.STOPPED
        assert jobs.states(job) == [JobState.WAITING, JobState.RUNNING, JobState.STOPPED]
    assert not renderer.is_running()  # had it run out of time, the job would have gone on


class Waits:
    """Implements KnownTranslations: knows all, and gives the first when somebody lets it."""

    def __init__(self) -> None:
        self.asked = 0
        self.begun, self.may_go_on = threading.Event(), threading.Event()

    def find(self, segment: str, before: str, fixed: tuple[Protected, ...] = ()) -> Known | None:
        del before
        self.asked += 1
        self.begun.set()
        assert self.may_go_on.wait(PATIENCE)
        return Known(segment.upper())


def test_stop_is_heard_while_a_long_text_is_looked_up(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path))
    known = Waits()
    given = TranslationInput("It works. " * 1_000, "en", "fr", known=known)
    job = jobs.runner.submit("translation", lambda model: TranslationTask(model, given))
    assert known.begun.wait(PATIENCE)
    jobs.runner.cancel(job)
    known.may_go_on.set()

    stopped = jobs.state(job)
    assert stopped.state is JobState.STOPPED
    assert known.asked == 1
    assert isinstance(stopped.result, TranslationResult)
    assert stopped.result.text.strip() == "IT WORKS."
    assert jobs.state(jobs.prompt()).state is JobState.DONE


def test_a_job_stopped_over_its_template_leaves_the_template_in_use(
    jobs: Jobs, tmp_path: Path
) -> None:
    jobs.open(write_script(tmp_path, chat_template="{{ messages[0].content }}!"))
    for _ in range(3):
        job = jobs.prompt()
        jobs.runner.cancel(job)
        jobs.state(job)
    fallbacks = [
        e for e in jobs.events.all() if isinstance(e, JobOutput) and isinstance(e.update, Notice)
    ]
    assert jobs.state(jobs.prompt()).state is JobState.DONE
    assert not fallbacks


@pytest.mark.allow_log("A listener failed")
def test_a_listener_with_a_bug_holds_nobody_up(jobs: Jobs, tmp_path: Path) -> None:
    def broken(event: object) -> None:
        raise RuntimeError(type(event).__name__)

    jobs.runner.subscribe(broken)
    jobs.open(write_script(tmp_path))
    assert jobs.state(jobs.prompt()).state is JobState.DONE


def test_work_done_makes_up_for_a_crash(jobs: Jobs, tmp_path: Path) -> None:
    path = write_script(tmp_path, "m", crash_at_token=0)
    jobs.open(path)
    jobs.state(jobs.prompt())
    stamp = Path(path).stat()
    healthy = '{"answer":["a","b"]}'
    Path(path).write_text(healthy + " " * (stamp.st_size - len(healthy)), encoding="utf-8")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # the same file, as far as one sees
    jobs.open(path)
    assert jobs.state(jobs.prompt()).state is JobState.DONE
    Path(path).write_text('{"crash_at_token":0}'.ljust(stamp.st_size), encoding="utf-8")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    jobs.open(path)
    jobs.state(jobs.prompt())
    assert jobs.open(path).state is ModelState.READY  # one crash in a row, not two


def test_a_model_that_cannot_be_loaded_gives_way_to_the_one_before(
    jobs: Jobs, tmp_path: Path
) -> None:
    good = write_script(tmp_path, "good")
    jobs.open(good)
    start = len(jobs.events)
    failed = jobs.open(write_script(tmp_path, "bad", load_error="no such tensor"))
    assert failed.state is ModelState.FAILED
    assert failed.error is not None
    assert failed.error.params["reason"] == "no such tensor"
    assert jobs.model(ModelState.READY, start=start).path == good
    assert jobs.state(jobs.prompt()).state is JobState.DONE


def test_a_file_whose_name_is_no_text_is_refused_in_words(jobs: Jobs) -> None:
    failed = jobs.open("model-\udcff.gguf")
    assert failed.error is not None
    assert failed.error.code is Code.FILE_UNREADABLE


def test_opening_a_model_stops_the_running_job_and_keeps_its_text(
    jobs: Jobs, tmp_path: Path
) -> None:
    jobs.open(write_script(tmp_path, "slow", **ENDLESS))
    job = jobs.prompt()
    first_words(jobs, job)
    jobs.open(write_script(tmp_path, "other", answer=["other"]))
    stopped = jobs.state(job)
    assert stopped.state is JobState.STOPPED
    assert written(stopped).startswith("Hello")
    assert written(jobs.state(jobs.prompt())) == "other"


def test_unloading_ends_the_process_and_the_next_job_loads_again(
    jobs: Jobs, tmp_path: Path
) -> None:
    jobs.open(write_script(tmp_path))
    engine = engine_of(jobs)
    jobs.runner.unload_model()
    assert jobs.model(ModelState.NONE).error is None
    assert not engine.is_running()
    assert jobs.state(jobs.prompt()).state is JobState.DONE


def test_the_engine_s_memory_is_told(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path))
    event = jobs.events.wait_for(lambda e: isinstance(e, EngineMemory))
    assert isinstance(event, EngineMemory)
    assert 1_000_000 < event.private <= event.resident


def test_closing_while_a_job_runs_leaves_no_process_and_no_event(
    jobs: Jobs, tmp_path: Path
) -> None:
    jobs.open(write_script(tmp_path, **ENDLESS))
    first_words(jobs, jobs.prompt())
    engine = engine_of(jobs)
    jobs.runner.close()
    count = len(jobs.events)
    assert not engine.is_running()
    engine_gone = psutil.wait_procs([engine], PATIENCE)[1]
    assert not engine_gone
    assert len(jobs.events) == count


class UnhurriedTask(PromptTask):
    """Has nothing to tell before the engine is dead, which its request kills."""

    def __init__(self, model: LoadedModel, engine: psutil.Process) -> None:
        super().__init__(model, PromptInput("Say something."))
        self._engine = engine
        self.saw_it_dead = False

    def updates(self) -> list[object]:
        dead = os.pidfd_open(self._engine.pid)  # of which poll reaps nothing
        watch = select.poll()
        watch.register(dead, select.POLLIN)
        self.saw_it_dead = bool(watch.poll(PATIENCE * 1000))
        os.close(dead)
        return super().updates()


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="Linux's way to wait for a process")
def test_a_request_is_sent_before_what_was_made_meanwhile_is_told(
    jobs: Jobs, tmp_path: Path
) -> None:
    jobs.open(write_script(tmp_path, crash_at_token=0))
    engine = engine_of(jobs)
    made: list[UnhurriedTask] = []

    def make(model: LoadedModel) -> UnhurriedTask:
        made.append(UnhurriedTask(model, engine))
        return made[-1]

    assert jobs.state(jobs.runner.submit("prompt", make)).state is JobState.FAILED
    assert made[0].saw_it_dead


class BrokenTask:
    """A task with a bug: in its first request, or ``at_the_end``."""

    def __init__(self, when: str, *, at_the_end: bool = False) -> None:
        self._when = when
        self._at_the_end = at_the_end

    def next_request(self, request_id: int) -> Request | None:
        if self._at_the_end:
            return None
        raise RuntimeError(self._when)

    def feed(self, reply: Reply) -> Iterable[object]:
        raise RuntimeError(self._when)

    def updates(self) -> Iterable[object]:
        return ()

    def result(self) -> object:
        if self._at_the_end:
            raise RuntimeError(self._when)
        return "what there was"


@pytest.mark.allow_log("A task failed")
def test_a_bug_in_a_task_fails_its_job_and_no_other(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path))
    failed = jobs.state(jobs.runner.submit("prompt", lambda _: BrokenTask("early")))
    assert failed.error is not None
    assert failed.error.code is Code.INTERNAL
    assert failed.result == "what there was"
    assert jobs.state(jobs.prompt()).state is JobState.DONE


@pytest.mark.allow_log("A task failed")
def test_a_task_that_cannot_tell_its_result_fails_alone(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(write_script(tmp_path))
    failed = jobs.state(jobs.runner.submit("prompt", lambda _: BrokenTask("late", at_the_end=True)))
    assert failed.error == AppError(Code.INTERNAL, reason="RuntimeError('late')")
    assert jobs.state(jobs.prompt()).state is JobState.DONE
