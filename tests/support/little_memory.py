"""Lets a process have little memory, as the kernel's control groups can."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

_BYTES = 8 << 20
_GROUPS = Path("/sys/fs/cgroup")
# the second version's and the first one's
_PLACES = ((_GROUPS, "memory.max"), (_GROUPS / "memory", "memory.limit_in_bytes"))


@contextmanager
def little_memory(pid: int) -> Iterator[None]:
    """From now on process ``pid`` may take some megabytes more; with more it is ended by the
    kernel. The test is skipped where that needs leave."""
    for place, limit in _PLACES:
        group = place / f"desktop-lm-test-{os.getpid()}-{pid}"
        if not (place / "cgroup.procs").exists():
            continue
        try:
            group.mkdir()
            (group / limit).write_text(str(_BYTES), "ascii")
            (group / "cgroup.procs").write_text(str(pid), "ascii")
        except OSError:
            with suppress(OSError):
                group.rmdir()
            continue
        try:
            yield
        finally:
            psutil.wait_procs([p for p in [_process(pid)] if p], timeout=10)
            group.rmdir()
        return
    pytest.skip("processes cannot be limited here")


def _process(pid: int) -> psutil.Process | None:
    try:
        return psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None
