"""A server with a model, a catalogue that names it, and what a person does to have it answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_lm import bootstrap
from desktop_lm.errors import Code
from desktop_lm.ui.models.catalogue.downloads import Download, State
from tests.endtoend.conftest import User
from tests.support.file_server import FileServer, Turn, serving
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
    return why_it_fails(user)


def why_it_fails(user: User) -> Code:
    """Download; why it failed."""
    start(user)
    user.until(lambda: (found := state(user)) is not None and found.state is State.FAILED)
    found = state(user)
    assert found is not None
    assert found.error is not None
    return found.error.code


def write(user: User) -> None:
    """Ask the model that is loaded, and have its answer."""
    tab = user.window.prompt
    before = len(tab.page.exchanges)
    tab.composer.options.restore({"length": 16})
    tab.composer.box.set_text("Hi")
    tab.start()
    user.until(lambda: len(tab.page.exchanges) == before + 1 and not tab.jobs.current)
    user.until_status("Finished")
    assert tab.page.last_answer
