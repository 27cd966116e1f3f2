"""Two builds are compared by names, permissions, links and bytes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from installers import alike
from installers.project import Failed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions of Linux")


def build(folder: Path) -> Path:
    (folder / "lib").mkdir(parents=True)
    (folder / "lib" / "code").write_bytes(b"x" * 3_000_000)
    (folder / "program").write_bytes(b"runs")
    (folder / "program").chmod(0o755)
    (folder / "link").symlink_to("lib/code")
    return folder


def other_byte(folder: Path) -> None:
    with (folder / "lib" / "code").open("r+b") as file:
        file.seek(2_999_999)
        file.write(b"y")


def other_link(folder: Path) -> None:
    (folder / "link").unlink()
    (folder / "link").symlink_to("program")


def test_the_same_files_are_alike(tmp_path: Path) -> None:
    one, other = (build(tmp_path / name) for name in ("one", "other"))

    assert alike.compare(one, other) == "2 files alike, 3000004 bytes"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (other_byte, "lib/code: other bytes"),
        (lambda folder: (folder / "lib" / "code").write_bytes(b""), "lib/code: other bytes"),
        (lambda folder: (folder / "program").chmod(0o644), "program: -rwxr-xr-x, -rw-r--r--"),
        (other_link, "link: link to lib/code, link to program"),
        (lambda folder: (folder / "program").unlink(), "program: -rwxr-xr-x, missing"),
        (lambda folder: (folder / "new").mkdir(mode=0o700), "new: missing, drwx------"),
    ],
)
def test_each_difference_is_told(
    tmp_path: Path, change: Callable[[Path], object], told: str
) -> None:
    one, other = (build(tmp_path / name) for name in ("one", "other"))
    change(other)

    assert alike.differences(one, other) == [told]
    with pytest.raises(Failed, match="1 differences"):
        alike.compare(one, other)
