"""A model from a server to an answer in the window, through whatever goes wrong on the way."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from desktop_lm import bootstrap, paths
from desktop_lm.errors import Code
from desktop_lm.models.library.entry import Source
from desktop_lm.ui.models.catalogue.downloads import Download, State
from tests.endtoend.conftest import User, engines
from tests.support.file_server import PAGE, FileServer, Turn, serving
from tests.support.random_models import write_model

FILE = "Noise-Q4_0.gguf"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_model(tmp_path_factory.mktemp("model"), "llama").read_bytes()


@pytest.fixture
def server(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """A server, and a catalogue that names what it has."""
    with serving(content) as server:
        row = {
            "id": "noise",
            "name": "Noise",
            "repo": "someone/noise",
            "revision": "0" * 40,
            "file": FILE,
            "bytes": len(content),
            "sha256": server.sha256,
            "licence": "mit",
            "parameters": 1_000_000,
            "quantisation": "Q4_0",
            "tasks": ["prompt"],
            "note": "For tests.",
        }
        catalogue = {
            "checked": "2026-01-01",
            "licences": [{"id": "mit", "name": "MIT", "summary": "Free."}],
            "models": [row],
            "recommended": [{"memory": 0, "model": "noise"}],
        }
        (tmp_path / "catalogue.json").write_text(json.dumps(catalogue), encoding="utf-8")
        monkeypatch.setenv("DESKTOP_LM_CATALOG", str(tmp_path / "catalogue.json"))
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


def start(user: User) -> None:
    (model,) = bootstrap.read_catalogue().models
    user.window.models.window.downloads.start(model)


def state(user: User) -> Download | None:
    return user.window.models.window.downloads.of("noise")


def fails(user: User, server: FileServer, turn: Turn) -> Code:
    """Download while the server answers so; why it failed."""
    server.turns = [turn]
    start(user)
    user.until(lambda: (found := state(user)) is not None and found.state is State.FAILED)
    found = state(user)
    assert found is not None
    assert found.error is not None
    return found.error.code


def write(user: User) -> None:
    tab = user.window.prompt
    tab.composer.options.restore({"length": 16})
    tab.composer.box.set_text("Hi")
    tab.start()
    user.until_status("Finished: 16 tokens")
    assert tab.page.last_answer


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
    assert target.with_name(FILE + ".damaged").exists()
    assert not target.exists()

    part = target.with_name(FILE + ".part")
    if Path("/dev/full").exists():
        part.symlink_to("/dev/full")
        assert fails(user, server, Turn()) in (Code.DISK_FULL, Code.FOLDER_UNWRITABLE)
        part.unlink(missing_ok=True)

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
