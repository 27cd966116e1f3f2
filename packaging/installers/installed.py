"""The installed program as its users meet it: its window on a screen, asked by the keyboard."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from time import monotonic, sleep

from installers.debian_root import DebianRoot
from installers.project import NAME, Failed
from installers.screen import Screen

USER, OTHER = "tester", "another"
QUESTION = "Write one sentence about the sea."
_ANSWER_SECONDS = 240.0  # on a machine that has much else to do
_SETTLED_SECONDS = 15.0  # an answer that did not grow for so long is complete
_NOTHING = "nothing was copied yet"


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Say what is tried, and how long it took."""
    print(f"- {name}", flush=True)
    started = monotonic()
    yield
    print(f"  {monotonic() - started:.0f} s", flush=True)


@contextlib.contextmanager
def running(
    command: list[str], screen: Screen, quit_keys: str = "ctrl+q"
) -> Iterator[subprocess.Popen[bytes]]:
    """A program with a window on ``screen``; at the end it is closed and must be silent."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
        try:
            yield process
            screen.press(quit_keys)
            status = process.wait(60)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")
        if status or said:
            raise Failed(f"the program ended with {status} and said: {said}")


@contextlib.contextmanager
def window(
    root: DebianRoot, user: str = USER, program: str = NAME, before: str = ""
) -> Iterator[Screen]:
    """The program's window on a screen of its own, which has the keyboard.

    ``before`` is DebianRoot.command's.
    """
    with Screen() as screen:
        command = root.command([program], user=user, before=before, DISPLAY=screen.name)
        with running(command, screen):
            screen.focus(screen.wait_for_window(NAME))
            yield screen


def ask(screen: Screen, question: str) -> str:
    """Type a question into the open tab; the answer comes back, by the way that a person copies
    it. Raises Failed if none comes."""
    screen.copy(_NOTHING)
    before = copied(screen)
    screen.type(question)
    screen.press("ctrl+Return")
    return until(lambda: _other(copied(screen), before), f"an answer to {question!r}")


def _other(told: str, before: str) -> str:
    return "" if told == before else told


def shown(screen: Screen) -> str:
    """The result that the open tab shows. Raises Failed if none comes."""
    screen.copy(_NOTHING)
    return until(lambda: copied(screen), "something to copy")


def copied(screen: Screen) -> str:
    """The result of the open tab so far, "" where there is none."""
    screen.press("ctrl+shift+c")
    told = screen.clipboard().strip()
    return "" if told == _NOTHING else told


def until(tell: Callable[[], str], what: str) -> str:
    """What ``tell`` tells, once it tells the same for a while. Raises Failed if nothing comes."""
    deadline, last, since = monotonic() + _ANSWER_SECONDS, "", monotonic()
    while monotonic() < deadline:
        told = tell()
        if told != last:
            last, since = told, monotonic()
        elif told and monotonic() - since > _SETTLED_SECONDS:
            return told
        sleep(2)
    raise Failed(f"{what} did not come within {_ANSWER_SECONDS:.0f} seconds")
