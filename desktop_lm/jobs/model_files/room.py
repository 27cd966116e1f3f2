"""Whether a model that is loaded only to be measured fits beside all that is loaded already."""

from __future__ import annotations

from typing import NamedTuple

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.model_files.private_engine import StartEngine
from desktop_lm.messages import LoadOptions
from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.memory.plan import plan


class GuestEngines(NamedTuple):
    """Engines to measure with, started by ``start``, and the bytes of ``room`` there are for what
    they load: nothing is unloaded for it, so the system would push out what is in use."""

    start: StartEngine
    room: int

    def needed(self, header: GgufHeader, options: LoadOptions) -> int:
        """Bytes that loading a model takes. Raises MODEL_TOO_LARGE where there is no room for so
        many, and else as ``plan``."""
        needed, limit = plan(header, options).total, max(0, self.room)
        if needed > limit:
            raise AppError(Code.MODEL_TOO_LARGE, path=header.path, needed=needed, limit=limit)
        return needed
