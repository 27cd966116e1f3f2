"""A display is one that answers, whatever the environment names."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_lm.display import displays, lacks, platform_plugins

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as server:
        yield server


def test_a_display_is_one_that_answers(
    monkeypatch: pytest.MonkeyPatch,
    listener: socket.socket,
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    number = 100_000 + os.getpid()  # of a display that nobody has
    monkeypatch.setenv("DISPLAY", f":{number}.0")
    assert displays() == []

    listener.bind(f"\0/tmp/.X11-unix/X{number}")
    listener.listen()

    assert displays() == ["x11"]


def test_a_wayland_display_lies_in_the_runtime_folder(
    monkeypatch: pytest.MonkeyPatch, listener: socket.socket, tmp_path: Path
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert displays() == []

    listener.bind(str(tmp_path / "wayland-7"))
    listener.listen()

    assert displays() == ["wayland"]


@pytest.mark.parametrize("display", ["", "nonsense", "localhost:59999", ":1x", "127.0.0.1:58999"])
def test_a_display_that_is_gone_is_none(monkeypatch: pytest.MonkeyPatch, display: str) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)

    assert displays() == []


def shared_library(file: Path, *linked: Path) -> Path:
    """A library with nothing in it but what it is linked to."""
    command = [shutil.which("cc") or "", "-shared", "-Wl,--no-as-needed", "-o", str(file)]
    options = [f"-Wl,-soname,{file.name}", "-x", "c", os.devnull, "-x", "none"]
    subprocess.run([*command, *options, *map(str, linked)], check=True)
    return file


@pytest.mark.skipif(not shutil.which("cc"), reason="needs a compiler")
@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-nobodys-cursor.so.0", "libxcb-nobodys-cursor0"),
        ("libNobodys-X11.so.4", "libnobodys-x11-4"),
    ],
)
def test_a_missing_library_is_told_with_its_package(
    tmp_path: Path, library: str, package: str
) -> None:
    needed = shared_library(tmp_path / library)
    shared_library(tmp_path / "libqxcb.so", needed)
    needed.unlink()

    told = lacks(["x11"], tmp_path)

    assert f"needs {library}," in told
    assert told.endswith(f"package {package}.")


@pytest.mark.skipif(not shutil.which("cc"), reason="needs a compiler")
def test_one_kind_of_display_that_works_is_enough(tmp_path: Path) -> None:
    needed = shared_library(tmp_path / "libnobodys.so.1")
    shared_library(tmp_path / "libqxcb.so", needed)
    shared_library(tmp_path / "libqwayland.so")
    needed.unlink()

    assert lacks(["x11"], tmp_path)
    assert lacks(["x11", "wayland"], tmp_path) == ""


def test_a_plugin_that_is_broken_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "libqwayland.so").write_text("not a library")

    assert "cannot open on this system: " in lacks(["wayland"], tmp_path)


def test_plugins_that_lie_elsewhere_are_left_to_qt(tmp_path: Path) -> None:
    assert lacks(["wayland", "x11"], tmp_path) == ""


def test_qt_looks_for_its_plugins_where_we_do() -> None:
    from PySide6.QtCore import QLibraryInfo

    theirs = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforms")

    assert platform_plugins() == theirs
