"""A child process that answers one JSON object a line to each it is sent."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from desktop_lm.bench.answer import BenchFailed
from desktop_lm.child_command import child_command, child_environment

_CLOSE_SECONDS = 10.0


def bench_command(name: str) -> list[str]:
    """The command line of the bench's own child ``name``."""
    return [*child_command("bench"), "--child", name]


def isolated_environment(folder: Path) -> dict[str, str]:
    """The present environment, with settings, logs and state of the program in ``folder``.

    Windows are drawn in memory unless QT_QPA_PLATFORM says otherwise.
    """
    environment = child_environment(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program's modules are compiled
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        environment[f"XDG_{name}_HOME"] = str(folder / name.lower())
    for name in ("APPDATA", "LOCALAPPDATA"):
        environment[name] = str(folder / name.lower())
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment


class LineChild:
    """The child's standard error goes to ``log``; its last line explains a sudden end."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("wb") as file:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                env=environment,
                text=True,
                encoding="utf-8",
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send an object and wait for the answer. Raises BenchFailed."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise BenchFailed(self._end()) from error
        return self.read()

    def read(self) -> dict[str, Any]:
        """The next object it sends. Raises BenchFailed where it ends or tells of a failure."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BenchFailed(self._end())
        answer: dict[str, Any] = json.loads(line)
        if "failed" in answer:
            raise BenchFailed(str(answer["failed"]))
        return answer

    def close(self) -> None:
        """Close its standard input, upon which it ends; end it where it does not."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _end(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        said = [line for line in lines if line.strip()]
        return f"a process of the measurement ended: {said[-1] if said else 'it gave no reason'}"
