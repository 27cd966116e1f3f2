"""The command line's own use of the jobs."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_lm import bootstrap
from desktop_lm.cli.session import Session
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.job_loop import MachineMemory
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptResult, PromptTask
from tests.support.script_estimates import ScriptEstimates
from tests.support.scripts import write_script


def test_the_model_that_was_named_answers_whatever_the_window_s_settings_say(
    tmp_path: Path,
) -> None:
    named, other = (write_script(tmp_path, name, answer=[name]) for name in ("named", "other"))
    settings = Settings(general_model=other, task_models={"sentiment": other})
    with Session(bootstrap.build_runner(scripted=True, settings=settings)) as session:
        session.open_model(Path(named), "sentiment")
        result = session.run(
            "sentiment", lambda model: PromptTask(model, PromptInput("Hi")), lambda _: None
        )
    assert isinstance(result, PromptResult)
    assert result.text == "named"


def test_a_model_over_the_memory_limit_is_an_error_and_no_wait(tmp_path: Path) -> None:
    large = write_script(tmp_path, memory={"weights_mapped": 200})
    memory = MachineMemory(ScriptEstimates(100))
    runner = bootstrap.build_runner(scripted=True, settings=Settings(), memory=memory)
    with Session(runner) as session, pytest.raises(AppError) as caught:
        session.open_model(large, "generate")
    assert caught.value.code is Code.MODEL_TOO_LARGE
