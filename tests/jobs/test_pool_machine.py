"""Whatever is opened, used and unloaded, the models in memory are those a simple picture of the
rules says, and together they are never over the limit."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import psutil
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from desktop_lm.errors import Code
from desktop_lm.jobs.events import JobState, ModelState
from desktop_lm.jobs.job_loop import MachineMemory
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.prompt.prompt import PromptResult
from tests.jobs.conftest import Jobs
from tests.support.script_estimates import ScriptEstimates

LIMIT = 200
SIZES = {"a": 40, "b": 60, "c": 100, "d": 150, "huge": 250}
owners = st.sampled_from(["", "prompt", "translation"])
names = st.sampled_from(sorted(SIZES))


class Pool(RuleBasedStateMachine):
    """The real pool on real engine processes beside a picture of it: who has chosen what, and
    what is in memory in the order of its last use."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        for name, size in SIZES.items():
            script = {"answer": [name], "memory": {"weights_mapped": size}}
            Path(self._path(name)).write_text(json.dumps(script), encoding="ascii")
        self._jobs = Jobs(Settings(), MachineMemory(ScriptEstimates(0)))
        self._jobs.runner.apply(Settings(memory_limit_bytes=LIMIT))
        self._chosen: dict[str, str] = {}
        self._loaded: list[str] = []  # used longest ago first

    def teardown(self) -> None:
        self._jobs.runner.close()
        self._folder.cleanup()
        assert not psutil.Process().children()

    @rule(owner=owners, name=names)
    def open(self, owner: str, name: str) -> None:
        event = self._jobs.open(self._path(name), owner)
        if SIZES[name] > LIMIT:
            assert event.error is not None
            assert event.error.code is Code.MODEL_TOO_LARGE
            return
        assert event.state is ModelState.READY
        self._chosen[owner] = name
        self._loaded = [one for one in self._loaded if one in self._chosen.values()]
        self._use(name)

    @rule(owner=owners)
    def work(self, owner: str) -> None:
        done = self._jobs.state(self._jobs.prompt(owner))
        name = self._chosen.get(owner) or self._chosen.get("")
        if name is None:
            assert done.error is not None
            assert done.error.code is Code.NO_MODEL
            return
        assert done.state is JobState.DONE
        assert isinstance(done.result, PromptResult)
        assert done.result.text == name
        self._use(name)

    @rule(name=names)
    def unload(self, name: str) -> None:
        start = len(self._jobs.events)
        self._jobs.runner.unload_model(self._path(name))
        if name in self._loaded:
            self._jobs.model(ModelState.NONE, start=start, path=self._path(name))
            self._loaded.remove(name)

    @invariant()
    def what_is_in_memory_is_as_pictured(self) -> None:
        states = {Path(event.path).stem: event.state for event in self._jobs.models()}
        ready = {name for name, state in states.items() if state is ModelState.READY}
        assert ready == set(self._loaded)
        assert len(psutil.Process().children()) == len(ready)
        assert sum(SIZES[name] for name in ready) <= LIMIT

    def _use(self, name: str) -> None:
        """It is loaded, where it is not, and now it is the one used last."""
        others = [one for one in self._loaded if one != name]
        while sum(SIZES[one] for one in others) + SIZES[name] > LIMIT:
            others.pop(0)
        self._loaded = [*others, name]

    def _path(self, name: str) -> str:
        return str(Path(self._folder.name) / f"{name}.json")


Pool.TestCase.settings = settings(max_examples=8, stateful_step_count=15, deadline=None)
TestPool = Pool.TestCase
