"""The program's own window in a process that a measurement drives by lines of JSON."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop_lm import bootstrap, paths
from desktop_lm.jobs.events import Event, JobChanged, JobOutput, JobState, ModelChanged, ModelState
from desktop_lm.messages import LoadOptions, Sampling
from desktop_lm.tasks.prompt.prompt import PromptRead, PromptResult, TextAdded
from desktop_lm.ui.bench.heartbeat import Heartbeat
from desktop_lm.ui.bench.raw_task import RawTask
from desktop_lm.ui.job_desk import JobDesk
from desktop_lm.ui.look.theme import Theme, qt_arguments
from desktop_lm.ui.window.main_window import MainWindow
from desktop_lm.ui.window.places import Places
from desktop_lm.ui.window.window_state import WindowState

Request = dict[str, Any]


@dataclass(slots=True)
class _Answer:
    """The answer that is on its way to the page."""

    job: int
    asked_at: float
    first_at: float = 0.0
    first_tokens: int = 0
    tokens: int = 0  # on the page by now
    prompt_tokens: int = 0
    reused_tokens: int = 0

    def take(self, update: object) -> None:
        """What the task tells."""
        if isinstance(update, PromptRead):
            self.prompt_tokens, self.reused_tokens = update.total, update.reused
        elif isinstance(update, TextAdded):
            self.tokens = update.tokens

    def was_shown(self) -> None:
        """All that was told is on the page now."""
        if self.tokens and not self.first_tokens:
            self.first_at, self.first_tokens = perf_counter(), self.tokens


class StreamingWindow(QObject):
    """Opens a model, shows answers, and tells what that took.

    ``{"load": path, "n_threads": n}`` is answered with ``{}`` once the model is there.
    ``{"text", "sampling", "max_tokens"}`` shows one answer and is answered with the fields of the
    bench's ``Answer``: ``first_seconds`` to the first text on the page, ``rest_seconds`` from
    there to the last, drawn. With ``"stalls": seconds`` beside these, answer follows answer for
    that long, and without them nothing happens meanwhile; either is answered with
    ``{"lateness": [...]}`` of the event loop's beats in seconds. A failure is
    ``{"failed": reason}``.
    """

    def __init__(self, app: QApplication, reply: Callable[[Request], None]) -> None:
        super().__init__()
        self._reply = reply
        self._options = LoadOptions()
        self._desk = JobDesk(lambda: bootstrap.build_runner(options=self._options))
        places = Places(
            paths.state_dir(), paths.log_dir(), paths.history_file(), bootstrap.starter_model
        )
        self.window = MainWindow(Theme(app), self._desk, WindowState.from_json({}), places)
        self._tab = self.window.prompt
        self._beat = Heartbeat(self)
        self._request: Request = {}
        self._answer: _Answer | None = None
        self._loading = False
        self._answer_on_answer = False
        # After the window's own: it has shown what a batch brought by the time this hears of it.
        self._desk.events.connect(self._follow)

    def serve(self, request: Request) -> None:
        """Begin what a line asks for."""
        self._request = request
        if "load" in request:
            self._options = LoadOptions(n_threads=request["n_threads"])
            self._loading = True
            self.window.begin(request["load"])
        elif "stalls" in request:
            self._measure_stalls(request["stalls"])
        else:
            self._tab.dialogue.new()
            self._ask()

    def _ask(self) -> None:
        given = self._request
        sampling = Sampling(**given["sampling"])
        asked_at = perf_counter()
        job = self._tab.jobs.submit(
            lambda model: RawTask(model, given["text"], sampling, given["max_tokens"])
        )
        self._tab.dialogue.adopt(job, given["text"])
        self._answer = _Answer(job, asked_at)

    def _measure_stalls(self, seconds: float) -> None:
        self._beat.start()
        self._answer_on_answer = "text" in self._request
        if self._answer_on_answer:
            self._ask()
        QTimer.singleShot(round(seconds * 1000), self, self._end_stalls)

    def _end_stalls(self) -> None:
        self._beat.stop()
        self._answer_on_answer = False
        if self._answer is None:
            self._reply({"lateness": self._beat.lateness})
        else:
            self._desk.runner.cancel(self._answer.job)

    # --- events ---

    def _follow(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, ModelChanged) and self._loading:
                self._on_model(event)
            elif self._answer is None:
                continue
            elif isinstance(event, JobOutput) and event.job == self._answer.job:
                self._answer.take(event.update)
            elif isinstance(event, JobChanged) and event.job == self._answer.job:
                self._on_job(self._answer, event)
        if self._answer is not None:
            self._answer.was_shown()

    def _on_model(self, event: ModelChanged) -> None:
        if event.state is ModelState.READY:
            self._loading = False
            self._reply({})
        elif event.state is ModelState.FAILED:
            self._loading = False
            self._reply({"failed": str(event.error)})

    def _on_job(self, answer: _Answer, event: JobChanged) -> None:
        if not event.state.is_final:
            return
        self._answer = None
        answer.was_shown()
        if event.state is JobState.FAILED:
            self._beat.stop()
            self._reply({"failed": str(event.error)})
        elif "stalls" not in self._request:
            self._reply(self._measured(answer, event.result))
        elif self._answer_on_answer:
            self._ask()
        else:
            self._reply({"lateness": self._beat.lateness})

    def _measured(self, answer: _Answer, result: object) -> Request:
        assert isinstance(result, PromptResult)
        self._tab.page.viewport().repaint()
        return {
            "prompt_tokens": answer.prompt_tokens,
            "reused_tokens": answer.reused_tokens,
            "tokens": result.tokens,
            "first_tokens": answer.first_tokens,
            "first_seconds": answer.first_at - answer.asked_at,
            "rest_seconds": perf_counter() - answer.first_at,
        }


class _Lines(QObject):
    """Standard input's lines, brought to the window's thread."""

    came = Signal(dict)
    ended = Signal()

    def read(self) -> None:
        """Until it ends. A thread of its own."""
        for line in sys.stdin:
            self.came.emit(json.loads(line))
        self.ended.emit()


def _write(answer: Request) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Serve requests until standard input ends."""
    app = QApplication(qt_arguments(sys.argv[0]))
    streaming = StreamingWindow(app, _write)
    streaming.window.show()
    lines = _Lines()
    lines.came.connect(streaming.serve)
    lines.ended.connect(streaming.window.close)
    threading.Thread(target=lines.read, name="requests", daemon=True).start()
    return app.exec()
