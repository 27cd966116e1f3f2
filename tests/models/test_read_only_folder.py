"""A models folder that nobody may write to: it is named in one sentence, and nothing is lost."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.models.download.downloader import Downloader
from desktop_lm.models.download.progress import StopSignal
from desktop_lm.models.library.entry import Source
from desktop_lm.models.library.library import Library
from tests.models.download.conftest import remote_of
from tests.models.gguf_writer import Gguf
from tests.support.file_server import serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such permissions")
MODEL = Gguf()


def add(folder: Path, file: Path) -> None:
    Library(folder, tuple).add(file, Source.IMPORTED)


def copy(folder: Path, file: Path) -> None:
    Library(folder, tuple).import_file(file, copy=True)


def download(folder: Path, file: Path) -> None:
    with serving(file.read_bytes()) as server:
        Downloader(folder, (server.endpoint,)).fetch(
            remote_of(server), StopSignal(), lambda _: None
        )


@pytest.mark.parametrize("act", [add, copy, download])
def test_it_is_named(locked: Path, tmp_path: Path, act: Callable[[Path, Path], None]) -> None:
    file = MODEL.write(tmp_path / "mine.gguf")

    with pytest.raises(AppError) as caught:
        act(locked, file)

    assert caught.value.code is Code.FOLDER_UNWRITABLE
    assert str(locked) in str(caught.value)
    assert file.exists()
