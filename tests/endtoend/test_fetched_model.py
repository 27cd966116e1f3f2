"""A model from a server to an answer in the window, through whatever goes wrong on the way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from desktop_lm import bootstrap, paths
from desktop_lm.errors import Code
from desktop_lm.models.library.entry import Source
from desktop_lm.ui.models.catalogue.downloads import State
from tests.endtoend.conftest import User, engines
from tests.endtoend.fetching import FILE, content, fails, server, start, state, write
from tests.support.file_server import PAGE, FileServer, Turn

__all__ = ["content", "server"]


@pytest.mark.model
def test_a_model_comes_through_every_fault_and_answers(
    ready_user: User, server: FileServer, content: bytes
) -> None:
    user, half = ready_user, len(content) // 2
    user.window.models.open()
    target = paths.models_dir() / FILE

    page = Turn(body=PAGE, headers=(("Content-Type", "text/html"),))
    assert fails(user, server, page) is Code.SIGN_IN_PAGE
    plain = Turn(302, headers=(("Location", "http://other.invalid/x"),), body=b"")
    assert fails(user, server, plain) is Code.INSECURE_REDIRECT
    assert fails(user, server, Turn(told_length=1)) is Code.WRONG_SIZE
    assert fails(user, server, Turn(404, body=b"")) is Code.NOT_AT_HOST
    assert fails(user, server, Turn(flip=half)) is Code.HASH_MISMATCH
    damaged = target.with_name(FILE + ".damaged")
    assert not target.exists()
    user.window.drops.take([str(damaged)])  # never loaded, though its header is good
    user.until(lambda: damaged.name in user.window.banner.sentence)
    assert user.window.model_button.text().startswith("SmolLM2")

    part = target.with_name(FILE + ".part")
    server.turns = [Turn(stall_after=half)]
    start(user)
    user.until(lambda: server.stalled.is_set() and part.stat().st_size == half)
    command_line = [sys.executable, "-m", "desktop_lm", "models", "download", "noise"]
    other = subprocess.run(command_line, capture_output=True, text=True, check=False)
    assert (other.returncode, other.stderr.count("\n")) == (1, 1)
    assert "is being downloaded or made already" in other.stderr
    user.window.models.window.downloads.pause("noise")
    user.until(lambda: (found := state(user)) is not None and found.state is State.PAUSED)
    busy = [Turn(status, headers=(("Retry-After", "0"),), body=b"") for status in (429, 503)]
    server.turns = [Turn(cut_after=100_000), *busy, Turn(ignore_range=True)]
    start(user)
    user.until(lambda: state(user) is None)

    assert target.read_bytes() == content
    (entry,) = [e for e in bootstrap.build_library().entries() if e.source is Source.DOWNLOADED]
    assert (entry.name, entry.error) == ("Noise", None)
    assert entry.catalogue_id == "noise"
    user.window.models.window.use_asked.emit(str(target))
    user.until_status("Ready")
    user.until(lambda: user.window.model_button.text().startswith("Noise"))
    write(user)


def put(content: bytes, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    path.write_bytes(content)
    return path


@pytest.mark.model
@pytest.mark.parametrize(
    "folder",
    ["with spaces in it", "模型 และ モデル", "/".join(["x" * 140] * 2)],
    ids=["1", "2", "3"],
)
def test_paths_of_every_kind_are_loaded(
    ready_user: User, content: bytes, tmp_path: Path, folder: str
) -> None:
    path = put(content, tmp_path / folder)

    ready_user.window.opener.open(str(path))
    ready_user.until(lambda: ready_user.window.model_button.text().startswith("Noise"))
    ready_user.until_status("Ready")
    write(ready_user)


@pytest.mark.model
def test_a_file_that_is_deleted_or_replaced_while_loaded(
    ready_user: User, content: bytes, tmp_path: Path
) -> None:
    """What is loaded goes on; what cannot be loaded again gets a sentence."""
    path = put(content, tmp_path)
    ready_user.window.opener.open(str(path))
    ready_user.until(lambda: ready_user.window.model_button.text().startswith("Noise"))
    ready_user.until_status("Ready")

    replaced = tmp_path / "new"
    replaced.write_bytes(b"GIF89a")
    shutil.move(replaced, path)
    write(ready_user)
    path.unlink()
    killed = engines()
    for engine in killed:
        engine.kill()
    psutil.wait_procs(killed, timeout=60)
    tab = ready_user.window.prompt

    def told_of_the_file() -> bool:
        if not tab.jobs.current:  # the first try may only find that the engine has gone
            tab.composer.box.set_text("Hi")
            tab.start()
        return FILE in ready_user.window.banner.sentence + tab.banner.sentence

    ready_user.until(told_of_the_file)
