"""A real HTTP server on this machine that gives out one file, and misbehaves as it is told to."""

from __future__ import annotations

import hashlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CERTIFICATE = Path(__file__).with_name("self-signed.pem")
PAGE = b"<!DOCTYPE html><title>Welcome to this hotel</title>"


@dataclass(frozen=True)
class Turn:
    """How one request is answered; by default as it should be."""

    status: int = 0  # 0: 200, or 206 to a Range
    headers: tuple[tuple[str, str], ...] = ()
    cut_after: int | None = None  # bytes of the body, then the connection ends
    stall_after: int | None = None  # bytes of the body, then nothing more comes
    told_length: int | None = None  # added to the true Content-Length
    untold_length: bool = False  # no Content-Length; the connection's end is the body's
    extra: bytes = b""  # after the body
    flip: int | None = None  # place of a byte to spoil
    ignore_range: bool = False
    shift: int = 0  # bytes by which a Range is missed
    etag: str | None = None
    body: bytes | None = None  # instead of the file


GOOD = Turn()


@dataclass
class FileServer:
    """Answers each request with the next of ``turns``, and as it should once they are used up."""

    content: bytes
    turns: list[Turn] = field(default_factory=list)
    etag: str = '"one"'
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0
    secure: bool = False
    released: threading.Event = field(default_factory=threading.Event)  # ends every stall
    stalled: threading.Event = field(default_factory=threading.Event)  # set once one stalls

    @property
    def endpoint(self) -> str:
        return f"http{'s' if self.secure else ''}://127.0.0.1:{self.port}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def ranges(self) -> list[str]:
        """The Range header of each request, "" where it had none."""
        return [headers.get("range", "") for headers in self.asked]


@contextmanager
def serving(
    content: bytes, *turns: Turn, secure: bool = False, port: int = 0
) -> Iterator[FileServer]:
    """A server for as long as the block lasts; ``secure`` speaks https. ``port`` 0 is any."""
    state = FileServer(content, list(turns), secure=secure)

    class Handler(_Handler):
        server_state = state

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = False
    if secure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        # The handshake is the handler's, not the accepting thread's: a client may refuse it.
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield state
    finally:
        state.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_state: FileServer
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        # The other side may not trust us, or be gone.
        with suppress(ssl.SSLError, ConnectionResetError, BrokenPipeError):
            super().handle()

    def do_GET(self) -> None:
        state = self.server_state
        state.asked.append({name.lower(): value for name, value in self.headers.items()})
        state.paths.append(self.path)
        turn = state.turns.pop(0) if state.turns else GOOD
        self.close_connection = True
        start = 0 if turn.ignore_range else self._start(turn)
        body = turn.body if turn.body is not None else self._body(turn)[start:]
        try:
            self._head(turn, start, len(body))
            self._send(turn, body + turn.extra)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the other side has had enough

    def do_CONNECT(self) -> None:
        """As a proxy that lets nobody through."""
        self.server_state.paths.append(self.path)
        self.close_connection = True
        self.send_error(403)

    def log_message(self, *args: Any) -> None:
        pass

    def _start(self, turn: Turn) -> int:
        etag = turn.etag or self.server_state.etag
        if self.headers.get("If-Range", etag) != etag:
            return 0
        value = self.headers.get("Range", "")
        return int(value.removeprefix("bytes=").removesuffix("-")) if value else 0

    def _body(self, turn: Turn) -> bytes:
        content = self.server_state.content
        if turn.flip is None:
            return content
        spoilt = bytearray(content)
        spoilt[turn.flip] ^= 1
        return bytes(spoilt)

    def _head(self, turn: Turn, start: int, length: int) -> None:
        self.send_response_only(turn.status or (206 if start else 200))
        for name, value in turn.headers:
            self.send_header(name, value)
        self.send_header("ETag", turn.etag or self.server_state.etag)
        if start:
            total = len(self.server_state.content)
            at = start + turn.shift
            self.send_header("Content-Range", f"bytes {at}-{total - 1}/{total}")
        if not turn.untold_length:
            self.send_header("Content-Length", str(length + (turn.told_length or 0)))
        self.send_header("Connection", "close")
        self.end_headers()

    def _send(self, turn: Turn, body: bytes) -> None:
        state = self.server_state
        if turn.cut_after is not None:
            body = body[: turn.cut_after]
        if turn.stall_after is not None:
            self.wfile.write(body[: turn.stall_after])
            self.wfile.flush()
            state.stalled.set()
            state.released.wait()
            return
        self.wfile.write(body)
