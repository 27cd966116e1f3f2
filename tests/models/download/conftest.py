from __future__ import annotations

import random
from pathlib import Path

import pytest

from desktop_lm.models.download.downloader import Downloader
from desktop_lm.models.download.progress import Progress, StopSignal
from desktop_lm.models.download.remote import Remote
from desktop_lm.models.download.transfer import Patience
from tests.support.file_server import FileServer

# Large enough for many reads, small enough for many tests.
CONTENT = b"GGUF" + random.Random(3).randbytes(1_000_000)
REVISION = "0123456789abcdef" * 2 + "01234567"
IMPATIENT = Patience(silence=1.0, tries=8, first_wait=0.01, longest_wait=0.5)
CALM = Patience(silence=60, tries=4, first_wait=0.01, longest_wait=0.5)


def remote_of(server: FileServer, file: str = "tiny.gguf") -> Remote:
    return Remote("someone/tiny", REVISION, file, len(server.content), server.sha256)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models 模型"


@pytest.fixture
def progress() -> list[Progress]:
    return []


class Fetching:
    """Downloads from a server into a folder."""

    def __init__(self, folder: Path, progress: list[Progress]) -> None:
        self.folder = folder
        self.progress = progress

    def __call__(
        self,
        server: FileServer,
        *mirrors: str,
        patience: Patience = CALM,
        stop: StopSignal | None = None,
        remote: Remote | None = None,
    ) -> Path:
        downloader = Downloader(self.folder, (server.endpoint, *mirrors), patience)
        return downloader.fetch(
            remote or remote_of(server), stop or StopSignal(), self.progress.append
        ).path

    def left(self) -> list[str]:
        """What lies in the folder."""
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def fetch(folder: Path, progress: list[Progress]) -> Fetching:
    return Fetching(folder, progress)
