"""What the user set: memory, how models are loaded, and which model does what."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from desktop_lm.messages import CacheType
from desktop_lm.storage import json_file

IDLE_MINUTES = 10.0
_MOST = {"memory_limit_bytes": 2**62, "idle_minutes": 60 * 24 * 365, "context": 2**31 - 1}
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user set; None is the program's own choice where nothing else is said.

    ``task_models`` are model files by the name of a task ("prompt", "sentiment", "translation");
    a task without one uses ``general_model``. ``unknown`` are values of another version of the
    program, kept as they are.
    """

    memory_limit_bytes: int | None = None  # of all models together; None: what is free, less some
    idle_minutes: float | None = IDLE_MINUTES  # a model unused this long is unloaded; None: never
    context: int | None = None  # tokens
    cache_type: CacheType | None = None
    mapped: bool = True
    repacked: bool = True  # True is fast, False is lean
    full_logits: bool = False
    general_model: str = ""
    task_models: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ValueError for numbers that make no sense."""
        for name, most in _MOST.items():
            value = getattr(self, name)
            if value is not None and not 0 < value <= most:
                raise ValueError(f"{name} must be above 0 and at most {most}")


def read(path: Path) -> Settings:
    """What was written last. A value that makes no sense counts as not set; a file that is no
    JSON object is put aside, with ``.damaged`` behind its name, and nothing counts as set."""
    return _from_json(json_file.read_or_nothing(path))


def write(path: Path, settings: Settings) -> bool:
    """Replace the file. A disk that cannot be written is logged, and False comes back."""
    values = {
        each.name: getattr(settings, each.name)
        for each in fields(Settings)
        if each.name != "unknown"
    }
    return json_file.write(path, {**settings.unknown, **values})


def _from_json(values: Mapping[str, Any]) -> Settings:
    types = get_type_hints(Settings)
    known = {name for name in types if name != "unknown"}
    settings: dict[str, Any] = {"unknown": {k: v for k, v in values.items() if k not in known}}
    for name in known & values.keys():
        try:
            value = msgspec.convert(values[name], types[name])
            Settings(**{name: value})
        except (ValueError, msgspec.ValidationError) as error:
            logger.info("The setting %s is ignored: %s", name, error)
        else:
            settings[name] = value
    return Settings(**settings)
