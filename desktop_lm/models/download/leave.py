"""Waits for a connection, and reads from it, no longer than it is wanted."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Callable

from desktop_lm.models.download.http import Connected
from desktop_lm.models.download.progress import Stopped, StopSignal


class Opening:
    """Opens a connection on a thread of its own, which is left behind when the end is asked for.

    Looking up a name and connecting cannot be broken off; both end by themselves, and what comes
    of them is then closed at once. The newest connection is broken off, also while its answer
    is read. Both are one wake: behind a redirect looking up and connecting come again.
    """

    def __init__(self, open_it: Callable[[Connected], http.client.HTTPResponse]) -> None:
        self._open_it = open_it
        self._socket: socket.socket | None = None  # the newest
        self._changed = threading.Condition()
        self._response: http.client.HTTPResponse | None = None
        self._error: BaseException | None = None
        self._left = False

    def wait(self, stop: StopSignal) -> http.client.HTTPResponse:
        """The answer. Raises Stopped, and what opening raises."""
        thread = threading.Thread(target=self._run, name="download-open", daemon=True)
        stop.wake_with(self._leave)
        thread.start()
        with self._changed:
            self._changed.wait_for(lambda: self._left or self._response or self._error)
            self._left = True
            response, error = self._response, self._error
        try:
            stop.check()
        except Stopped:
            if response is not None:
                response.close()
            raise
        if response is None:
            assert error is not None
            raise error
        return response

    def _leave(self) -> None:
        with self._changed:
            self._left = True
            self._changed.notify_all()
            connected = self._socket
        if connected is not None:
            _break_off(connected)

    def _connected(self, to: socket.socket) -> None:
        with self._changed:
            self._socket, left = to, self._left
        if left:
            _break_off(to)

    def _run(self) -> None:
        try:
            response = self._open_it(self._connected)
        except BaseException as error:  # noqa: BLE001  it goes on in the thread that waits
            with self._changed:
                self._error = error
                self._changed.notify_all()
            return
        with self._changed:
            if not self._left:
                self._response = response
                self._changed.notify_all()
                return
        response.close()


def _break_off(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):  # closed already
        # Not the TLS socket's own way, which would first say goodbye to the other side.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
