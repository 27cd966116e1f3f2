"""What other programs keep, laid out as they lay it out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from desktop_lm.models.library import elsewhere
from desktop_lm.models.library.elsewhere import Offer, offers, still_to_offer
from tests.models.gguf_writer import Gguf

BYTES = len(Gguf().bytes())


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return Gguf().write(path)


def offered(home: Path, **environment: str) -> tuple[Offer, ...]:
    """Without what an Ollama of the machine itself may keep."""
    return offers(home, {"OLLAMA_MODELS": str(home / ".ollama" / "models"), **environment})


def found(home: Path, **environment: str) -> list[tuple[str, str]]:
    return [(offer.program, offer.name) for offer in offered(home, **environment)]


def test_an_empty_home_offers_nothing(tmp_path: Path) -> None:
    assert offered(tmp_path) == ()
    assert offered(tmp_path / "none") == ()


def test_lm_studio(tmp_path: Path) -> None:
    path = put(tmp_path / ".lmstudio/models/owner/Tiny-GGUF/Tiny-Q4_K_M.gguf")
    put(tmp_path / ".cache/lm-studio/models/owner/Old-GGUF/Old.Q4_0.GGUF")
    put(tmp_path / ".lmstudio/models/owner/Tiny-GGUF/mmproj-Tiny-f16.gguf")
    put(tmp_path / ".lmstudio/models/owner/Big/Big-00001-of-00002.gguf")
    put(tmp_path / ".lmstudio/models/owner/Big/Big-00002-of-00002.gguf")
    (tmp_path / ".lmstudio/models/owner/fake.gguf").write_bytes(b"<html>")
    (tmp_path / ".lmstudio/models/readme.txt").write_bytes(b"GGUF")

    assert Offer("LM Studio", str(path), "Tiny", BYTES) in offered(tmp_path)
    assert sorted(found(tmp_path)) == [("LM Studio", n) for n in ("Big", "Old", "Tiny")]


@pytest.mark.skipif(sys.platform != "linux", reason="each system has places of its own")
def test_gpt4all_and_jan(tmp_path: Path) -> None:
    put(tmp_path / ".local/share/nomic.ai/GPT4All/Orca-Mini.Q4_0.gguf")
    put(tmp_path / ".local/share/nomic.ai/GPT4All/incomplete-Half.Q4_0.gguf")
    put(tmp_path / ".local/share/Jan/data/llamacpp/models/qwen/model.gguf")
    put(tmp_path / ".config/Jan/data/llamacpp/models/owner/phi-4-mini/model.gguf")
    data = tmp_path / "elsewhere"
    put(data / "nomic.ai/GPT4All/Other.gguf")

    assert sorted(found(tmp_path)) == [
        ("GPT4All", "Orca Mini"),
        ("Jan", "phi 4 mini"),
        ("Jan", "qwen"),
    ]
    assert ("GPT4All", "Other") in found(tmp_path, XDG_DATA_HOME=str(data))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_hugging_faces_cache(tmp_path: Path) -> None:
    repo = tmp_path / ".cache/huggingface/hub/models--owner--Tiny-GGUF"
    put(repo / "blobs" / ("a" * 64))
    link = repo / "snapshots" / ("0" * 40) / "Tiny-Q4_0.gguf"
    link.parent.mkdir(parents=True)
    link.symlink_to(Path("../../blobs") / ("a" * 64))

    (offer,) = offered(tmp_path)

    assert offer == Offer("Hugging Face", str(link), "Tiny", BYTES)
    moved = tmp_path / "moved"
    (tmp_path / ".cache/huggingface").rename(moved)
    assert found(tmp_path, HF_HOME=str(moved)) == [("Hugging Face", "Tiny")]
    assert found(tmp_path, HF_HUB_CACHE=str(moved / "hub")) == [("Hugging Face", "Tiny")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_file_is_offered_once_whatever_links_lead_to_it(tmp_path: Path) -> None:
    """Hugging Face's cache links one blob from each revision that has it."""
    repo = tmp_path / ".cache/huggingface/hub/models--owner--Tiny-Q4_0-GGUF"
    blob = put(repo / "blobs" / ("a" * 64))
    links = [repo / "snapshots" / (digit * 40) / "model.gguf" for digit in "01"]
    for link in links:
        link.parent.mkdir(parents=True)
        link.symlink_to(blob)

    assert found(tmp_path) == [("Hugging Face", "Tiny")]
    other = put(tmp_path / ".lmstudio/models/Other.gguf")
    for link in links:
        left = still_to_offer(offered(tmp_path), [str(link), str(tmp_path / "gone")])
        assert [offer.path for offer in left] == [str(other)]


@pytest.mark.skipif(sys.platform != "linux", reason="each system has places of its own")
def test_folders_that_somebody_chose_for_them(tmp_path: Path) -> None:
    home, disk = tmp_path / "home", tmp_path / "a disk"
    for name in ("studio/models/Home", "downloads/Downloaded", "gpt/Moved"):
        put(disk / f"{name}.gguf")
    put(disk / "jan/llamacpp/models/moved jan/model.gguf")
    put(home / "jan/models/old/Old.gguf")
    put(home / "hub/hub/models--a--b/snapshots/c/Cached.gguf")
    for name, content in {
        ".lmstudio-home-pointer": f"{disk}/studio\n",
        ".lmstudio/settings.json": json.dumps({"downloadsFolder": f"{disk}/downloads"}),
        ".config/nomic.ai/GPT4All.ini": f"[General]\nmodelPath={disk}/gpt/\nother=1\n",
        ".config/Jan/settings.json": json.dumps({"data_folder": f"{disk}/jan"}),
    }.items():
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")

    assert sorted(found(home, HF_HOME="~/hub")) == [
        ("GPT4All", "Moved"),
        ("Hugging Face", "Cached"),
        ("Jan", "Old"),
        ("Jan", "moved jan"),
        ("LM Studio", "Downloaded"),
        ("LM Studio", "Home"),
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"[3]", b'{"data_folder": 3}', b'{"data_folder": "\\u0000"}', b"\xff", b"[" * 9999],
)
def test_settings_that_make_no_sense_name_no_folder(tmp_path: Path, content: bytes) -> None:
    for name in (
        *(".config/Jan/settings.json", "AppData/Roaming/Jan/settings.json"),
        *("Library/Application Support/Jan/settings.json", ".lmstudio/settings.json"),
        *(".lmstudio-home-pointer", ".config/nomic.ai/GPT4All.ini"),
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    put(tmp_path / ".lmstudio/models/Tiny.gguf")

    assert found(tmp_path) == [("LM Studio", "Tiny")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    secret = put(tmp_path / "secret/Secret.gguf")
    models = tmp_path / ".lmstudio/models"
    models.mkdir(parents=True)
    (models / "file.gguf").symlink_to(secret)
    (models / "folder").symlink_to(secret.parent)
    (models / "loop").symlink_to(models)
    snapshot = tmp_path / ".cache/huggingface/hub/models--a--b/snapshots/c"
    snapshot.mkdir(parents=True)
    (snapshot / "x.gguf").symlink_to(secret)

    assert found(tmp_path) == []


def ollama_store(root: Path, digest: object = None, *path: str) -> Path:
    blob = put(root / "blobs" / ("sha256-" + "b" * 64))
    manifest = root.joinpath(
        "manifests", *(path or ("registry.ollama.ai", "library", "tiny", "1b"))
    )
    manifest.parent.mkdir(parents=True, exist_ok=True)
    layers = [
        {"mediaType": "application/vnd.ollama.image.license", "digest": "sha256:" + "c" * 64},
        {
            "mediaType": "application/vnd.ollama.image.model",
            "digest": "sha256:" + "b" * 64 if digest is None else digest,
        },
    ]
    manifest.write_text(json.dumps({"layers": layers}))
    return blob


def test_ollamas_blobs_have_their_manifests_names(tmp_path: Path) -> None:
    root = tmp_path / ".ollama/models"
    blob = ollama_store(root)

    assert offered(tmp_path) == (Offer("Ollama", str(blob), "tiny:1b", BYTES),)
    own = tmp_path / "own"
    root.rename(own)
    assert found(tmp_path, OLLAMA_MODELS=str(own)) == [("Ollama", "tiny:1b")]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("registry.ollama.ai", "someone", "tiny", "latest"), "someone/tiny:latest"),
        (("hf.co", "owner", "Tiny-GGUF", "Q4_0"), "hf.co/owner/Tiny-GGUF:Q4_0"),
    ],
)
def test_ollamas_names_of_other_places(tmp_path: Path, path: tuple[str, ...], name: str) -> None:
    ollama_store(tmp_path / ".ollama/models", None, *path)

    assert found(tmp_path) == [("Ollama", name)]


@pytest.mark.parametrize("digest", ["sha256:../../../etc/passwd", "sha256:" + "d" * 64, 7, ""])
def test_a_manifest_that_leads_nowhere_is_passed_over(tmp_path: Path, digest: object) -> None:
    ollama_store(tmp_path / ".ollama/models", digest)

    assert found(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"[]", b'{"layers": 3}', b'{"layers": [3]}', b"\xff"])
def test_a_manifest_that_is_none_is_passed_over(tmp_path: Path, content: bytes) -> None:
    root = tmp_path / ".ollama/models"
    ollama_store(root)
    (root / "manifests/registry.ollama.ai/library/tiny/1b").write_bytes(content)

    assert found(tmp_path) == []


def test_a_forest_of_folders_is_not_walked_to_its_end(tmp_path: Path) -> None:
    deep = tmp_path / ".lmstudio/models" / Path(*["d"] * (elsewhere.MAX_DEPTH + 1))
    put(deep / "Deep.gguf")
    put(deep.parent / "Reached.gguf")

    assert found(tmp_path) == [("LM Studio", "Reached")]
