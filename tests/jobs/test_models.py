"""Several models at once: who uses which, what is refused, and what goes to make room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psutil
import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import (
    EngineMemory,
    JobChanged,
    JobOutput,
    JobState,
    LoadPlan,
    ModelChanged,
    ModelChosen,
    ModelState,
    UnloadReason,
)
from desktop_lm.jobs.job_loop import MachineMemory
from desktop_lm.messages import CacheType, LoadOptions, MemoryParts
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.prompt.prompt import PromptResult, TextAdded
from tests.jobs.conftest import Jobs, MakeJobs
from tests.support.events import PATIENCE
from tests.support.script_estimates import ScriptEstimates
from tests.support.scripts import write_script

ENDLESS: dict[str, Any] = {"token_seconds": 0.01, "repeat": 1_000_000}
MB = 1_000_000


def sized(folder: Path, name: str, weights: int, cache: int = 0, **fields: Any) -> str:
    """A script that takes this much memory, in MB."""
    memory = {"weights_mapped": weights * MB, "cache": cache * MB}
    return write_script(folder, name, answer=[name], memory=memory, **fields)


def limited(make_jobs: MakeJobs, limit: int, **settings: Any) -> Jobs:
    """Jobs on a machine that has so many MB for models."""
    return make_jobs(Settings(**settings), MachineMemory(ScriptEstimates(limit * MB)))


def engines() -> list[psutil.Process]:
    return psutil.Process().children()


def said_by(jobs: Jobs, owner: str) -> str:
    """What a job of ``owner`` is answered; each script here answers with its own name."""
    done = jobs.state(jobs.prompt(owner))
    assert done.error is None
    assert isinstance(done.result, PromptResult)
    return done.result.text


def first_words(jobs: Jobs, job: int) -> None:
    jobs.events.wait_for(
        lambda e: isinstance(e, JobOutput) and e.job == job and isinstance(e.update, TextAdded)
    )


def unloaded(jobs: Jobs) -> list[tuple[str, UnloadReason | None]]:
    return [(Path(e.path).stem, e.why) for e in jobs.models() if e.state is ModelState.NONE]


# --- each task its own model ---


def test_each_owner_has_its_own_model_and_the_others_the_general_one(
    jobs: Jobs, tmp_path: Path
) -> None:
    jobs.open(sized(tmp_path, "general", 1))
    jobs.open(sized(tmp_path, "small", 1), "translation")
    assert len(engines()) == 2
    assert said_by(jobs, "translation") == "small"
    assert said_by(jobs, "prompt") == said_by(jobs, "sentiment") == "general"


def test_two_owners_of_one_file_share_its_engine(jobs: Jobs, tmp_path: Path) -> None:
    path = sized(tmp_path, "shared", 1)
    jobs.open(path)
    assert jobs.open(path, "translation").state is ModelState.READY
    assert len(engines()) == 1
    jobs.open(sized(tmp_path, "other", 1))
    assert said_by(jobs, "translation") == "shared"
    assert said_by(jobs, "prompt") == "other"


def test_only_one_job_runs_though_there_are_two_models(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(sized(tmp_path, "general", 1, **ENDLESS))
    jobs.open(sized(tmp_path, "small", 1, **ENDLESS), "translation")
    first = jobs.prompt("prompt")
    first_words(jobs, first)
    second = jobs.prompt("translation")
    assert jobs.state(second, JobState.WAITING).waiting_for == "prompt"
    assert jobs.states(second) == [JobState.WAITING]
    jobs.runner.cancel(first)
    first_words(jobs, second)
    jobs.runner.cancel(second)
    jobs.state(second)


def test_a_job_whose_model_is_there_does_not_wait_for_another_s_model(
    jobs: Jobs, tmp_path: Path
) -> None:
    jobs.open(sized(tmp_path, "general", 1))
    slow = sized(tmp_path, "slow", 1, load_seconds=3)
    jobs.runner.open_model(slow, "translation")
    waits = jobs.prompt("translation")
    assert said_by(jobs, "prompt") == "general"
    assert jobs.states(waits) == [JobState.WAITING]
    assert jobs.state(waits).state is JobState.DONE


def test_a_model_opened_beside_a_running_job_leaves_it_alone(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(sized(tmp_path, "general", 1, **ENDLESS))
    job = jobs.prompt()
    first_words(jobs, job)
    jobs.open(sized(tmp_path, "small", 1), "translation")
    assert jobs.states(job) == [JobState.WAITING, JobState.RUNNING]
    jobs.runner.cancel(job)
    assert jobs.state(job).state is JobState.STOPPED


def test_a_model_that_cannot_be_loaded_for_a_task_leaves_it_the_general_one(
    jobs: Jobs, tmp_path: Path
) -> None:
    jobs.open(sized(tmp_path, "general", 1))
    bad = write_script(tmp_path, "bad", load_error="broken")
    assert jobs.open(bad, "translation").state is ModelState.FAILED
    assert said_by(jobs, "translation") == "general"
    chosen = [e for e in jobs.events.of(ModelChosen) if isinstance(e, ModelChosen)]
    assert chosen[-1] == ModelChosen("translation", "")


def test_models_of_tasks_are_loaded_when_a_job_needs_them(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general, small = sized(tmp_path, "general", 1), sized(tmp_path, "small", 1)
    jobs = make_jobs(Settings(general_model=general, task_models={"translation": small}))
    assert said_by(jobs, "translation") == "small"
    assert len(engines()) == 1
    assert said_by(jobs, "sentiment") == "general"
    assert {Path(e.path).stem for e in jobs.models() if e.state is ModelState.READY} == {
        "general",
        "small",
    }


def test_a_task_whose_model_is_taken_from_it_uses_the_general_one(
    jobs: Jobs, tmp_path: Path
) -> None:
    general, small = sized(tmp_path, "general", 1), sized(tmp_path, "small", 1)
    jobs.open(general)
    jobs.runner.apply(Settings(task_models={"translation": small}))
    assert said_by(jobs, "translation") == "small"
    jobs.runner.apply(Settings())
    assert said_by(jobs, "translation") == "general"
    assert ("small", UnloadReason.REPLACED) in unloaded(jobs)
    assert len(engines()) == 1


def test_settings_leave_a_model_alone_that_they_never_spoke_of(jobs: Jobs, tmp_path: Path) -> None:
    """As that one is which answers a prompt beside the tab's own."""
    jobs.open(sized(tmp_path, "general", 1))
    jobs.open(sized(tmp_path, "second", 1), "prompt beside")
    jobs.runner.apply(Settings(idle_minutes=5), reload=True)
    assert said_by(jobs, "prompt beside") == "second"
    assert len(engines()) == 2


def test_one_model_is_unloaded_and_the_other_stays(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(sized(tmp_path, "general", 1))
    small = sized(tmp_path, "small", 1)
    jobs.open(small, "translation")
    start = len(jobs.events)
    jobs.runner.unload_model(small)
    assert jobs.model(ModelState.NONE, start=start).why is UnloadReason.ASKED
    assert unloaded(jobs)[-1] == ("small", UnloadReason.ASKED)
    assert len(engines()) == 1
    assert said_by(jobs, "translation") == "small"  # loaded again


def test_a_model_whose_engine_dies_takes_no_other_along(jobs: Jobs, tmp_path: Path) -> None:
    jobs.open(sized(tmp_path, "general", 1))
    jobs.open(sized(tmp_path, "small", 1, crash_at_token=0), "translation")
    failed = jobs.state(jobs.prompt("translation"))
    assert failed.error is not None
    assert failed.error.code is Code.ENGINE_CRASHED
    assert said_by(jobs, "prompt") == "general"
    assert len(engines()) == 1


# --- the memory limit ---


def test_the_plan_is_told_before_the_load_and_what_was_taken_after(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = limited(make_jobs, 1000)
    path = sized(tmp_path, "m", 100, cache=50)
    ready = jobs.open(path)
    parts = MemoryParts(weights_mapped=100 * MB, cache=50 * MB)
    loading = [e for e in jobs.models(path) if e.state is ModelState.LOADING]
    assert loading
    assert all(e.plan is not None and e.plan.parts == parts for e in loading)
    assert ready.plan == loading[0].plan
    assert ready.taken == parts
    measured = jobs.events.wait_for(lambda e: isinstance(e, EngineMemory) and e.path == path)
    assert isinstance(measured, EngineMemory)
    assert measured.resident > 0


def test_what_does_not_fit_is_refused_before_an_engine_sees_it(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = limited(make_jobs, 80)
    refused = jobs.open(sized(tmp_path, "m", 100))
    assert refused.error == AppError(
        Code.MODEL_TOO_LARGE, path=refused.path, needed=100 * MB, limit=80 * MB
    )
    assert refused.offers == ()
    assert not engines()
    assert [e.state for e in jobs.models()] == [ModelState.FAILED]


def test_where_the_context_is_what_does_not_fit_smaller_ones_are_offered(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = limited(make_jobs, 160, context=4096, cache_type=CacheType.F16)
    path = sized(tmp_path, "m", 100, cache=100)
    refused = jobs.open(path)
    assert refused.error == AppError(
        Code.CONTEXT_TOO_LARGE,
        path=path,
        needed=200 * MB,
        limit=160 * MB,
        context=4096,
        fitting=4096,
        cache_type="q8_0",
    )
    assert not engines()
    offer = refused.offers[0]
    assert offer.parts.total <= 160 * MB
    accepted = jobs.open(path, options=offer.options)
    assert accepted.state is ModelState.READY
    assert accepted.plan == offer
    # An offer that was taken holds for the file, however often it is loaded again.
    jobs.runner.unload_model()
    start = len(jobs.events)
    assert said_by(jobs, "prompt") == "m"
    assert jobs.model(ModelState.READY, start=start).plan == offer


def test_by_itself_a_context_and_a_cache_are_chosen_that_fit(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = limited(make_jobs, 130)
    ready = jobs.open(sized(tmp_path, "m", 100, cache=100))
    assert ready.plan is not None
    assert (ready.plan.options.n_ctx, ready.plan.options.cache_type) == (2048, CacheType.Q8_0)


def test_the_limit_of_the_user_holds_and_not_the_machine_s(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = limited(make_jobs, 1000, memory_limit_bytes=50 * MB)
    refused = jobs.open(sized(tmp_path, "m", 100))
    assert refused.error is not None
    assert refused.error.params["limit"] == 50 * MB


def test_the_model_used_longest_ago_goes_to_make_room(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs = limited(make_jobs, 0, memory_limit_bytes=250 * MB)
    for name in ("prompt", "sentiment"):
        jobs.open(sized(tmp_path, name, 100), name)
    assert said_by(jobs, "prompt") == "prompt"  # now the other is the one used longest ago
    jobs.open(sized(tmp_path, "translation", 100), "translation")
    assert unloaded(jobs) == [("sentiment", UnloadReason.ROOM)]
    assert len(engines()) == 2
    assert said_by(jobs, "sentiment") == "sentiment"  # comes back, and another goes
    assert unloaded(jobs)[-1] == ("prompt", UnloadReason.ROOM)


def test_no_more_goes_than_it_takes_and_nothing_where_it_would_not_help(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = limited(make_jobs, 0, memory_limit_bytes=250 * MB)
    jobs.open(sized(tmp_path, "prompt", 100), "prompt")
    assert jobs.open(sized(tmp_path, "huge", 300), "translation").error is not None
    assert jobs.open(sized(tmp_path, "sentiment", 150), "sentiment").error is None
    assert unloaded(jobs) == []


def test_the_model_of_a_running_job_never_goes(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs = limited(make_jobs, 0, memory_limit_bytes=150 * MB)
    jobs.open(sized(tmp_path, "general", 100, **ENDLESS))
    job = jobs.prompt()
    first_words(jobs, job)
    refused = jobs.open(sized(tmp_path, "small", 60), "translation")
    assert refused.error is not None
    assert refused.error.params["limit"] == 50 * MB  # what is left beside it
    assert jobs.states(job)[-1] is JobState.RUNNING
    jobs.runner.cancel(job)
    jobs.state(job)
    assert jobs.open(refused.path, "translation").state is ModelState.READY
    assert unloaded(jobs) == [("general", UnloadReason.ROOM)]


def test_models_that_do_not_fit_together_take_turns(make_jobs: MakeJobs, tmp_path: Path) -> None:
    names = ("prompt", "sentiment", "translation")
    paths = {name: sized(tmp_path, name, 100) for name in names}
    jobs = limited(make_jobs, 0, memory_limit_bytes=150 * MB, task_models=paths)
    started = {name: jobs.prompt(name) for name in names}
    for name, job in started.items():
        done = jobs.state(job)
        assert isinstance(done.result, PromptResult)
        assert done.result.text == name
    assert len(engines()) == 1


def test_a_job_whose_model_does_not_fit_says_so_and_the_next_one_runs(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = limited(
        make_jobs,
        150,
        general_model=sized(tmp_path, "general", 100),
        task_models={"translation": sized(tmp_path, "huge", 200)},
    )
    failed = jobs.state(jobs.prompt("translation"))
    assert failed.error is not None
    assert failed.error.code is Code.MODEL_TOO_LARGE
    assert said_by(jobs, "prompt") == "general"


def test_a_model_in_the_way_of_its_own_successor_counts_as_gone(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = limited(make_jobs, 0, memory_limit_bytes=150 * MB)
    jobs.open(sized(tmp_path, "old", 100))
    assert jobs.open(sized(tmp_path, "new", 140)).state is ModelState.READY
    assert jobs.open(sized(tmp_path, "huge", 160)).state is ModelState.FAILED
    assert len(engines()) == 1  # what is refused costs nobody the model there is
    assert said_by(jobs, "prompt") == "new"


def rough(make_jobs: MakeJobs, limit: int) -> Jobs:
    """Jobs where only the engine knows how large its computing buffers are."""
    return make_jobs(Settings(), MachineMemory(ScriptEstimates(limit * MB, rough=True)))


def buffered(folder: Path, compute: int, cache: int = 0, **fields: Any) -> str:
    memory = {"weights_mapped": 100 * MB, "cache": cache * MB, "compute": compute * MB}
    return write_script(folder, "m", answer=["m"], memory=memory, **fields)


def test_what_the_plan_cannot_tell_is_asked_of_the_engine_before_it_loads(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = rough(make_jobs, 160)
    ready = jobs.open(buffered(tmp_path, compute=50))
    assert ready.state is ModelState.READY
    assert ready.plan is not None
    assert ready.plan.parts == MemoryParts(weights_mapped=100 * MB, compute=50 * MB)
    plans = [e.plan for e in jobs.models() if e.state is ModelState.LOADING]
    assert plans[0] is not None
    assert plans[0].rough
    assert plans[-1] == ready.plan
    assert len(engines()) == 1
    assert said_by(jobs, "prompt") == "m"


def test_what_is_too_large_after_all_is_not_loaded(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs = rough(make_jobs, 140)
    refused = jobs.open(buffered(tmp_path, compute=50))
    assert refused.error is not None
    assert refused.error.code is Code.MODEL_TOO_LARGE
    assert not engines()


def test_a_smaller_context_is_chosen_where_the_first_is_too_large_after_all(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = rough(make_jobs, 200)
    ready = jobs.open(buffered(tmp_path, cache=100, compute=30))
    assert ready.plan is not None
    assert (ready.plan.options.n_ctx, ready.plan.options.cache_type) == (4096, CacheType.Q8_0)


def test_an_engine_that_cannot_say_beforehand_loads_all_the_same(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = rough(make_jobs, 160)
    path = buffered(tmp_path, compute=50, dry_load_crashes=True)
    ready = jobs.open(path)
    assert ready.state is ModelState.READY
    assert jobs.open(path).state is ModelState.READY
    assert jobs.open(path).state is ModelState.READY  # nothing was held against the file


def test_an_unload_while_the_engine_is_asked_leaves_no_process(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = rough(make_jobs, 160)
    jobs.runner.open_model(buffered(tmp_path, compute=50))
    jobs.model(ModelState.LOADING)
    jobs.runner.unload_model()
    jobs.model(ModelState.NONE)
    assert not engines()


class Puzzled(ScriptEstimates):
    """Estimates with a bug."""

    def choose(
        self, header: object, base: LoadOptions, settings: Settings, room_bytes: int
    ) -> LoadPlan:
        raise ZeroDivisionError


@pytest.mark.allow_log("No plan could be made")
def test_a_bug_in_a_plan_is_told_and_keeps_nobody_waiting(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = make_jobs(Settings(), MachineMemory(Puzzled(100)))
    refused = jobs.open(sized(tmp_path, "m", 1))
    assert refused.error is not None
    assert refused.error.code is Code.INTERNAL


# --- settings while it runs ---


def test_other_options_hold_from_the_next_load_on(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs = limited(make_jobs, 1000)
    path = sized(tmp_path, "m", 100)
    jobs.open(path)
    jobs.runner.apply(Settings(context=512, cache_type=CacheType.Q4_0, mapped=False))
    assert said_by(jobs, "prompt") == "m"
    assert [e.state for e in jobs.models()].count(ModelState.READY) == 1
    jobs.runner.unload_model()
    start = len(jobs.events)
    assert said_by(jobs, "prompt") == "m"
    plan = jobs.model(ModelState.READY, start=start).plan
    assert plan is not None
    assert (plan.options.n_ctx, plan.options.cache_type) == (512, CacheType.Q4_0)


def test_other_options_are_taken_at_once_where_asked_but_not_under_a_job(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    jobs = limited(make_jobs, 1000)
    jobs.open(sized(tmp_path, "m", 100, **ENDLESS))
    job = jobs.prompt()
    first_words(jobs, job)
    start = len(jobs.events)
    jobs.runner.apply(Settings(context=512), reload=True)
    jobs.runner.cancel(job)
    assert jobs.state(job).state is JobState.STOPPED
    plan = jobs.model(ModelState.READY, start=start).plan
    assert plan is not None
    assert plan.options.n_ctx == 512
    places = [
        place
        for place, e in enumerate(jobs.events.all())
        if (isinstance(e, JobChanged) and e.job == job and e.state.is_final)
        or (place >= start and isinstance(e, ModelChanged) and e.state is ModelState.LOADING)
    ]
    event = jobs.events.all()[places[0]]
    assert isinstance(event, JobChanged)  # the job first


def test_options_that_do_not_fit_leave_what_is_loaded(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs = limited(make_jobs, 0, memory_limit_bytes=150 * MB, context=512)
    path = sized(tmp_path, "m", 100, cache=160)
    jobs.open(path)
    start = len(jobs.events)
    jobs.runner.apply(Settings(memory_limit_bytes=150 * MB, context=4096), reload=True)
    refused = jobs.model(ModelState.FAILED, start=start)
    assert refused.error is not None
    assert refused.error.code is Code.CONTEXT_TOO_LARGE
    assert jobs.model(ModelState.READY, start=start).path == path
    assert len(engines()) == 1


def test_a_lower_limit_unloads_what_is_over_it(make_jobs: MakeJobs, tmp_path: Path) -> None:
    jobs = limited(make_jobs, 1000)
    models = {name: sized(tmp_path, name, 100) for name in ("prompt", "translation")}
    for name, path in models.items():
        jobs.open(path, name)
    jobs.runner.apply(Settings(memory_limit_bytes=150 * MB, task_models=models))
    jobs.model(ModelState.NONE)
    assert unloaded(jobs) == [("prompt", UnloadReason.ROOM)]


# --- closing ---


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_closing_ends_every_engine(make_jobs: MakeJobs, tmp_path: Path, state: str) -> None:
    jobs = make_jobs()
    jobs.open(sized(tmp_path, "general", 1, **ENDLESS))
    jobs.open(sized(tmp_path, "small", 1), "translation")
    if state == "busy":
        first_words(jobs, jobs.prompt())
    running = engines()
    assert len(running) == 2
    jobs.runner.close()
    assert not psutil.wait_procs(running, PATIENCE)[1]


# --- one loads while another is wanted ---


def test_a_model_that_would_fit_but_for_one_that_loads_waits_for_that(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general, other = sized(tmp_path, "general", 150, load_seconds=0.5), sized(tmp_path, "b", 100)
    jobs = limited(make_jobs, 200, task_models={"translation": other})
    jobs.runner.open_model(general)
    assert said_by(jobs, "translation") == "b"
    assert unloaded(jobs) == [("general", UnloadReason.ROOM)]


def test_it_is_not_loaded_with_less_context_either(make_jobs: MakeJobs, tmp_path: Path) -> None:
    general = sized(tmp_path, "general", 150, load_seconds=0.5)
    other = sized(tmp_path, "b", 20, cache=100)
    jobs = limited(make_jobs, 200, task_models={"translation": other})
    jobs.runner.open_model(general)
    assert said_by(jobs, "translation") == "b"
    plan = jobs.model(ModelState.READY, path=other).plan
    assert plan is not None
    assert plan.options.n_ctx == 4096


def test_what_fits_beside_one_that_loads_does_not_wait(make_jobs: MakeJobs, tmp_path: Path) -> None:
    general, other = sized(tmp_path, "general", 150, load_seconds=600), sized(tmp_path, "b", 40)
    jobs = limited(make_jobs, 200, task_models={"translation": other})
    jobs.runner.open_model(general)
    assert said_by(jobs, "translation") == "b"


def test_what_fits_nowhere_is_refused_also_while_one_loads(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general, other = sized(tmp_path, "general", 150, load_seconds=600), sized(tmp_path, "b", 250)
    jobs = limited(make_jobs, 200, task_models={"translation": other})
    jobs.runner.open_model(general)
    failed = jobs.state(jobs.prompt("translation"))
    assert failed.error is not None
    assert failed.error.code is Code.MODEL_TOO_LARGE


def test_one_that_waits_is_loaded_where_the_other_cannot_be(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    bad = sized(tmp_path, "bad", 150, load_seconds=0.5, load_error="broken")
    other = sized(tmp_path, "b", 100)
    jobs = limited(make_jobs, 200, task_models={"translation": other})
    jobs.runner.open_model(bad)
    assert said_by(jobs, "translation") == "b"


def test_a_model_that_is_opened_counts_one_that_loads_for_nobody_as_gone(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general = sized(tmp_path, "general", 150, load_seconds=600)
    other = sized(tmp_path, "b", 20, cache=80)
    jobs = limited(make_jobs, 200)
    jobs.runner.open_model(general)

    opened = jobs.open(other, "translation")

    assert opened.state is ModelState.READY
    assert opened.plan is not None
    assert opened.plan.options.n_ctx == 4096
    assert unloaded(jobs) == [("general", UnloadReason.ROOM)]
    assert said_by(jobs, "translation") == "b"


def test_one_that_fits_beside_it_leaves_it_loading(make_jobs: MakeJobs, tmp_path: Path) -> None:
    general = sized(tmp_path, "general", 150, load_seconds=600)
    jobs = limited(make_jobs, 200)
    jobs.runner.open_model(general)

    assert jobs.open(sized(tmp_path, "b", 40), "translation").state is ModelState.READY

    assert unloaded(jobs) == []


def test_what_is_opened_does_not_take_the_place_of_one_that_a_job_waits_for(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general = sized(tmp_path, "general", 150, load_seconds=0.5)
    other = sized(tmp_path, "b", 100)
    jobs = limited(make_jobs, 200)
    jobs.runner.open_model(general)
    waits = jobs.prompt("prompt")

    jobs.runner.open_model(other, "translation")

    assert jobs.state(waits).state is JobState.DONE
    assert said_by(jobs, "translation") == "b"  # loaded when it is needed
    assert said_by(jobs, "prompt") == "general"
    assert not [event for event in jobs.models() if event.error]


def test_what_fits_nowhere_is_refused_when_it_is_opened(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general = sized(tmp_path, "general", 150, load_seconds=600)
    jobs = limited(make_jobs, 200)
    jobs.runner.open_model(general)

    assert jobs.open(sized(tmp_path, "b", 250), "translation").state is ModelState.FAILED

    assert unloaded(jobs) == []
