"""A screen in memory, a keyboard for it, and pictures of it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

from installers.project import Failed, call

_LOOK_SECONDS = 0.5


class Screen:
    """An X server without a monitor; ``name`` is its DISPLAY."""

    def __enter__(self) -> Self:
        told, tell = os.pipe()
        command = [
            "Xvfb",
            "-displayfd",
            str(tell),
            "-screen",
            "0",
            "1280x900x24",
            "-nolisten",
            "tcp",
        ]
        self._server = subprocess.Popen(command, pass_fds=[tell], stderr=subprocess.DEVNULL)
        os.close(tell)
        with os.fdopen(told) as stream:
            self.name = f":{stream.readline().strip()}"
        if self.name == ":":
            raise Failed("Xvfb did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait()

    def wait_for_window(self, title: str, seconds: float = 120) -> str:
        """The number of the window of that title, when it is there."""
        deadline = monotonic() + seconds
        while monotonic() < deadline:
            found = self._xdotool("search", "--onlyvisible", "--name", title).split()
            if found:
                return found[0]
            sleep(_LOOK_SECONDS)
        raise Failed(f"no window called {title} came within {seconds:.0f} seconds")

    def focus(self, window: str) -> None:
        """Give a window the keyboard; there is no window manager that would."""
        self._xdotool("windowfocus", "--sync", window)

    def type(self, text: str) -> None:
        self._xdotool("type", "--delay", "20", text)

    def press(self, *keys: str) -> None:
        self._xdotool("key", "--delay", "100", *keys)

    def copy(self, text: str) -> None:
        """Put a text into the clipboard, as if another program had."""
        environment = {**os.environ, "DISPLAY": self.name}
        command = ["xclip", "-selection", "clipboard", "-i"]
        subprocess.run(command, env=environment, input=text, text=True, check=True, timeout=60)

    def clipboard(self) -> str:
        """The text that was copied last, "" where there is none."""
        environment = {**os.environ, "DISPLAY": self.name}
        command = ["xclip", "-selection", "clipboard", "-o"]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        return done.stdout if done.returncode == 0 else ""

    def picture(self, file: Path) -> None:
        """What is to be seen, as a PNG."""
        call(["import", "-display", self.name, "-window", "root", file])

    def colours(self) -> int:
        """How many colours are to be seen."""
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch, "screen.png")
            self.picture(file)
            return int(call(["identify", "-format", "%k", file]))

    def _xdotool(self, *words: str) -> str:
        environment = {**os.environ, "DISPLAY": self.name}
        command = ["xdotool", *words]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        ).stdout
