"""Has the kernel say at once when memory is short, where it does that.

Linux lets a program write what it wants to be told of into its pressure stall information
(Documentation/accounting/psi.rst, "Monitoring for pressure thresholds"), and wakes it then.
"""

from __future__ import annotations

import logging
import os
import select
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from desktop_lm.jobs.pool.memory_pressure import PSI_FILE

# Some program stood still for a tenth of the time. Who is not root may only ask for windows of
# whole two seconds.
_STALLED = b"some 200000 2000000\0"  # microseconds, of so many
logger = logging.getLogger(__name__)


class Trigger(Protocol):
    """Something that tells when memory is short."""

    def wait(self) -> bool:
        """Wait until it is; False where nothing will be told any more."""

    def stop(self) -> None:
        """End the wait, from another thread."""

    def close(self) -> None:
        """Nobody waits any more."""


MakeTrigger = Callable[[], Trigger | None]


def stall_trigger() -> Trigger | None:
    """The kernel's, None where it has none or does not let us ask."""
    try:
        descriptor = os.open(PSI_FILE, os.O_RDWR | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    try:
        os.write(descriptor, _STALLED)
        return EventTrigger(descriptor)
    except OSError as error:
        logger.info("The kernel does not tell of memory pressure: %s", error)
        os.close(descriptor)
        return None


class EventTrigger:
    """Waits for urgent data at a descriptor, which it closes in the end."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._stopped, self._stop = os.pipe()

    def wait(self) -> bool:
        poll = select.poll()
        poll.register(self._descriptor, select.POLLPRI)
        poll.register(self._stopped, select.POLLIN)
        events = dict(poll.poll())
        if self._stopped in events:
            return False
        return not events.get(self._descriptor, select.POLLERR) & select.POLLERR

    def stop(self) -> None:
        with suppress(OSError):  # closed already
            os.write(self._stop, b"x")

    def close(self) -> None:
        for descriptor in (self._descriptor, self._stopped, self._stop):
            os.close(descriptor)


class TriggerThread:
    """Waits on ``trigger`` and calls ``tell`` on a thread of its own, and ``lost`` where the
    trigger has nothing to tell any more."""

    def __init__(
        self, trigger: Trigger, tell: Callable[[], object], lost: Callable[[], object]
    ) -> None:
        self._trigger = trigger
        self._tell = tell
        self._lost = lost
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="memory-pressure", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Wait no more; the thread is gone then."""
        self._ending = True
        self._trigger.stop()
        self._thread.join()
        self._trigger.close()

    def _run(self) -> None:
        while self._trigger.wait():
            self._tell()
        if not self._ending:
            self._lost()
