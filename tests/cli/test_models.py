"""``desktop-lm models`` as a person or a script uses it, with a real server."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from desktop_lm import paths
from desktop_lm.child_command import child_environment
from desktop_lm.cli import command
from desktop_lm.models.file_lock import FileLock
from tests.models.gguf_writer import STRING, Gguf
from tests.support.file_server import PAGE, FileServer, Turn, serving
from tests.support.waiting import wait_for_bytes

PROGRAM = [sys.executable, "-P", "-m", "desktop_lm", "models"]
MODEL = Gguf(extra=b"").plus(("general.license", STRING, "mit")).bytes() + bytes(300_000)


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving(MODEL) as server:
        yield server


@pytest.fixture
def environment(server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue with the server's file under a free and under another licence."""
    row: dict[str, Any] = {
        "repo": "someone/tiny",
        "revision": "0" * 40,
        "bytes": len(MODEL),
        "sha256": hashlib.sha256(MODEL).hexdigest(),
        "parameters": 1000,
        "quantisation": "Q4_0",
        "tasks": ["prompt"],
        "note": "For tests.",
    }
    limited = {"id": "own", "name": "Own Licence", "summary": "Not on Mondays.", "limits": ["use"]}
    catalogue = {
        "checked": "2026-01-01",
        "licences": [{"id": "mit", "name": "MIT", "summary": "Free."}, limited],
        "models": [
            {**row, "id": "tiny", "name": "Tiny One", "file": "tiny.gguf", "licence": "mit"},
            {**row, "id": "monday", "name": "Monday", "file": "monday.gguf", "licence": "own"},
        ],
        "recommended": [{"memory": 0, "model": "tiny"}],
    }
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(catalogue), encoding="utf-8")
    monkeypatch.setenv("DESKTOP_LM_CATALOG", str(path))
    monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "ollama"))


SHIPPED = ("starter", "built-in")


class Said(NamedTuple):
    out: str
    err: str


class Models:
    """Runs the command, in this process: another would spend its time on starting."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str, status: int = 0) -> Said:
        try:
            ended = command.main(["models", *arguments])
        except SystemExit as exit_:  # argparse's own end
            ended = int(exit_.code or 0)
        said = self._capsys.readouterr()
        assert ended == status, said.err
        return Said(said.out, said.err)

    def json(self, *arguments: str, status: int = 0) -> Any:
        done = self(*arguments, "--json", status=status)
        assert done.out.count("\n") == 1
        return json.loads(done.out)

    def sentence(self, *arguments: str) -> str:
        """The one sentence of a failure."""
        done = self(*arguments, status=1)
        assert done.out == ""
        assert done.err.count("\n") == 1
        return done.err


@pytest.fixture
def models(environment: None, capsys: pytest.CaptureFixture[str]) -> Models:
    return Models(capsys)


def write_model(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(MODEL)
    return path


def test_a_model_is_fetched_listed_verified_and_removed(models: Models) -> None:
    fetched = models.json("download", "tiny")
    path = paths.models_dir() / "tiny.gguf"
    assert (fetched["path"], fetched["source"], fetched["error"]) == (
        str(path),
        "downloaded",
        None,
    )
    assert path.read_bytes() == MODEL
    (listed,) = [m for m in models.json("list")["models"] if m["source"] not in SHIPPED]
    assert {**listed, "memory": None} == {**fetched, "memory": None}
    assert (listed["name"], listed["catalogue_id"]) == ("Tiny One", "tiny")
    (verified,) = models.json("verify", "tiny")["results"]
    assert (verified["result"], verified["ok"]) == ("catalogue", True)
    assert models.json("remove", "Tiny One") == {"path": str(path), "deleted": True}
    assert not path.exists()


def test_a_file_of_the_users_is_not_deleted_because_it_was_downloaded_too(models: Models) -> None:
    path = write_model(paths.models_dir() / "tiny.gguf")

    fetched = models.json("download", "tiny")

    assert (fetched["source"], fetched["catalogue_id"]) == ("found", "tiny")
    assert "by somebody else" in models.sentence("remove", "tiny")
    assert path.exists()


def test_what_is_printed_for_a_person(models: Models) -> None:
    assert "content checked" in models("download", "tiny").out
    table = models("list").out.splitlines()
    assert table[0].startswith("NAME")
    (line,) = [line for line in table if line.startswith("Tiny One")]
    assert "300 kB" in line
    assert line.index("downloaded") == table[0].index("SOURCE")
    assert models("verify", "tiny").out == "Tiny One: the catalogue's file, byte for byte\n"
    assert "deleted" in models("remove", "tiny").out


@pytest.mark.model
def test_memory_is_told_of_what_can_be_loaded(models: Models) -> None:
    starter = models.json("list")["models"][0]

    assert starter["source"] == "starter"
    assert starter["memory"]["predicted_bytes"] > starter["bytes"]
    assert starter["memory"]["fit"] in ("fits", "tight", "too_big")
    said = models("list").out
    assert "MEMORY AT CONTEXT" in said
    assert f"{starter['memory']['context']:,}  yes" in said.replace("tightly", "yes")


def test_the_catalogue_needs_no_network(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://models.invalid")
    listed = models.json("list", "--catalogue")["models"]
    assert [(m["id"], m["recommended"], m["on_disk"]) for m in listed] == [
        ("tiny", True, False),
        ("monday", False, False),
    ]
    assert listed[1]["licence"]["summary"] == "Not on Mondays."
    text = models("list", "--catalogue").out
    assert "Own Licence*" in text
    assert "desktop-lm models download tiny" in text


def test_the_shipped_catalogue_is_the_default(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DESKTOP_LM_CATALOG")

    assert len(models.json("list", "--catalogue")["models"]) >= 10


def test_without_a_network_one_sentence_says_so_and_the_library_works(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")

    assert "127.0.0.1 cannot be reached" in models.sentence("download", "tiny")
    models("list")


def test_a_licence_with_limits_is_shown_before_anything_is_fetched(
    models: Models, server: FileServer
) -> None:
    done = models("download", "monday", status=1)
    assert "Own Licence\nNot on Mondays.\n" in done.err
    assert "--yes" in done.err
    assert server.paths == []
    assert models.json("download", "monday", "--yes")["name"] == "Monday"


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (Turn(body=PAGE, headers=(("Content-Type", "text/html"),)), "sign in"),
        (Turn(flip=1000), "tiny.gguf.damaged and never loaded"),
        (Turn(404, body=b""), "status 404"),
        (Turn(302, headers=(("Location", "http://other.invalid/x"),), body=b""), "encryption"),
        (Turn(told_length=5), "should have"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    models: Models, server: FileServer, turn: Turn, words: str
) -> None:
    server.turns = [turn]

    assert words in models.sentence("download", "tiny")
    assert all(m["source"] in SHIPPED for m in models.json("list")["models"])


def test_what_is_being_fetched_already_is_not_fetched_twice(models: Models) -> None:
    with FileLock(paths.models_dir() / "tiny.gguf.lock"):
        assert "already" in models.sentence("download", "tiny")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_pauses_and_says_how_to_go_on(models: Models, server: FileServer) -> None:
    server.turns = [Turn(stall_after=len(MODEL) // 2)]
    process = subprocess.Popen(
        [*PROGRAM, "download", "tiny"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=child_environment({**os.environ, "PYTHONIOENCODING": "utf-8"}),
    )
    wait_for_bytes(paths.models_dir() / "tiny.gguf.part", len(MODEL) // 2)

    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert '"desktop-lm models download tiny" goes on' in said
    assert said.count("\n") == 1
    (begun,) = models.json("list")["unfinished"]
    assert begun == {"file": "tiny.gguf", "done": len(MODEL) // 2, "bytes": len(MODEL)}
    models("download", "tiny")
    assert server.ranges[-1] == f"bytes={len(MODEL) // 2}-"


def test_what_was_paused_can_be_removed(models: Models, server: FileServer) -> None:
    server.turns = [Turn(cut_after=1000), Turn(404, body=b"")]
    models("download", "tiny", status=1)
    assert models.json("list")["unfinished"]

    assert models.json("remove", "tiny")["deleted"]

    assert models.json("list")["unfinished"] == []


def test_an_import_stays_where_it_is_and_is_only_forgotten(models: Models, tmp_path: Path) -> None:
    path = write_model(tmp_path / "mine 我的" / ("x" * 120) / ("y" * 120) / "My Model.gguf")
    assert len(str(path)) > 250
    added = models.json("import", str(path), "--name", "Mine")
    assert (added["path"], added["source"], added["name"]) == (str(path), "imported", "Mine")
    assert models.json("remove", "mine") == {"path": str(path), "deleted": False}
    assert path.exists()


def test_forgetting_a_file_says_whether_it_is_there(models: Models, tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.gguf")
    models("import", str(path))
    assert models("remove", "m").out == f"{path}: forgotten, the file is untouched\n"
    models("import", str(path))
    path.unlink()
    assert models("remove", "m").out == f"{path}: forgotten, the file had gone\n"


def test_a_copy_is_made_on_request(models: Models, tmp_path: Path) -> None:
    added = models.json("import", str(write_model(tmp_path / "m.gguf")), "--copy")

    assert (added["source"], added["path"]) == ("copied", str(paths.models_dir() / "m.gguf"))


def test_what_others_keep_is_offered_until_it_is_added(
    models: Models, temporary_home: Path
) -> None:
    path = write_model(temporary_home / ".lmstudio/models/o/r/Other-Q4_0.gguf")
    (offer,) = models.json("list", "--elsewhere")["models"]
    assert offer == {
        "name": "Other",
        "bytes": len(MODEL),
        "program": "LM Studio",
        "path": str(path),
    }
    assert "LM Studio" in models("list", "--elsewhere").out
    models("import", str(path))
    assert models.json("list", "--elsewhere")["models"] == []


def test_a_blob_of_ollamas_keeps_its_models_name(models: Models, tmp_path: Path) -> None:
    digest = "a" * 64
    blob = write_model(tmp_path / "ollama" / "blobs" / f"sha256-{digest}")
    manifest = tmp_path / "ollama/manifests/registry.ollama.ai/library/tiny/1b"
    manifest.parent.mkdir(parents=True)
    layer = {"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{digest}"}
    manifest.write_text(json.dumps({"layers": [layer]}))

    assert models.json("import", str(blob))["name"] == "tiny:1b"


def test_a_model_that_changed_is_told_by_list_and_by_verify(models: Models, tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.gguf")
    models("import", str(path))
    models("verify", "m")
    path.write_bytes(MODEL[:-1] + b"\1")

    assert "has changed" in models("list").out
    assert "not what it was" in models.sentence("verify", "m")
    (result,) = models.json("verify", "m", status=1)["results"]
    assert (result["ok"], result["error"]["code"]) == (False, "content_changed")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "no such file.gguf"), "there is no file"),
        (("remove", "nothing"), "has no model nothing"),
        (("download", "nothing"), "has no model nothing"),
        (("verify", "nothing"), "has no model nothing"),
    ],
)
def test_a_name_that_means_nothing(models: Models, arguments: tuple[str, ...], words: str) -> None:
    assert words in models.sentence(*arguments)


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("list", "--catalogue", "--elsewhere")])
def test_wrong_usage(models: Models, arguments: tuple[str, ...]) -> None:
    assert "usage:" in models(*arguments, status=2).err
