"""A server's answer: what it claims is checked before a byte of it is kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import http.client
import re
import socket
import ssl
import urllib.error
from functools import partial
from types import TracebackType
from typing import Self

from desktop_lm.errors import AppError, Code
from desktop_lm.models.download.http import OtherProxy, open_url
from desktop_lm.models.download.leave import Opening
from desktop_lm.models.download.part_file import PartFile
from desktop_lm.models.download.progress import StopSignal
from desktop_lm.models.download.remote import Remote, host_of

_WHOLE, _PARTIAL, _NO_SUCH_RANGE, _SIGN_IN = 200, 206, 416, 511
_COME_BACK = frozenset({408, 425, 429, 500, 502, 503, 504})
_DIGITS = 18  # of a number that is told; more are no size, and thousands are no number to Python
_RANGE = re.compile(rf"bytes (\d{{1,{_DIGITS}}})-(\d{{1,{_DIGITS}}})/(\d{{1,{_DIGITS}}}|\*)")
_BEGINNING = 1024  # bytes that tell a page
_PAGE = re.compile(rb"\s*(<!doctype html|<html|<head|<script|<meta)", re.IGNORECASE)


class TryAgain(Exception):
    """A try that came to nothing; ``error`` is what to say when no other does better."""

    def __init__(self, error: AppError, wait_seconds: float = 0.0) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_seconds = wait_seconds


def ask(url: str, remote: Remote, part: PartFile, silence: float, stop: StopSignal) -> Answer:
    """Ask for what the part lacks. Raises TryAgain and AppError."""
    headers = {}
    if part.have:
        headers["Range"] = f"bytes={part.have}-"
        # A weak tag may not be used so, and one host's tag says nothing to another.
        if part.note.url == url and part.note.etag:
            headers["If-Range"] = part.note.etag
    try:
        response = Opening(partial(open_url, url, headers, silence)).wait(stop)
    except (OSError, http.client.HTTPException, ValueError, OverflowError) as error:
        raise _no_answer(url, error) from error
    answer = Answer(url, remote, part, response)
    try:
        answer.check_head()
    except BaseException:
        response.close()
        raise
    return answer


class Answer:
    """Bytes of the file: from its start, or from where the part ends."""

    def __init__(
        self, url: str, remote: Remote, part: PartFile, response: http.client.HTTPResponse
    ) -> None:
        self._host = host_of(url)
        self._url = url
        self._remote = remote
        self._part = part
        self._response = response
        self.from_the_start = response.status == _WHOLE
        etag = response.headers.get("ETag", "")
        self.etag = etag if etag.startswith('"') else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._response.close()

    def read(self, most: int) -> bytes:
        """Up to ``most`` bytes, none at the end. Raises TryAgain."""
        try:
            return self._response.read1(most)
        except (OSError, http.client.HTTPException) as error:
            raise _no_answer(self._url, error) from error

    def check_head(self) -> None:
        """Raises what the status and the headers give reason for."""
        status = self._response.status
        if status == _SIGN_IN or (status in (_WHOLE, _PARTIAL) and self._is_page_by_type()):
            raise AppError(Code.SIGN_IN_PAGE, host=self._host)
        if status == _WHOLE:
            self._check_whole()
        elif status == _PARTIAL:
            self._check_range()
        elif status == _NO_SUCH_RANGE and self._part.have:
            self._part.restart()
            raise self.lost(f"status {status}")
        elif status in _COME_BACK:
            busy = AppError(Code.HOST_BUSY, host=self._host, seconds=round(self._retry_after()))
            raise TryAgain(busy, self._retry_after())
        else:
            raise AppError(Code.NOT_AT_HOST, host=self._host, file=self._remote.file, status=status)

    def check_beginning(self, block: bytes) -> None:
        """Raises SIGN_IN_PAGE where the first bytes are those of a page, whatever its headers."""
        if self.from_the_start and _PAGE.match(block):
            raise AppError(Code.SIGN_IN_PAGE, host=self._host)

    def wrong_size(self, actual: int) -> AppError:
        return AppError(
            Code.WRONG_SIZE,
            host=self._host,
            file=self._remote.file,
            actual=actual,
            expected=self._remote.size,
        )

    def lost(self, reason: str) -> TryAgain:
        return TryAgain(AppError(Code.CONNECTION_LOST, host=self._host, reason=reason))

    def _is_page_by_type(self) -> bool:
        return self._response.headers.get_content_type() in ("text/html", "application/xhtml+xml")

    def _check_whole(self) -> None:
        """A page that does not say that it is one is told as a page, not by its size."""
        try:
            self._check_length(self._remote.size)
        except AppError:
            with contextlib.suppress(TryAgain):
                self.check_beginning(self.read(_BEGINNING))
            raise

    def _check_length(self, expected: int) -> None:
        length = self._response.headers.get("Content-Length")
        if length is not None and length.strip() != str(expected):
            told = int(length.strip()[:_DIGITS]) if length.strip().isdecimal() else 0
            raise self.wrong_size(told + self._remote.size - expected)

    def _check_range(self) -> None:
        found = _RANGE.fullmatch(self._response.headers.get("Content-Range", "").strip())
        tag, known = self.etag, self._part.note.etag if self._part.note.url == self._url else ""
        same = not (tag and known) or tag == known
        if found is None or int(found[1]) != self._part.have or not same:
            # Not the piece that was asked for: from the start, then.
            self._part.restart()
            raise self.lost("it sent another part of the file")
        if found[3] not in ("*", str(self._remote.size)):
            raise self.wrong_size(int(found[3]))
        self._check_length(self._remote.size - self._part.have)

    def _retry_after(self) -> float:
        """Seconds the server asks to wait: a number, or a date (RFC 9110, section 10.2.3)."""
        value = self._response.headers.get("Retry-After", "").strip()
        if value.isdecimal():
            return float(value[:9])
        try:
            moment = email.utils.parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return 0.0
        if moment.tzinfo is None:
            return 0.0
        return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def _no_answer(url: str, error: Exception) -> Exception:
    """What an exception of the network means: an AppError at once, or TryAgain."""
    host = host_of(url)
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return AppError(Code.CONNECTION_NOT_TRUSTED, host=host, reason=cause.verify_message)
    if isinstance(cause, ValueError | OverflowError):  # no address, a second time either
        reason = "its address or that of the proxy is none"
        if isinstance(cause, OtherProxy):
            reason = "its proxy speaks SOCKS, and only http proxies are known here"
        return AppError(Code.HOST_UNREACHABLE, host=host, reason=reason)
    if isinstance(error, urllib.error.HTTPError):  # a redirect that leads nowhere
        error.close()
        return AppError(Code.NOT_AT_HOST, host=host, file=url.rsplit("/", 1)[-1], status=error.code)
    reason = _reason(cause)
    if isinstance(cause, socket.gaierror | ConnectionRefusedError):
        return TryAgain(AppError(Code.HOST_UNREACHABLE, host=host, reason=reason))
    return TryAgain(AppError(Code.CONNECTION_LOST, host=host, reason=reason))


def _reason(cause: object) -> str:
    if isinstance(cause, TimeoutError):
        return "nothing came any more"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return str(cause) or type(cause).__name__
