"""A Wayland display whose picture and keyboard are those of a screen in memory."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

from installers.project import Failed
from installers.screen import Screen

_PATIENCE_SECONDS = 60.0
_NUMBER = "window id "  # weston's log tells which window of the screen it is
_SETTINGS = "[input-method]\npath=\n"  # no keyboard to tap on, which would cover the window


class Wayland:
    """A compositor for the user with the number ``uid``, and nothing of X11 beside it.

    ``folder`` is the user's run-time folder while it runs, ``name`` the display's name. A program's
    window fills the whole of it; without one it is black.
    """

    name = "wayland-7"

    def __init__(self, screen: Screen, folder: Path, uid: int) -> None:
        self._screen = screen
        self._folder = folder
        self._uid = uid

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        os.chown(self._folder, self._uid, self._uid)
        (self._folder / "weston.ini").write_text(_SETTINGS)
        log = self._folder / "weston.log"
        command = ["weston", "--backend=x11-backend.so", "--use-pixman", "--shell=kiosk-shell.so"]
        command += [
            "--idle-time=0",
            "--width=1280",
            "--height=900",
            f"--socket={self.name}",
            f"--log={log}",
        ]
        self._server = subprocess.Popen(
            [*command, f"--config={self._folder / 'weston.ini'}"],
            env={
                **os.environ,
                "DISPLAY": self._screen.name,
                "XDG_RUNTIME_DIR": str(self._folder),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = monotonic() + _PATIENCE_SECONDS
        while not (self._folder / self.name).exists():
            if self._server.poll() is not None or monotonic() > deadline:
                self.__exit__(None, None, None)
                raise Failed("weston did not start")
            sleep(0.2)
        os.chown(self._folder / self.name, self._uid, self._uid)
        self._screen.focus(log.read_text("utf-8").partition(_NUMBER)[2].split()[0])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
