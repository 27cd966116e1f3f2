"""Copies into the models folder, with disks that are full and processes that are killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.models.file_lock import AlreadyLocked, FileLock
from desktop_lm.models.library.copying import LOCK, UNFINISHED, Copying
from desktop_lm.models.target_lock import target_lock

SIZE = 3 << 20


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.gguf"
    path.write_bytes(bytes(range(256)) * (SIZE // 256))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


def copying(folder: Path, free: Callable[[Path], int] | None = None) -> Copying:
    def nothing(_: int = 0) -> None:
        pass

    return Copying(folder, nothing, nothing, free) if free else Copying(folder, nothing, nothing)


def test_space_is_looked_for_before(folder: Path, source: Path) -> None:
    with pytest.raises(AppError) as caught:
        copying(folder, lambda _: SIZE).run([source])

    assert caught.value.code is Code.DISK_FULL
    assert caught.value.params["needed"] > SIZE == caught.value.params["free"]
    assert list(folder.iterdir()) == []


_LIMITED = """
import resource, signal, sys
from pathlib import Path
from desktop_lm.errors import AppError
from desktop_lm.models.library.copying import Copying
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    Copying(Path(sys.argv[1]), lambda _: None, lambda: None).run([Path(sys.argv[2])])
except AppError as error:
    print(error.code.value)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
def test_a_disk_that_gets_full_on_the_way_leaves_nothing(folder: Path, source: Path) -> None:
    """The system itself refuses to write on: a limit of a real child process."""
    arguments = [str(folder), str(source), str(SIZE // 2)]
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, *arguments], capture_output=True, text=True, check=True
    )

    assert done.stdout == "disk_full\n"
    assert list(folder.iterdir()) == []


def test_what_a_killed_copy_left_is_cleared_away(folder: Path, source: Path) -> None:
    (folder / UNFINISHED).mkdir(parents=True)
    (folder / UNFINISHED / "half.gguf").write_bytes(b"half")

    copy = copying(folder).run([source]).path

    assert copy.read_bytes() == source.read_bytes()
    assert list(folder.iterdir()) == [copy]


def test_one_copy_at_a_time(folder: Path, source: Path) -> None:
    with FileLock(folder / LOCK), pytest.raises(AppError) as caught:
        copying(folder).run([source])

    assert caught.value == AppError(Code.TARGET_BUSY, path=str(folder / source.name))


def test_nobody_else_writes_the_target_meanwhile(folder: Path, source: Path) -> None:
    with target_lock(folder / source.name), pytest.raises(AppError) as caught:
        copying(folder).run([source])
    assert caught.value == AppError(Code.TARGET_BUSY, path=str(folder / source.name))
    assert list(folder.iterdir()) == []

    def check() -> None:
        with pytest.raises(AlreadyLocked), target_lock(folder / source.name):
            pass
        checked.append(True)

    checked: list[bool] = []
    Copying(folder, lambda _: None, check).run([source])
    assert checked
    with target_lock(folder / source.name):  # free again
        pass


def test_a_file_that_comes_meanwhile_is_left_alone(folder: Path, source: Path) -> None:
    second = source.with_name("second.gguf")
    second.write_bytes(b"x")
    mine = folder / "second.gguf"

    def put_another_there(_: int) -> None:
        mine.write_bytes(b"mine")

    with pytest.raises(AppError) as caught:
        Copying(folder, put_another_there, lambda: None).run([source, second])

    assert caught.value == AppError(Code.OTHER_FILE_THERE, path=str(mine))
    assert mine.read_bytes() == b"mine"
    assert list(folder.iterdir()) == [mine]


def test_a_source_that_has_gone_is_named(folder: Path, source: Path) -> None:
    second = source.with_name("second.gguf")
    second.write_bytes(b"x")

    class Vanishing(Copying):
        def _check_room(self, *args: object) -> None:
            second.unlink()

    with pytest.raises(AppError) as caught:
        Vanishing(folder, lambda _: None, lambda: None).run([source, second])

    assert (caught.value.code, caught.value.params["path"]) == (
        Code.FILE_UNREADABLE,
        str(second),
    )
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path, source: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(AppError) as caught:
        copying(tmp_path / "file" / "models").run([source])

    assert caught.value.code is Code.FOLDER_UNWRITABLE
