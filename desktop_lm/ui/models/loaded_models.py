"""What is in memory now, by the events of the engines. Made at the start, so it knows little."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_lm.jobs.events import EngineMemory, Event, ModelChanged, ModelChosen, ModelState
from desktop_lm.jobs.model_owners import EVERYDAY_TRANSLATION, path_used_by
from desktop_lm.ui.job_desk import PROMPT, SENTIMENT, TRANSLATION

if TYPE_CHECKING:
    from desktop_lm.jobs.events import LoadPlan
    from desktop_lm.messages import MemoryParts, ModelInfo

OWNERS = (PROMPT, SENTIMENT, TRANSLATION)
_PURPOSES = {TRANSLATION: EVERYDAY_TRANSLATION}  # for which the program may bring a model


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is loaded or being loaded: ``plan`` is what was computed before, ``taken``
    what llama.cpp said it allocated, ``memory`` what was measured last."""

    path: str
    state: ModelState
    fraction: float = 0.0
    info: ModelInfo | None = None
    plan: LoadPlan | None = None
    taken: MemoryParts | None = None
    memory: EngineMemory | None = None


class LoadedModels:
    """All of them by path, and which tab uses which."""

    def __init__(self) -> None:
        self._loaded: dict[str, LoadedModel] = {}
        self._chosen: dict[str, str] = {}

    def of(self, path: str) -> LoadedModel | None:
        """The model in this file, where it is in memory."""
        return self._loaded.get(path)

    def __len__(self) -> int:
        return len(self._loaded)

    @property
    def measured(self) -> dict[str, EngineMemory]:
        """What was measured last of each engine, by its model's path."""
        return {path: m.memory for path, m in self._loaded.items() if m.memory}

    @property
    def private_bytes(self) -> int:
        """Measured bytes of all engines that would be free again without them."""
        return sum(m.memory.private for m in tuple(self._loaded.values()) if m.memory)

    @property
    def held_bytes(self) -> int:
        """Bytes that all models take under a limit: what was planned, or what was measured where
        that is more. For any thread."""
        return sum(
            max(m.plan.parts.total if m.plan else 0, m.memory.resident if m.memory else 0)
            for m in tuple(self._loaded.values())
        )

    @property
    def resident_bytes(self) -> int:
        """Measured bytes of all engines, mapped files among them."""
        return sum(m.memory.resident for m in self._loaded.values() if m.memory)

    def users_of(self, path: str) -> tuple[str, ...]:
        """The tabs whose jobs run on this file."""

        def uses_it(owner: str) -> bool:
            names = (owner, _PURPOSES.get(owner, owner))
            return any(path_used_by(name, self._chosen) == path for name in names)

        return tuple(filter(uses_it, OWNERS))

    def follow(self, event: Event) -> bool:
        """Take in an event. Whether it was about models."""
        if isinstance(event, ModelChosen):
            self._chosen[event.owner] = event.path
        elif isinstance(event, EngineMemory):
            if event.path in self._loaded:
                known = self._loaded[event.path]
                self._loaded[event.path] = replace(known, memory=event)
        elif isinstance(event, ModelChanged):
            self._model_changed(event)
        else:
            return False
        return True

    def _model_changed(self, event: ModelChanged) -> None:
        if event.state in (ModelState.NONE, ModelState.FAILED):
            if event.state is ModelState.NONE or self._is_loading(event.path):
                self._loaded.pop(event.path, None)
            return
        known = self._loaded.get(event.path)
        self._loaded[event.path] = LoadedModel(
            event.path,
            event.state,
            event.fraction,
            event.info,
            event.plan or (known.plan if known else None),
            event.taken or (known.taken if known and event.info else None),
            known.memory if known and event.info else None,
        )

    def _is_loading(self, path: str) -> bool:
        known = self._loaded.get(path)
        return known is not None and known.state is ModelState.LOADING
