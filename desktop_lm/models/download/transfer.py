"""Fills a part file from the network: tries again, and goes elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_lm.errors import AppError, Code
from desktop_lm.models.download.answer import Answer, TryAgain, ask
from desktop_lm.models.download.part_file import PartFile
from desktop_lm.models.download.progress import Phase, StopSignal
from desktop_lm.models.download.remote import Remote, host_of
from desktop_lm.models.download.reporter import Reporter

_BLOCK = 256 << 10  # bytes
_WORTH = 64 << 10  # bytes; a try that brought more than this was none in vain
_ELSEWHERE = frozenset(
    {
        Code.NOT_AT_HOST,
        Code.HOST_UNREACHABLE,
        Code.HOST_BUSY,
        Code.CONNECTION_LOST,
        Code.CONNECTION_NOT_TRUSTED,
        Code.WRONG_SIZE,
        Code.INSECURE_ADDRESS,
        Code.INSECURE_REDIRECT,
    }
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds; ``tries`` in vain, one after the other, are enough."""

    silence: float = 30.0
    tries: int = 5
    knocks: int = 2  # tries of a host that has not answered at all
    first_wait: float = 1.0  # doubled after each try in vain
    longest_wait: float = 60.0


class Transfer:
    """Fills a part file, over as many connections as it takes."""

    def __init__(
        self,
        part: PartFile,
        remote: Remote,
        stop: StopSignal,
        reporter: Reporter,
        patience: Patience,
    ) -> None:
        self._part = part
        self._remote = remote
        self._stop = stop
        self._reporter = reporter
        self._patience = patience
        self._answered = False

    def run(self, endpoints: Sequence[str]) -> None:
        """Try each endpoint until the part is full. Raises the first one's error."""
        first: AppError | None = None
        for endpoint in endpoints:
            try:
                self._from(self._remote.url(endpoint))
            except AppError as error:
                if error.code not in _ELSEWHERE:
                    raise
                first = first or error
            else:
                return
        assert first is not None, "no endpoint was given"
        raise first

    def _from(self, url: str) -> None:
        best, in_vain = self._part.have, 0
        self._answered = False
        while self._part.have < self._remote.size:
            self._reporter.phase(Phase.CONNECTING, self._part.have)
            try:
                self._once(url)
            except TryAgain as again:
                self._answered |= again.error.code is not Code.HOST_UNREACHABLE
                self._stop.check()  # an end asked for looks like a connection that broke off
                if self._part.have > best + _WORTH:
                    best, in_vain = self._part.have, 0
                in_vain += 1
                self._wait(url, again, in_vain)

    def _wait(self, url: str, again: TryAgain, in_vain: int) -> None:
        if in_vain >= (self._patience.tries if self._answered else self._patience.knocks):
            raise again.error
        seconds = self._patience.first_wait * 2 ** (in_vain - 1)
        if again.wait_seconds > self._patience.longest_wait:
            raise AppError(Code.HOST_BUSY, host=host_of(url), seconds=round(again.wait_seconds))
        seconds = min(max(seconds, again.wait_seconds), self._patience.longest_wait)
        self._reporter.phase(Phase.WAITING, self._part.have, seconds)
        self._stop.wait(seconds)

    def _once(self, url: str) -> None:
        self._stop.check()
        with ask(url, self._remote, self._part, self._patience.silence, self._stop) as answer:
            first = answer.read(_BLOCK)
            answer.check_beginning(first)
            if answer.from_the_start:
                self._part.restart()
            self._part.came_from(url, answer.etag)
            self._reporter.phase(Phase.LOADING, self._part.have)
            self._copy(answer, first)

    def _copy(self, answer: Answer, block: bytes) -> None:
        while block:
            self._stop.check()
            if self._part.have + len(block) > self._remote.size:
                raise answer.wrong_size(self._part.have + len(block))
            self._part.append(block)
            self._reporter.done(self._part.have)
            block = answer.read(_BLOCK)
        if self._part.have < self._remote.size:
            raise answer.lost("it ended too early")
