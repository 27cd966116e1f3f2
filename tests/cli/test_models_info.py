"""``desktop-lm models info`` on tiny models, with real engine processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_lm import bootstrap
from desktop_lm.cli import command
from desktop_lm.storage import settings as settings_file
from desktop_lm.storage.settings import Settings
from tests.support.architectures import Sizes
from tests.support.random_models import write_model


def info(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert command.main(["models", "info", *arguments, "--json"]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def test_facts_and_prediction(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = str(write_model(tmp_path, "llama"))
    result = info(capsys, path, "--context", "1000", "--cache-type", "q8_0", "--lean")
    assert result["path"] == path
    assert (result["architecture"], result["quantisation"]) == ("llama", "Q4_0")
    assert (result["context_length"], result["licence"]) == (4096, "apache-2.0")
    assert (result["context"], result["cache_type"]) == (1000, "q8_0")
    assert (result["mapped"], result["repacked"]) == (True, False)
    assert result["predicted_bytes"] == sum(result["predicted"].values())
    assert result["predicted"]["cache"] == 1024 * 4 * 2 * 128 * 34 // 32
    assert result["predicted"]["weights_copied"] == 0
    assert result["fit"] == "fits"
    assert "measured_bytes" not in result


def test_a_model_of_the_list_is_named_as_the_list_names_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = str(write_model(tmp_path, "llama"))
    bootstrap.build_library().import_file(path, name="My own")

    assert info(capsys, "my own")["path"] == path
    assert command.main(["models", "info", "another"]) == 1
    assert capsys.readouterr().err == "desktop-lm: there is no file another.\n"


def test_a_file_that_is_there_goes_before_a_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.build_library().import_file(write_model(tmp_path, "llama"), name="here")
    write_model(tmp_path, "qwen2").rename(tmp_path / "here")
    monkeypatch.chdir(tmp_path)

    assert info(capsys, "here")["path"] == "here"


def test_context_and_cache_type_are_chosen_where_not_asked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    result = info(capsys, str(write_model(tmp_path, "llama")))
    assert (result["context"], result["cache_type"]) == (4096, "f16")


def test_what_does_not_fit_is_not_loaded(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    settings_file.write(bootstrap.settings_path(), Settings(memory_limit_bytes=1_000_000))
    path = str(write_model(tmp_path, "llama"))

    assert info(capsys, path)["fit"] == "too_big"
    assert command.main(["models", "info", path, "--load"]) == 1
    assert "1 MB may be used" in capsys.readouterr().err


@pytest.mark.parametrize("architecture", ["llama", "deepseek2"])
def test_measured_beside_predicted_and_kept(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    architecture: str,
) -> None:
    sizes = Sizes(layers=8, vocabulary=8192)
    path = str(write_model(tmp_path, architecture, sizes))
    monkeypatch.chdir(tmp_path)
    result = info(capsys, Path(path).name, "--context", "512", "--load", "--not-mapped")
    assert result["measured_bytes"] == sum(result["measured"].values())
    assert result["measured"]["weights_mapped"] == result["predicted"]["weights_mapped"] == 0
    assert abs(result["error_percent"]) < 5
    assert 450 < result["measured_tokens"] <= 512
    (kept,) = bootstrap.memory_record().all()
    assert kept.path == path
    assert kept.predicted.total == result["predicted_bytes"]
    assert kept.measured.total == result["measured_bytes"]


def test_a_person_reads_a_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = str(write_model(tmp_path, "gemma3"))
    assert command.main(["models", "info", path, "--context", "512"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "gemma3 random"
    assert any(line.startswith("cache of the context") for line in lines)
    assert any(line.startswith("It fits") for line in lines)


def test_a_model_beyond_this_machine_is_told_what_would_fit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    sizes = Sizes(layers=64, heads=8, kv_heads=8, head=128, embedding=64, context=1 << 24)
    path = str(write_model(tmp_path, "llama", sizes))
    result = info(capsys, path, "--context", str(1 << 24))
    assert result["fit"] == "too_big"
    assert result["predicted_bytes"] > result["limit_bytes"]
    assert all(offer["predicted_bytes"] <= result["limit_bytes"] for offer in result["offers"])
    assert 0 < result["offers"][0]["context"] <= 8192
    assert command.main(["models", "info", path, "--context", str(1 << 24)]) == 0
    assert "does not fit" in capsys.readouterr().out


def test_a_cache_type_that_cannot_be_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = str(write_model(tmp_path, "llama", Sizes(head=48)))
    assert command.main(["models", "info", path, "--cache-type", "q8_0"]) == 1
    told = capsys.readouterr().err
    assert told == f"desktop-lm: {path} cannot keep its cache as q8_0; use f16.\n"


def test_a_file_that_is_no_model_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "page.gguf"
    path.write_text("<!doctype html>", encoding="utf-8")
    assert command.main(["models", "info", str(path)]) == 1
    assert capsys.readouterr().err == f"desktop-lm: {path} is not a GGUF file.\n"
