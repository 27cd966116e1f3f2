"""Models that the program brings for a purpose: a small translator beside the general model."""

from __future__ import annotations

from pathlib import Path

import psutil

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import Event, ModelChanged, ModelChosen, ModelState
from desktop_lm.jobs.model_owners import EVERYDAY_TRANSLATION, TRANSLATION
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.prompt.prompt import PromptResult
from tests.jobs.conftest import Jobs, MakeJobs
from tests.support.events import Collected
from tests.support.scripts import write_script


def script(folder: Path, name: str, **fields: object) -> str:
    """A model that answers with its own name."""
    return write_script(folder, name, answer=[name], **fields)


def said(jobs: Jobs, model_of: str = "") -> str:
    done = jobs.state(jobs.prompt(TRANSLATION, model_of=model_of))
    assert done.error is None
    assert isinstance(done.result, PromptResult)
    return done.result.text


def loaded(jobs: Jobs) -> set[str]:
    return {Path(e.path).stem for e in jobs.models() if e.state is ModelState.READY}


def test_it_serves_its_purpose_and_the_general_model_stays_on_the_disk(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general, brought = script(tmp_path, "general"), script(tmp_path, "brought")
    jobs = make_jobs(Settings(general_model=general), brought={EVERYDAY_TRANSLATION: brought})

    assert said(jobs, EVERYDAY_TRANSLATION) == "brought"
    assert loaded(jobs) == {"brought"}
    assert said(jobs) == "general"
    assert said(jobs, f"{EVERYDAY_TRANSLATION}:live") == "brought"


def test_a_model_can_be_chosen_without_loading_it_and_loaded_for_whoever_uses_it(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general, brought = script(tmp_path, "general"), script(tmp_path, "brought")
    jobs = make_jobs(brought={EVERYDAY_TRANSLATION: brought})
    jobs.runner.choose_model(general)
    jobs.runner.load_model(EVERYDAY_TRANSLATION)
    jobs.model(ModelState.READY, path=brought)
    jobs.runner.load_model("nobody's")

    jobs.model(ModelState.READY, path=general)
    assert loaded(jobs) == {"brought", "general"}
    assert said(jobs) == "general"


def test_what_the_user_chose_for_the_tab_goes_before_it(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    brought, own = script(tmp_path, "brought"), script(tmp_path, "own")
    jobs = make_jobs(
        Settings(task_models={TRANSLATION: own}), brought={EVERYDAY_TRANSLATION: brought}
    )

    assert said(jobs, EVERYDAY_TRANSLATION) == "own"
    jobs.runner.apply(Settings())
    assert said(jobs, EVERYDAY_TRANSLATION) == "brought"


def test_a_damaged_one_is_told_of_once_and_the_general_model_does_its_work(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general = script(tmp_path, "general")
    brought = script(tmp_path, "brought", load_error="broken")
    jobs = make_jobs(Settings(general_model=general), brought={EVERYDAY_TRANSLATION: brought})

    assert said(jobs, EVERYDAY_TRANSLATION) == "general"
    jobs.runner.apply(Settings(general_model=general))
    assert said(jobs, EVERYDAY_TRANSLATION) == "general"
    (failed,) = [e for e in jobs.models() if e.state is ModelState.FAILED]
    assert failed.owner == EVERYDAY_TRANSLATION
    assert failed.error is not None
    assert failed.error.code is Code.LOAD_FAILED


def test_one_that_is_damaged_after_it_worked_leaves_its_work_too(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general, brought = script(tmp_path, "general"), script(tmp_path, "brought")
    jobs = make_jobs(Settings(general_model=general), brought={EVERYDAY_TRANSLATION: brought})
    assert said(jobs, EVERYDAY_TRANSLATION) == "brought"
    jobs.runner.unload_model(brought)
    script(tmp_path, "brought", load_error="broken")

    assert said(jobs, EVERYDAY_TRANSLATION) == "general"


def test_one_whose_engine_was_ended_while_it_loaded_has_its_work_again_at_once(
    make_jobs: MakeJobs, tmp_path: Path
) -> None:
    general = script(tmp_path, "general")
    brought = script(tmp_path, "brought", load_seconds=600)
    jobs = make_jobs(Settings(general_model=general), brought={EVERYDAY_TRANSLATION: brought})
    job = jobs.prompt(TRANSLATION, model_of=EVERYDAY_TRANSLATION)
    jobs.events.wait_for(lambda e: isinstance(e, ModelChanged) and e.path == brought)
    [engine] = psutil.Process().children()
    engine.kill()
    assert jobs.state(job).error == AppError(Code.ENGINE_KILLED)

    script(tmp_path, "brought")
    assert said(jobs, EVERYDAY_TRANSLATION) == "brought"


def test_who_listens_later_hears_first_what_was_chosen(make_jobs: MakeJobs, tmp_path: Path) -> None:
    general, brought = script(tmp_path, "general"), script(tmp_path, "brought")
    jobs = make_jobs(Settings(general_model=general), brought={EVERYDAY_TRANSLATION: brought})
    said(jobs)

    late: Collected[Event] = Collected()
    jobs.runner.subscribe(late)
    said(jobs)

    chosen = [event for event in late.all()[:2] if isinstance(event, ModelChosen)]
    assert set(chosen) == {
        ModelChosen("", general),
        ModelChosen(EVERYDAY_TRANSLATION, brought),
    }
