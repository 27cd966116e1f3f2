"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_lm import atomic_file
from desktop_lm.errors import AppError, Code
from desktop_lm.written_file import write_bytes, write_error, written_beside

POSIX = pytest.mark.skipif(
    os.name == "nt", reason="Windows has neither these modes nor these links"
)
Write = Callable[[Path, bytes], None]


def _beside(path: Path, content: bytes) -> None:
    with written_beside(path) as beside:
        beside.write_bytes(content)


WRITES = [
    pytest.param(_beside, id="stream"),
    pytest.param(write_bytes, id="user's"),
    pytest.param(atomic_file.write_bytes, id="own"),
]


@POSIX
@pytest.mark.parametrize("write", [_beside, write_bytes])
def test_others_may_read_what_is_saved_as_they_may_any_file(tmp_path: Path, write: Write) -> None:
    usual, path = tmp_path / "usual", tmp_path / "a.md"
    usual.write_bytes(b"")
    write(path, b"first")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)
    path.chmod(0o604)
    write(path, b"second")
    assert (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) == (0o604, b"second")


@POSIX
@pytest.mark.parametrize("write", WRITES)
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path, write: Write) -> None:
    (tmp_path / "cloud").mkdir()
    real, link = tmp_path / "cloud" / "real.md", tmp_path / "link.md"
    link.symlink_to(real)
    for content in (b"first", b"second"):
        write(link, content)
        assert link.is_symlink()
        assert real.read_bytes() == content
    assert [path.name for path in real.parent.iterdir()] == ["real.md"]


@pytest.mark.parametrize("name", ["漢" * 84 + ".md", "🌊" * 63], ids=["Chinese", "waves"])
@pytest.mark.parametrize("write", WRITES)
def test_a_name_may_be_as_long_as_any(tmp_path: Path, write: Write, name: str) -> None:
    write(tmp_path / name, b"x")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_without_figures_that_nobody_knows(tmp_path: Path, number: int) -> None:
    error = write_error(tmp_path / "a.md", OSError(number, os.strerror(number)))
    assert error.code is Code.WRITE_FAILED
    assert error.params["reason"] == os.strerror(number)


def test_an_export_makes_its_folder_and_a_failed_one_leaves_nothing(tmp_path: Path) -> None:
    write_bytes(tmp_path / "new" / "a.md", b"x")
    (tmp_path / "new" / "taken").mkdir()
    for path in (tmp_path / "new" / "taken", tmp_path / "new" / "a.md" / "b.md"):
        with pytest.raises(AppError) as caught:
            write_bytes(path, b"y")
        assert caught.value.code is Code.WRITE_FAILED
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a.md", "taken"]
