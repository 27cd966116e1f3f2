"""What the system lets a short-lived child process of ours take."""

from __future__ import annotations

import contextlib
import os
import sys

_NICENESS = 5


def limit_process(*, cpu_seconds: int, data_bytes: int, address_bytes: int) -> None:
    """Bound this process's time and memory, forbid it to write files, and let others go first.

    ``address_bytes`` counts libraries and thread stacks too, which cost nothing. Windows has no
    such limits: there the parent has to watch.
    """
    if sys.platform == "win32":
        return
    import resource

    limits = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_CPU: (cpu_seconds, cpu_seconds + 1),  # SIGXCPU first, then SIGKILL
        resource.RLIMIT_DATA: (data_bytes, data_bytes),
        resource.RLIMIT_AS: (address_bytes, address_bytes),
        resource.RLIMIT_FSIZE: (0, 0),
    }
    for kind, values in limits.items():
        # macOS knows fewer of them, and a hard limit of the user's own may be lower.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, values)
    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
