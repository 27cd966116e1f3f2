"""A window of models on a library of its own, with real files and a real server."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_lm import bootstrap
from desktop_lm.jobs.pool.estimates import HeaderEstimates
from desktop_lm.messages import LoadOptions
from desktop_lm.models.catalogue import Catalogue, CatalogueModel, Licence, Recommendation
from desktop_lm.models.catalogue import Limit as LicenceLimit
from desktop_lm.models.catalogue import Task as Use
from desktop_lm.models.download.downloader import Downloader
from desktop_lm.models.download.transfer import Patience
from desktop_lm.models.library.elsewhere import Offer
from desktop_lm.models.library.library import Library
from desktop_lm.models.library.shipped import Shipped
from desktop_lm.storage import settings as settings_file
from desktop_lm.storage.settings import Settings
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.loaded_models import LoadedModels
from desktop_lm.ui.models.memory.measurements import Measurements
from desktop_lm.ui.models.memory.plans import Planner, Room
from desktop_lm.ui.models.models_window import Files, Memory, ModelsWindow
from desktop_lm.ui.models.settings_desk import SettingsDesk
from desktop_lm.ui.models.shrink.shrinking import Shrinking
from tests.models.gguf_writer import STRING, U32, Gguf
from tests.support.file_server import FileServer, serving
from tests.ui.conftest import PATIENCE_MS

MODEL = Gguf().plus(
    ("general.file_type", U32, 15),
    ("general.license", STRING, "apache-2.0"),
    ("llama.context_length", U32, 2048),
)
# A real model, large enough to stop in the middle of.
CONTENT = MODEL.bytes() + random.Random(5).randbytes(3_000_000)
GIGA = 10**9
_PATIENCE = Patience(silence=60, tries=2, first_wait=0.01, longest_wait=0.05)
_LICENCES = (
    Licence("apache-2.0", "Apache License 2.0", "Free for any purpose."),
    Licence("house", "House Rules", "Not on Sundays.", (LicenceLimit.USE,)),
)


def catalogue_of(server: FileServer, licence: str = "apache-2.0") -> Catalogue:
    """One model, which the server has, and a second one for another machine."""

    def model(name: str) -> CatalogueModel:
        return CatalogueModel(
            id=name.lower(),
            name=name,
            repo="someone/models",
            revision="ab" * 20,
            file=f"{name}-Q4_K_M.gguf",
            bytes=len(server.content),
            sha256=server.sha256,
            licence=licence,
            parameters=1_000_000,
            quantisation="Q4_K_M",
            tasks=(Use.PROMPT,),
            note="Writes.",
        )

    return Catalogue(
        checked="2026-01-01",
        licences=_LICENCES,
        models=(model("Big"), model("Small")),
        recommended=(Recommendation(0, "small"), Recommendation(64 * GIGA, "big")),
    )


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving(CONTENT) as state:
        yield state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The library's folder, with a space and letters of another script in its path."""
    path = tmp_path / "my models 模型"
    path.mkdir()
    return path


class OpenWindow:
    """Opens the window of models, and waits until it has read the folder.

    ``elsewhere`` is what other programs keep, ``shipped`` what came with this one; ``applied``
    the settings the runner was told. ``beside`` is what a model may take that is only measured.
    """

    def __init__(self, qtbot: QtBot, theme: Theme, folder: Path, server: FileServer) -> None:
        self._qtbot = qtbot
        self._theme = theme
        self._folder = folder
        self._server = server
        self.windows: list[ModelsWindow] = []
        self.elsewhere: tuple[Offer, ...] = ()
        self.shipped: tuple[Shipped, ...] = ()
        self.applied: list[Settings] = []
        self.loaded = LoadedModels()
        self.free = self.beside = 4 * GIGA

    @property
    def saved(self) -> Settings:
        """The settings on the disk."""
        return settings_file.read(bootstrap.settings_path())

    def __call__(self, *, licence: str = "apache-2.0", memory: int = 8 * GIGA) -> ModelsWindow:
        self.free = memory // 2
        files = Files(
            Library(self._folder, lambda: self.shipped),
            Downloader(self._folder, (self._server.endpoint,), _PATIENCE),
            catalogue_of(self._server, licence),
            lambda: self.elsewhere,
        )
        planner = Planner(HeaderEstimates(), LoadOptions(), self._room, bootstrap.start_engine)
        measurements = Measurements(bootstrap.memory_record(), bootstrap.start_engine, self._beside)
        settings = SettingsDesk(bootstrap.settings_path(), self.applied.append)
        shrinking = Shrinking(files.library, bootstrap.start_engine, 1, self._beside, quick=True)
        with_memory = Memory(planner, settings, self.loaded, measurements, memory, shrinking)
        window = ModelsWindow(self._theme, files, with_memory)
        settings.setParent(window)
        window.setStyleSheet(self._theme.style_sheet())
        self.windows.append(window)
        self._qtbot.addWidget(window)
        window.open()
        self._qtbot.waitUntil(
            lambda: window.shelf.known and not window.background.busy, timeout=PATIENCE_MS
        )
        return window

    def _beside(self) -> int:
        return self.beside

    def _room(self, settings: Settings) -> Room:
        return Room(settings.memory_limit_bytes or self.free, self.free)


@pytest.fixture
def models(qtbot: QtBot, theme: Theme, folder: Path, server: FileServer) -> Iterator[OpenWindow]:
    make = OpenWindow(qtbot, theme, folder, server)
    yield make
    server.released.set()
    for window in make.windows:
        window.close()
        window.end()
