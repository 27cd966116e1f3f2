"""More downloads than run at once: those that wait for their turn, from a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from desktop_lm.models.catalogue import CatalogueModel
from desktop_lm.models.download.downloader import Downloader
from desktop_lm.models.download.transfer import Patience
from desktop_lm.models.library.library import Library
from desktop_lm.ui.models.catalogue.downloads import Downloads, State
from tests.support.file_server import FileServer, Turn
from tests.ui.conftest import PATIENCE_MS
from tests.ui.models.conftest import CONTENT, catalogue_of

HALF = len(CONTENT) // 2


class Queue:
    """Three downloads: two that have stalled, and a third that has come to its half before and
    now waits for one of them to end."""

    def __init__(self, qtbot: QtBot, folder: Path, server: FileServer) -> None:
        self._qtbot = qtbot
        self._folder = folder
        self._server = server
        library = Library(folder, tuple)
        downloader = Downloader(folder, (server.endpoint,), Patience(silence=600))
        self.downloads = Downloads(downloader, library.keep_download)
        model = catalogue_of(server).models[0]
        self.one, self.two, self.waiting = (
            msgspec.structs.replace(model, id=name, name=name, file=f"{name}.gguf")
            for name in ("one", "two", "waiting")
        )
        self._stall(self.waiting)
        self.downloads.pause(self.waiting.id)
        self.until(lambda: self.state is State.PAUSED)
        self._stall(self.one)
        self._stall(self.two)
        self.downloads.start(self.waiting)

    @property
    def state(self) -> State | None:
        """That of the one which waits."""
        download = self.downloads.of(self.waiting.id)
        return download.state if download else None

    def until(self, true: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(true, timeout=PATIENCE_MS)

    def left(self, model: CatalogueModel) -> list[str]:
        """What the folder has of a model."""
        return sorted(path.name for path in self._folder.glob(f"{model.file}*"))

    def _stall(self, model: CatalogueModel) -> None:
        self._server.turns.append(Turn(stall_after=HALF))
        self.downloads.start(model)
        part = self._folder / f"{model.file}.part"
        self.until(lambda: part.exists() and part.stat().st_size == HALF)


@pytest.fixture
def queue(qtbot: QtBot, folder: Path, server: FileServer) -> Iterator[Queue]:
    made = Queue(qtbot, folder, server)
    yield made
    server.released.set()
    made.downloads.close()


def test_one_that_waits_is_cancelled_at_once_and_leaves_nothing(queue: Queue) -> None:
    queue.downloads.cancel(queue.waiting)

    queue.until(lambda: queue.state is None)
    assert queue.left(queue.waiting) == []
    assert set(queue.downloads.running) == {"one", "two"}


def test_one_that_waits_is_paused_at_once_and_keeps_what_has_come(queue: Queue) -> None:
    queue.downloads.pause(queue.waiting.id)

    assert queue.state is State.PAUSED
    paused = queue.downloads.of(queue.waiting.id)
    assert paused is not None
    assert paused.done == HALF
    assert queue.left(queue.waiting) == ["waiting.gguf.part", "waiting.gguf.part.json"]


def test_one_that_was_paused_is_cancelled_while_others_run(queue: Queue) -> None:
    queue.downloads.pause(queue.waiting.id)

    queue.downloads.cancel(queue.waiting)

    queue.until(lambda: queue.state is None)
    assert queue.left(queue.waiting) == []


def test_one_that_gave_up_its_turn_can_be_begun_anew(queue: Queue, server: FileServer) -> None:
    queue.downloads.cancel(queue.waiting)
    queue.until(lambda: queue.state is None)

    queue.downloads.start(queue.waiting)
    queue.downloads.cancel(queue.one)

    queue.until(lambda: queue.left(queue.waiting) == ["waiting.gguf"])
    queue.until(lambda: queue.state is None)
    assert server.ranges[-1] == ""  # nothing was there to go on with
    assert queue.left(queue.one) == []
