"""What only a real model shows: mapped files that change, and memory that is given back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psutil
import pytest

from desktop_lm import bootstrap, paths
from desktop_lm.child_command import child_environment
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.events import JobOutput, JobState, ModelChanged, ModelState
from desktop_lm.jobs.history.receipts import model_hash
from desktop_lm.jobs.pool.estimates import HeaderEstimates
from desktop_lm.messages import CacheType, Count, Load, LoadOptions, PromptPart, Reply, Request
from desktop_lm.models import vet
from desktop_lm.models.crash_record import CrashRecord
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.prompt.context_fit import Turn
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptRead, PromptTask, TextAdded
from desktop_lm.tasks.read_ahead import ReadAheadTask
from desktop_lm.tasks.task import LoadedModel, Task
from tests.jobs.conftest import Jobs
from tests.support.events import Collected
from tests.support.random_models import write_model

pytestmark = [pytest.mark.model, pytest.mark.slow]

GIVEN_BACK = 10_000_000  # bytes the program may have more of after an unload


class RealJobs(Jobs):
    """As ``Jobs``, on llama.cpp."""

    def __init__(self, settings: Settings) -> None:
        self.events = Collected()
        self.runner = bootstrap.build_runner(settings=settings)
        self.runner.subscribe(self.events)


@pytest.fixture
def make_jobs() -> Iterator[Callable[[Settings], RealJobs]]:
    made: list[RealJobs] = []

    def make(settings: Settings) -> RealJobs:
        made.append(RealJobs(settings))
        return made[-1]

    yield make
    for jobs in made:
        jobs.runner.close()


@pytest.fixture
def jobs(make_jobs: Callable[[Settings], RealJobs]) -> RealJobs:
    return make_jobs(Settings(context=512))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the starter model, to be spoiled."""
    return Path(shutil.copy(bootstrap.starter_model(), tmp_path / "model.gguf"))


def first_words(jobs: Jobs, job: int) -> None:
    jobs.events.wait_for(
        lambda e: isinstance(e, JobOutput) and e.job == job and isinstance(e.update, TextAdded)
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a mapped file cannot be cut short there")
def test_a_file_cut_short_in_use_is_told_and_not_held_against_it(
    jobs: RealJobs, model: Path, temporary_home: Path
) -> None:
    jobs.open(str(model))
    job = jobs.prompt(text="Count from one to a thousand, in words.")
    first_words(jobs, job)
    size = model.stat().st_size
    os.truncate(model, size // 2)
    failed = jobs.state(job)
    assert failed.error == AppError(Code.MODEL_FILE_CHANGED)
    again = jobs.state(jobs.prompt())
    assert again.error is not None
    assert again.error.code is Code.FILE_TRUNCATED
    assert (again.error.params["actual"], again.error.params["expected"]) == (size // 2, size)
    assert CrashRecord(paths.state_dir() / bootstrap.CRASHES).count(str(model)) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a mapped file cannot be replaced there")
def test_a_file_replaced_or_deleted_in_use_matters_at_the_next_load(
    jobs: RealJobs, model: Path
) -> None:
    jobs.open(str(model))
    job = jobs.prompt(text="Count from one to a thousand, in words.")
    first_words(jobs, job)
    other = model.with_name("other")
    other.write_bytes(b"GGUF but no model")
    other.replace(model)
    jobs.runner.cancel(job)
    assert jobs.state(job).state is JobState.STOPPED
    following = jobs.prompt()
    first_words(jobs, following)  # the mapped pages are still those of the old file
    jobs.runner.cancel(following)
    jobs.state(following)
    jobs.runner.unload_model()
    spoiled = jobs.state(jobs.prompt())
    assert spoiled.error is not None
    assert spoiled.error.code in (Code.GGUF_VERSION, Code.FILE_TRUNCATED)
    model.unlink()
    gone = jobs.state(jobs.prompt())
    assert gone.error == AppError(Code.FILE_MISSING, path=str(model))


@pytest.mark.skipif(sys.platform == "win32", reason="a mapped file cannot be deleted there")
def test_a_file_that_goes_while_it_loads_is_told_and_no_job_waits_for_ever(
    jobs: RealJobs, model: Path
) -> None:
    def delete_when_half_loaded(event: object) -> None:
        if isinstance(event, ModelChanged) and event.fraction > 0:
            model.unlink(missing_ok=True)

    jobs.runner.subscribe(delete_when_half_loaded)
    jobs.runner.open_model(str(model))
    missing = AppError(Code.FILE_MISSING, path=str(model))
    assert jobs.state(jobs.prompt()).error == missing
    assert jobs.model(ModelState.FAILED).error == missing


@pytest.mark.skipif(sys.platform != "linux", reason="Linux lets others limit a process")
def test_a_model_that_the_system_gives_no_memory_is_told_so(model: Path) -> None:
    import resource

    with bootstrap.start_engine(Stop()) as engine:
        with pytest.raises(AppError) as caught:
            engine.ask(Count(0, (PromptPart("there?"),)))
        assert caught.value.code is Code.NO_MODEL, "it is up"
        most = psutil.Process(engine.pid).memory_info().vms + (20 << 20)
        resource.prlimit(engine.pid, resource.RLIMIT_AS, (most, most))
        with pytest.raises(AppError) as caught:
            engine.ask(Load(0, str(model)))
    assert caught.value == AppError(Code.ENGINE_OUT_OF_MEMORY)


PROGRAM = """
import json, queue, psutil
from desktop_lm import bootstrap, paths
from desktop_lm.jobs.history.receipts import model_hash
from desktop_lm.jobs.pool.estimates import HeaderEstimates
from desktop_lm.jobs.events import JobChanged, ModelChanged, ModelState
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptTask

def own():
    memory = psutil.Process().memory_info()
    return memory.rss - memory.shared

def wait_for(fits):
    while not fits(event := events.get(timeout=120)):
        pass
    return event

def answer():
    runner.open_model(model)
    job = runner.submit("prompt", lambda m: PromptTask(m, PromptInput("Hi", max_tokens=20)))
    done = wait_for(lambda e: isinstance(e, JobChanged) and e.state.is_final)
    engines = len(psutil.Process().children())
    runner.unload_model()
    wait_for(lambda e: isinstance(e, ModelChanged) and e.state is ModelState.NONE)
    return {"state": done.state, "engines": engines,
            "left": len(psutil.Process().children()), "own": own()}

model = bootstrap.starter_model()
events = queue.SimpleQueue()
runner = bootstrap.build_runner()
runner.subscribe(events.put)
before = own()
rounds = [answer() for _ in range(3)]
runner.close()
print(json.dumps({"before": before, "rounds": rounds}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts shared pages as Linux does")
def test_an_unload_gives_all_memory_back() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM],
        env=child_environment(dict(os.environ)),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    for round_ in told["rounds"]:
        assert (round_["state"], round_["engines"], round_["left"]) == ("done", 1, 0)
        assert round_["own"] - told["before"] < GIVEN_BACK


def test_what_does_not_fit_is_refused_and_an_offer_fits_as_planned(
    make_jobs: Callable[[Settings], RealJobs],
) -> None:
    path = bootstrap.starter_model()
    options = LoadOptions(n_ctx=8192, n_threads=bootstrap.default_threads())
    needed = HeaderEstimates().parts(vet.vet(path), options).total
    jobs = make_jobs(
        Settings(context=8192, cache_type=CacheType.F16, memory_limit_bytes=needed - 1)
    )
    refused = jobs.open(path)
    assert refused.error is not None
    assert refused.error.code is Code.CONTEXT_TOO_LARGE
    assert refused.error.params["needed"] == needed
    assert refused.error.params["limit"] == needed - 1
    assert not psutil.Process().children()
    offer = refused.offers[0]
    assert offer.parts.total < needed
    ready = jobs.open(path, options=offer.options)
    assert ready.plan == offer
    assert ready.taken is not None
    assert ready.taken.cache == pytest.approx(offer.parts.cache, rel=0.1)
    assert ready.taken.weights_mapped == pytest.approx(offer.parts.weights_mapped, rel=0.1)


def test_by_itself_a_small_limit_makes_a_small_context(
    make_jobs: Callable[[Settings], RealJobs],
) -> None:
    path = bootstrap.starter_model()
    options = LoadOptions(n_ctx=1024, n_threads=bootstrap.default_threads())
    enough = HeaderEstimates().parts(vet.vet(path), options).total
    ready = make_jobs(Settings(memory_limit_bytes=enough)).open(path)
    assert ready.info is not None
    assert ready.plan is not None
    assert 512 <= ready.info.n_ctx == ready.plan.options.n_ctx <= 4096
    assert ready.plan.parts.total <= enough


@pytest.mark.parametrize("architecture", ["mamba", "deepseek2", "lfm2"])
def test_llama_cpp_is_asked_for_the_buffers_a_header_does_not_tell(
    make_jobs: Callable[[Settings], RealJobs], tmp_path: Path, architecture: str
) -> None:
    ready = make_jobs(Settings()).open(str(write_model(tmp_path, architecture)))
    assert ready.state is ModelState.READY
    assert ready.plan is not None
    assert ready.taken is not None
    assert not ready.plan.rough
    assert ready.taken.compute == pytest.approx(ready.plan.parts.compute, rel=0.01)
    assert ready.taken.cache == pytest.approx(ready.plan.parts.cache, rel=0.01)


def test_a_small_model_answers_beside_the_general_one(jobs: RealJobs, tmp_path: Path) -> None:
    jobs.open(bootstrap.starter_model())
    jobs.open(str(write_model(tmp_path, "llama")), "translation")
    assert len(psutil.Process().children()) == 2
    for owner, vocabulary in (("prompt", 49152), ("translation", 2048)):
        done = jobs.state(jobs.runner.submit(owner, VocabularyTask))
        assert done.result == vocabulary
    jobs.runner.unload_model()
    jobs.model(ModelState.NONE)


class VocabularyTask:
    """Asks for nothing and tells how many tokens its model knows."""

    def __init__(self, model: LoadedModel) -> None:
        self._model = model

    def next_request(self, request_id: int) -> Request | None:
        return None

    def feed(self, reply: Reply) -> Iterable[object]:
        return ()

    def updates(self) -> Iterable[object]:
        return ()

    def result(self) -> object:
        return self._model.info.n_vocab


def test_a_prompt_that_was_read_ahead_has_one_token_left(jobs: RealJobs) -> None:
    jobs.open(bootstrap.starter_model())
    given = PromptInput("Tell me how the tides come and go, and why. " * 20, max_tokens=2)

    def ahead(model: LoadedModel) -> Task:
        return ReadAheadTask(PromptTask(model, given))

    assert jobs.state(jobs.runner.submit("prompt:ahead", ahead, gives_way=True)).error is None
    job = jobs.runner.submit("prompt", lambda model: PromptTask(model, given))
    assert jobs.state(job).state is JobState.DONE
    read = [
        event.update
        for event in jobs.events.all()
        if isinstance(event, JobOutput) and isinstance(event.update, PromptRead)
    ]
    assert read[0].total > 200
    assert read[0].reused == read[0].total - 1


def test_what_was_said_is_kept_where_the_model_goes_while_it_reads_along(
    make_jobs: Callable[[Settings], RealJobs],
) -> None:
    states = paths.saved_states_dir()
    model_hash(bootstrap.starter_model(), states)  # or there may be no time for it at the end
    jobs = make_jobs(Settings(context=4096))
    jobs.open(bootstrap.starter_model())
    said = (Turn("Tell me of the sea.", "It is wide and deep, and it is never still. " * 3),)
    talk = PromptInput("And then?", turns=said, max_tokens=2)
    asked = jobs.runner.submit("prompt", lambda model: PromptTask(model, talk))
    assert jobs.state(asked).state is JobState.DONE

    def ahead(model: LoadedModel) -> Task:
        return ReadAheadTask(PromptTask(model, PromptInput("On and on. " * 800, turns=said)))

    reading = jobs.runner.submit("prompt:ahead", ahead, gives_way=True)
    jobs.state(reading, JobState.RUNNING)
    jobs.runner.unload_model()
    assert jobs.state(reading).state is JobState.STOPPED
    jobs.model(ModelState.NONE)
    assert list(states.glob("*-conversation-*.state"))
