"""A display is one that answers, whatever the environment names."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_lm.display import has_display

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
    assert not has_display()

    listener.bind(f"\0/tmp/.X11-unix/X{number}")
    listener.listen()

    assert has_display()


def test_a_wayland_display_lies_in_the_runtime_folder(
    monkeypatch: pytest.MonkeyPatch, listener: socket.socket, tmp_path: Path
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert not has_display()

    listener.bind(str(tmp_path / "wayland-7"))
    listener.listen()

    assert has_display()


@pytest.mark.parametrize("display", ["", "nonsense", "localhost:59999", ":1x", "127.0.0.1:58999"])
def test_a_display_that_is_gone_is_none(monkeypatch: pytest.MonkeyPatch, display: str) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)

    assert not has_display()
