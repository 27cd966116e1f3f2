"""An engine process for one piece of work, asked by a thread that waits for each answer."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop_lm.engine.process import EngineLog, EngineProcess
from desktop_lm.errors import AppError, Code, Stopped
from desktop_lm.jobs.background import Stop
from desktop_lm.messages import (
    Counted,
    Done,
    DryLoaded,
    Failed,
    Hello,
    Loaded,
    Perplexity,
    Quantised,
    Reply,
    Request,
    Scored,
    State,
    StopReason,
    Tokenised,
    Unloaded,
)

_END_SECONDS = 3.0
_SAVING_SECONDS = 60.0
_LAST_REPLIES = (
    Counted,
    Done,
    DryLoaded,
    Failed,
    Loaded,
    Perplexity,
    Quantised,
    Scored,
    Tokenised,
    Unloaded,
)

OnReply = Callable[[Reply], None]


class PrivateEngine:
    """A child from ``with`` to its end. Asking to stop ends the process at once."""

    def __init__(self, command: Sequence[str], log_file: Path, stop: Stop) -> None:
        """Raises AppError(ENGINE_START_FAILED), Stopped."""
        self._stop = stop
        self._numbers = count(1)
        self._replies: queue.SimpleQueue[Reply | int] = queue.SimpleQueue()
        stop.check()
        self._process = EngineProcess(
            command, EngineLog(log_file), self._replies.put, self._replies.put
        )
        self._ending: AbstractContextManager[None] = stop.ending(self._process.kill)

    def __enter__(self) -> Self:
        try:
            self._ending.__enter__()
        except Stopped:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.__exit__(None, None, None)
        self._end()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: Request, on_reply: OnReply | None = None) -> Reply:
        """Send ``request``, its id set here, and wait for its last reply.

        ``on_reply`` hears of those before it. Raises Stopped, and AppError where the request
        failed or the process ended.
        """
        request = replace(request, id=next(self._numbers))
        self._process.send(request)
        while True:
            reply = self._replies.get()
            if isinstance(reply, int):
                self._stop.check()
                raise self._process.why(reply)
            if isinstance(reply, Hello | State) or reply.id not in (request.id, 0):
                continue
            if isinstance(reply, Failed):
                raise _error_of(reply)
            if isinstance(reply, Done) and reply.stop_reason is StopReason.CANCELLED:
                raise Stopped
            if isinstance(reply, _LAST_REPLIES):
                return reply
            if on_reply is not None:
                on_reply(reply)

    def finish(self) -> None:
        """Have it end by itself, so that it saves what it keeps for the next one. Leaving ``with``
        without this ends it at once."""
        self._process.finish()
        self._process.wait(_SAVING_SECONDS)

    def _end(self) -> None:
        """Not kindly: a long request would not look up."""
        self._process.finish()
        self._process.kill()
        self._process.wait(_END_SECONDS)


StartEngine = Callable[[Stop], PrivateEngine]


def _error_of(reply: Failed) -> AppError:
    try:
        return AppError(Code(reply.code), **reply.params)
    except ValueError:
        return AppError(Code.INTERNAL, reason=reply.code)
