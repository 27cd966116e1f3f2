"""What every test gets: a home of its own, and proof that it leaves nothing behind.

Each guard is a fixture that looks at the world before the test and again after it. The home comes
first and so goes last; the guards end before it does.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

# What a shell starts in the background ignores Ctrl+C, and so would the children of the tests.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# Before anything imports Qt: windows are drawn in memory, on every machine alike.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import psutil
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QWidget

# A thread or a process that is on its way out is given this long; one that stays is a leak.
GRACE_SECONDS = 3.0

# Wall-clock limits of one example say nothing on a shared machine.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("quick", deadline=None, max_examples=10)
settings.load_profile("ci" if os.environ.get("CI") else "default")

Thing = TypeVar("Thing")


def pytest_collection_finish() -> None:
    """What the tests import stays; looking through it for garbage after every test is in vain."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def temporary_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An empty home folder; no test reads or writes the real one, children included."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    places = {
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
        "XDG_CACHE_HOME": ".cache",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_RUNTIME_DIR": ".run",
    }
    for name, place in places.items():
        monkeypatch.setenv(name, str(home / place))
    return home


@pytest.fixture(autouse=True)
def no_leaks(temporary_home: Path) -> Iterator[None]:
    """Fail a test that leaves a thread or a child process running."""
    threads = set(threading.enumerate())
    children = _children()
    yield
    left_threads = _after_grace(lambda: _living_threads() - threads)
    left_children = _after_grace(lambda: _children() - children)
    problems = [f"thread {thread.name!r}" for thread in left_threads]
    problems += [f"process {_describe(child)}" for child in left_children]
    for child in left_children:
        _end(child)
    if problems:
        pytest.fail("left running: " + "; ".join(sorted(problems)), pytrace=False)


@pytest.fixture(autouse=True)
def no_unexpected_logs(request: pytest.FixtureRequest, no_leaks: None) -> Iterator[None]:
    """Fail a test during which anything logs at WARNING or above.

    ``@pytest.mark.allow_log("pattern")`` names the ones that are part of the test.
    """
    allowed = [re.compile(mark.args[0]) for mark in request.node.iter_markers("allow_log")]
    records: list[logging.LogRecord] = []
    watcher = _Collector(records)
    logging.getLogger().addHandler(watcher)
    yield
    logging.getLogger().removeHandler(watcher)
    lines = [f"{record.name}: {record.levelname}: {record.getMessage()}" for record in records]
    unexpected = [line for line in lines if not any(rule.search(line) for rule in allowed)]
    if unexpected:
        pytest.fail("unexpected log records:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture(autouse=True)
def no_qt_leaks(request: pytest.FixtureRequest, no_unexpected_logs: None) -> Iterator[None]:
    """Fail a test with a window that leaves a top-level widget or a running timer."""
    if "qapp" not in request.fixturenames:
        yield
        return
    from PySide6.QtGui import QGuiApplication

    request.getfixturevalue("qapp")
    # Kept, not counted by id: the id of a widget that has gone may be used again.
    widgets, timers = _top_level_widgets(), _running_timers()
    yield
    # Nor what was copied: the next test would find it, and Qt asks Python about what Python made
    # for its clipboard when Python has ended.
    QGuiApplication.clipboard().clear()
    left_widgets = _new(_top_level_widgets(), widgets)
    left_timers = _new(_running_timers(), timers)
    problems = [f"widget {widget!r}" for widget in left_widgets]
    problems += [f"timer {timer!r} of {timer.parent()!r}" for timer in left_timers]
    for timer in left_timers:
        timer.stop()
    for widget in left_widgets:
        widget.deleteLater()
    if problems:
        pytest.fail("left in Qt: " + "; ".join(problems), pytrace=False)


class _Collector(logging.Handler):
    """Keeps every record at WARNING or above."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(level=logging.WARNING)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


def _living_threads() -> set[threading.Thread]:
    # A dummy stands for a thread Python did not start (Qt's own, for one) and never goes away.
    return {
        thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)
    }


def _children() -> set[psutil.Process]:
    if _has_no_child():
        return set()
    return set(psutil.Process().children(recursive=True))


def _has_no_child() -> bool:
    """Whether the system says so at once; finding children means looking at all processes."""
    lists = list(Path("/proc/self/task").glob("*/children"))
    try:
        return bool(lists) and not any(path.read_bytes() for path in lists)
    except OSError:  # a thread has just ended
        return False


def _after_grace(left: Callable[[], set[Thing]]) -> set[Thing]:
    """What is still left once it had its time to end."""
    deadline = time.monotonic() + GRACE_SECONDS
    pause = threading.Event()
    while (things := left()) and time.monotonic() < deadline:
        pause.wait(0.02)
    return things


def _describe(child: psutil.Process) -> str:
    try:
        return f"{child.pid} {child.status()}: {' '.join(child.cmdline())}"
    except psutil.Error:
        return str(child.pid)


def _end(child: psutil.Process) -> None:
    try:
        child.kill()
        child.wait(GRACE_SECONDS)
    except psutil.Error:
        pass  # gone meanwhile


def _top_level_widgets() -> list[QWidget]:
    """Windows nobody owns; a popup or a dialog with a parent goes with its parent."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        # A tool tip belongs to Qt, which keeps one for the next time.
        if widget.parent() is None and widget.metaObject().className() != "QTipLabel"
    ]


def _running_timers() -> list[QTimer]:
    import shiboken6
    from PySide6.QtCore import QTimer

    # All of Qt's objects that Python knows: many times fewer than all of Python's.
    wrappers = shiboken6.getAllValidWrappers()
    return [one for one in wrappers if isinstance(one, QTimer) and one.isActive()]


def _new(after: list[Thing], before: list[Thing]) -> list[Thing]:
    return [thing for thing in after if not any(thing is old for old in before)]


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder that takes no file. Root may write anywhere on a disk, and nobody in /proc."""
    if os.geteuid() == 0:
        yield Path("/proc")
        return
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)
