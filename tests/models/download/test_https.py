"""Downloads over https, from a server whose certificate signed itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_lm.errors import AppError, Code
from desktop_lm.models.download.downloader import Downloader
from desktop_lm.models.download.progress import StopSignal
from tests.models.download.conftest import CALM, CONTENT, REVISION, remote_of
from tests.support.file_server import CERTIFICATE, Turn, serving

HALF = len(CONTENT) // 2


def test_a_certificate_nobody_vouches_for_is_refused(folder: Path) -> None:
    with serving(CONTENT, secure=True) as server:
        downloader = Downloader(folder, (server.endpoint,), CALM)
        with pytest.raises(AppError) as caught:
            downloader.fetch(remote_of(server), StopSignal(), lambda _: None)

    assert (caught.value.code, caught.value.params["host"]) == (
        Code.CONNECTION_NOT_TRUSTED,
        "127.0.0.1",
    )
    assert server.paths == []


# In a process of its own, whose certificates the environment names.
_PAUSE_AND_GO_ON = """
import sys, threading
from pathlib import Path
from desktop_lm.models.download.downloader import Downloader
from desktop_lm.models.download.progress import Stopped, StopSignal
from desktop_lm.models.download.remote import Remote
folder, endpoint, revision, size, sha256, half = sys.argv[1:]
remote = Remote("someone/tiny", revision, "tiny.gguf", int(size), sha256)
downloader = Downloader(Path(folder), (endpoint,))
stop, part = StopSignal(), Path(folder) / "tiny.gguf.part"
def pause():
    tick = threading.Event()
    while not part.exists() or part.stat().st_size < int(half):
        tick.wait(0.01)
    stop.pause()
thread = threading.Thread(target=pause, daemon=True)
thread.start()
try:
    downloader.fetch(remote, stop, lambda _: None)
except Stopped as stopped:
    print(stopped.wish.value, downloader.unfinished()[0].done)
print(downloader.fetch(remote, StopSignal(), lambda _: None).path.name)
"""


def test_a_stalled_connection_is_paused_and_gone_on_with(folder: Path) -> None:
    with serving(CONTENT, Turn(stall_after=HALF), secure=True) as server:
        arguments = [folder, server.endpoint, REVISION, len(CONTENT), server.sha256, HALF]
        done = subprocess.run(
            [sys.executable, "-c", _PAUSE_AND_GO_ON, *map(str, arguments)],
            env={**os.environ, "SSL_CERT_FILE": str(CERTIFICATE)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    assert (done.stdout, done.stderr) == (f"pause {HALF}\ntiny.gguf\n", "")
    assert (folder / "tiny.gguf").read_bytes() == CONTENT
    assert server.ranges == ["", f"bytes={HALF}-"]
