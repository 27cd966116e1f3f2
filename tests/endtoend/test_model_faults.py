"""What can be wrong on this machine's side of a model's way to an answer in the window: each is one
sentence, nothing is lost, and once it is put right the model answers."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_lm import bootstrap, paths
from desktop_lm.errors import Code
from desktop_lm.models.library.copying import UNFINISHED
from desktop_lm.models.library.entry import Source
from tests.endtoend.conftest import User
from tests.endtoend.fetching import FILE, content, server, start, state, why_it_fails, write
from tests.support.file_server import FileServer, serving
from tests.support.random_models import write_model
from tests.support.split_files import split_file
from tests.ui.hands import button_in, click

__all__ = ["content", "server"]

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(sys.platform == "win32", reason="limits and rights of another kind"),
]


@contextlib.contextmanager
def full_disk(most: int) -> Iterator[None]:
    """No file of this process may have more than ``most`` bytes: the system itself refuses them,
    as it does where a disk has no room."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fetch(user: User) -> Path:
    """Download the model of the catalogue, and have it in use."""
    start(user)
    user.until(lambda: state(user) is None)
    path = paths.models_dir() / FILE
    use(user, path)
    return path


def use(user: User, path: Path) -> None:
    """As the button of the list does."""
    user.window.models.window.use_asked.emit(str(path))

    def is_loaded() -> bool:
        loaded = user.window.models.loaded.of(str(path))
        return loaded is not None and loaded.info is not None

    user.until(is_loaded)


def told(user: User, *words: str) -> None:
    """A sentence with these words comes in the window of models."""
    banner = user.window.models.window.banner
    user.until(lambda: all(word in banner.sentence for word in words))


def test_a_disk_that_gets_full_in_mid_download(
    ready_user: User, server: FileServer, content: bytes
) -> None:
    half = len(content) // 2
    ready_user.window.models.open()

    with full_disk(half):
        assert why_it_fails(ready_user) is Code.DISK_FULL

    assert (paths.models_dir() / f"{FILE}.part").stat().st_size == half
    assert fetch(ready_user).read_bytes() == content
    assert server.ranges == ["", f"bytes={half}-"]
    write(ready_user)


def test_a_disk_that_gets_full_in_mid_copy(
    ready_user: User, content: bytes, tmp_path: Path
) -> None:
    ready_user.window.models.open()
    window, path = ready_user.window.models.window, tmp_path / FILE
    path.write_bytes(content)
    window.shelf.add([str(path)])
    told(ready_user, "was added")

    with full_disk(len(content) // 2):
        click(button_in(window.banner, "Copy it here"))
        told(ready_user, "The disk is full", FILE)

    copy = paths.models_dir() / FILE
    assert not copy.exists()
    assert not (paths.models_dir() / UNFINISHED).exists()
    ready_user.until(lambda: window.chores.now is None)
    window.show_model(str(path))
    click(window.library_page.details.copy)
    told(ready_user, "was copied")
    use(ready_user, copy)
    write(ready_user)


def test_no_network(
    ready_user: User, content: bytes, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalogue is shown from the disk, and what is here answers."""
    with serving(content) as gone:
        monkeypatch.setenv("HF_ENDPOINT", gone.endpoint)
    ready_user.window.models.open()
    window = ready_user.window.models.window
    window.show_catalogue()
    assert window.catalogue_page is not None
    assert "Noise" in [row.title for row in window.catalogue_page.list.rows]

    assert why_it_fails(ready_user) is Code.HOST_UNREACHABLE
    write(ready_user)

    with serving(content, port=gone.port):
        fetch(ready_user)
    write(ready_user)


def test_a_models_folder_that_is_read_only(
    ready_user: User, server: FileServer, content: bytes, tmp_path: Path, locked: Path
) -> None:
    paths.models_dir().parent.mkdir(parents=True, exist_ok=True)
    paths.models_dir().symlink_to(locked)
    ready_user.window.models.open()
    window, path = ready_user.window.models.window, tmp_path / FILE
    path.write_bytes(content)

    window.shelf.add([str(path)])
    told(ready_user, "Nothing can be kept in the folder", str(paths.models_dir()))
    assert why_it_fails(ready_user) is Code.FOLDER_UNWRITABLE
    ready_user.window.drops.take([str(path)])  # it can be used where it is
    ready_user.until(lambda: ready_user.window.model_button.text().startswith("Noise"))
    ready_user.until_status("Ready")
    write(ready_user)

    paths.models_dir().unlink()
    assert fetch(ready_user).read_bytes() == content
    write(ready_user)


def test_a_split_model_with_a_part_missing(ready_user: User, tmp_path: Path) -> None:
    first, second = split_file(write_model(tmp_path, "llama"), tmp_path, 2)
    kept = second.rename(tmp_path / "elsewhere")
    ready_user.window.models.open()
    window = ready_user.window.models.window

    window.shelf.add([str(first)])
    told(ready_user, second.name)
    ready_user.window.opener.open(str(first))
    ready_user.until(lambda: second.name in ready_user.window.banner.sentence)
    assert ready_user.window.model_button.text().startswith("SmolLM2")
    assert {entry.source for entry in bootstrap.build_library().entries()} <= {
        Source.STARTER,
        Source.BUILT_IN,
    }

    kept.rename(second)
    window.shelf.add([str(first)])
    told(ready_user, "was added")
    use(ready_user, first)
    write(ready_user)
