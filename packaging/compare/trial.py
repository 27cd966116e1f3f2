"""One contestant, once: started afresh, timed, its memory watched."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import IO, Any

import psutil

from compare.contenders.common import MARK, Task
from compare.contestants import ROOT

_LOOK_SECONDS = 0.05
_MEGABYTE = 1e6
_SAID = re.compile(r"\berror\b", re.IGNORECASE)


@dataclass(slots=True)
class Trial:
    """Seconds from the process's start to the loaded model; what each prompt took; the most
    memory (MB, resident, children included) until the last was answered; the labels given."""

    version: str = ""
    start_seconds: float = 0.0
    answers: list[dict[str, Any]] = field(default_factory=list)
    peak_mb: float = 0.0
    labels: list[str] = field(default_factory=list)
    judge_seconds: float = 0.0
    failure: str = ""


def run(python: str, module: str, task: Task, limit_seconds: float) -> Trial:
    """Run a contestant's process to its end, or to the limit."""
    trial = Trial()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "packaging"), str(ROOT)]),
    }
    started = perf_counter()
    process = subprocess.Popen(
        [python, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    watch = _MemoryWatch(process.pid)
    errors = _Drain(process.stderr)
    limit = threading.Timer(limit_seconds, _end_tree, [process.pid])
    limit.start()
    try:
        assert process.stdin is not None
        process.stdin.write(json.dumps(asdict(task)))
        process.stdin.close()
        for event in _events(process.stdout):
            _take(trial, event, perf_counter() - started, watch)
    except OSError:
        pass  # it ended before it read its task; its last words say why
    finally:
        timed_out = not limit.is_alive()
        limit.cancel()
        watch.stop()
        process.wait()
        _close(process.stdin, process.stdout)
    if process.returncode:
        trial.failure = f"not done after {limit_seconds:g} s" if timed_out else errors.last_words()
    return trial


def _take(trial: Trial, event: dict[str, Any], seconds: float, watch: _MemoryWatch) -> None:
    match event["event"]:
        case "ready":
            trial.version, trial.start_seconds = event["version"], seconds
        case "answer":
            trial.answers.append({key: event[key] for key in event if key != "event"})
        case "answered":
            trial.peak_mb = watch.stop()
        case "judged":
            trial.labels, trial.judge_seconds = event["labels"], event["seconds"]


def _events(stream: IO[str] | None) -> Iterator[dict[str, Any]]:
    assert stream is not None
    for line in stream:
        if line.startswith(MARK):
            yield json.loads(line.removeprefix(MARK))


class _MemoryWatch:
    """The most resident memory of a process and its children, looked at twenty times a second."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._peak = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Stop looking; the peak in MB."""
        self._stopped.set()
        self._thread.join()
        return self._peak / _MEGABYTE

    def _look(self) -> None:
        while not self._stopped.wait(_LOOK_SECONDS):
            try:
                family = [self._process, *self._process.children(recursive=True)]
            except psutil.Error:
                return
            self._peak = max(self._peak, sum(map(_resident, family)))


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


class _Drain:
    """Reads a stream to its end beside all else and keeps what was said last."""

    def __init__(self, stream: IO[str] | None) -> None:
        assert stream is not None
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._read, args=[stream], daemon=True)
        self._thread.start()

    def last_words(self) -> str:
        """The first line that speaks of an error, and the last one."""
        self._thread.join()
        errors = [line for line in self._lines if _SAID.search(line)]
        lines = dict.fromkeys([*errors[:1], *self._lines[-1:]])
        return "; ".join(lines) or "it ended without a word"

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            if line.strip():
                self._lines.append(line.strip())
        stream.close()


def _close(*streams: IO[str] | None) -> None:
    for stream in streams:
        with contextlib.suppress(OSError):  # what nobody reads any more is not sent
            if stream is not None:
                stream.close()


def _end_tree(pid: int) -> None:
    try:
        process = psutil.Process(pid)
        for one in (*process.children(recursive=True), process):
            one.kill()
    except psutil.Error:
        pass  # it ended by itself meanwhile
