"""Renders a model's chat template in a process of its own, which cannot take the program along."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import psutil

from desktop_lm.child_command import child_command, child_environment
from desktop_lm.engine.template_limits import CPU_SECONDS, DATA_BYTES, MAX_OUTPUT, SECONDS
from desktop_lm.errors import Stopped, TemplateError

FLAG = "--render-template"
_ANSWER_BYTES = 12 * MAX_OUTPUT + 4096  # JSON takes at most 12 ASCII characters for one
_LOOK_SECONDS = 0.02
_END_SECONDS = 5.0  # from the end of an answer to that of its process
_NOT_WANTED = "not wanted"
# Python and the system find their parts by these; nothing else of the user's goes to a template.
_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT", "TZ", "LD_LIBRARY_PATH")


class TemplateRenderer:
    """Renders templates until ``stopped`` says that nobody waits for them any more."""

    def __init__(self, stopped: Callable[[], bool] = bool) -> None:
        self._stopped = stopped

    def __call__(
        self,
        template: str,
        messages: Sequence[Mapping[str, Any]],
        *,
        bos: str,
        eos: str,
        options: Mapping[str, Any],
    ) -> str:
        """The prompt that ``template`` makes of ``messages`` (each with "role" and "content").

        ``options`` are further names the template may ask for, such as ``add_generation_prompt``.
        Raises :class:`~desktop_lm.errors.TemplateError`, whatever the template does, and
        :class:`~desktop_lm.errors.Stopped` soon after ``stopped`` said so.
        """
        request = {
            "template": template,
            "messages": list(messages),
            "bos": bos,
            "eos": eos,
            "options": dict(options),
        }
        return run(child_command(FLAG), request, stopped=self._stopped)


def run(
    command: Sequence[str],
    request: Mapping[str, Any],
    seconds: float = SECONDS,
    stopped: Callable[[], bool] = bool,
) -> str:
    """What the child started by ``command`` renders for ``request`` within ``seconds``.

    Raises TemplateError and Stopped.
    """
    process = _start(command)
    watch = partial(_watch, process, seconds, stopped)
    try:
        raw, stopped_for = _exchange(process, json.dumps(request).encode("ascii"), watch)
    finally:
        _end(process)
    if stopped_for == _NOT_WANTED:
        raise Stopped
    if stopped_for:
        raise TemplateError(stopped_for)
    return _text(raw, process.returncode)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    try:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(kept),
            creationflags=flags,
        )
    except OSError as error:
        raise TemplateError("start", str(error)) from error


def _exchange(
    process: subprocess.Popen[bytes], request: bytes, watch: Callable[[threading.Thread], str]
) -> tuple[bytes, str]:
    """Send, receive and ``watch`` the reader: what came back, and why the process was stopped
    ("" if not)."""
    stdin, stdout, answer = process.stdin, process.stdout, bytearray()
    if stdin is None or stdout is None:
        raise TemplateError("start", "no pipes")

    def write() -> None:
        with contextlib.suppress(OSError, ValueError), stdin:
            stdin.write(request)

    def read() -> None:
        with contextlib.suppress(OSError, ValueError):
            answer.extend(stdout.read(_ANSWER_BYTES))

    threads = [threading.Thread(target=work, daemon=True) for work in (write, read)]
    for thread in threads:
        thread.start()
    stopped_for = watch(threads[1])
    if stopped_for:
        process.kill()
    for thread in threads:
        thread.join()
    return bytes(answer), stopped_for


def _watch(
    process: subprocess.Popen[bytes],
    seconds: float,
    stopped: Callable[[], bool],
    reader: threading.Thread,
) -> str:
    """Wait for the end of the answer; a reason to stop the process where it costs too much.

    On Linux the process's own limits end it first; Windows has none, and macOS few.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        reader.join(_LOOK_SECONDS)
        if not reader.is_alive():
            return ""
        if stopped():
            return _NOT_WANTED
        with contextlib.suppress(psutil.Error):
            look = psutil.Process(process.pid)
            if look.memory_info().rss > DATA_BYTES:
                return "memory"
            # A second more, so that the process's own limit speaks first.
            if sum(look.cpu_times()[:2]) > CPU_SECONDS + 1:
                return "cpu"
    return "time"


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _text(raw: bytes, status: int) -> str:
    if sys.platform != "win32" and status == -signal.SIGXCPU:
        raise TemplateError("cpu")
    try:
        answer = json.loads(raw)
        if "text" in answer:
            return str(answer["text"])
        failure = TemplateError(str(answer["reason"]), str(answer["detail"]))
    except (ValueError, TypeError, KeyError):
        raise TemplateError("crash", f"exit status {status}") from None
    raise failure
