"""The AppImage is its run-time and, behind it, an image of a folder that starts the program."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from installers import appimage
from installers.project import Failed

TOOLS = ("mksquashfs", "unsquashfs", "desktop-file-validate", "appstreamcli")
needs_tools = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason="needs squashfs-tools and what checks menu entries"
)


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    folder = tmp_path / "frozen"
    folder.mkdir()
    (folder / "desktop-lm").write_text('#!/bin/sh\necho "started with $1"\n')
    (folder / "desktop-lm").chmod(0o755)
    return folder


@needs_tools
def test_its_image_starts_the_program_from_wherever_it_is_mounted(
    tmp_path: Path, frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    runtime = tmp_path / "runtime"
    runtime.write_bytes(b"run-time" * 1000)

    once, again = (appimage.build(frozen, runtime, tmp_path / name) for name in ("one", "two"))

    assert once.read_bytes() == again.read_bytes()
    assert once.read_bytes().startswith(runtime.read_bytes())
    mounted = tmp_path / "mounted here"
    unpack = ["unsquashfs", "-quiet", "-no-progress", "-offset", "8000", "-dest", str(mounted)]
    subprocess.run([*unpack, str(once)], check=True, stdout=subprocess.DEVNULL)
    started = subprocess.run(
        [str(mounted / "AppRun"), "a file"], capture_output=True, text=True, check=True
    )
    assert started.stdout == "started with a file\n"
    assert (mounted / "desktop-lm.desktop").is_file()
    assert (mounted / ".DirIcon").read_bytes().startswith(b"\x89PNG")


def test_a_run_time_that_is_not_there_is_named(tmp_path: Path, frozen: Path) -> None:
    with pytest.raises(Failed, match="nowhere"):
        appimage.build(frozen, tmp_path / "nowhere", tmp_path)
