"""``desktop-lm models quantize`` and ``bench`` as a person or a script uses them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from desktop_lm import bootstrap, paths
from desktop_lm.child_command import child_environment
from desktop_lm.cli import command
from desktop_lm.storage import settings as settings_file
from desktop_lm.storage.settings import Settings
from tests.support.architectures import F16_TYPE, Sizes
from tests.support.events import PATIENCE
from tests.support.random_models import write_model

PROGRAM = [sys.executable, "-P", "-m", "desktop_lm", "models"]
Output = pytest.CaptureFixture[str]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "a folder of 模型"
    folder.mkdir()
    return write_model(folder, "llama", Sizes(layers=2, weights=F16_TYPE))


def printed_json(capsys: Output) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def models(*arguments: str | Path) -> int:
    return command.main(["models", *map(str, arguments)])


def test_a_file_is_made_listed_and_compared(source: Path, capsys: Output) -> None:
    assert models("quantize", source, "--type", "q4_0", "--json") == 0

    made = printed_json(capsys)
    before, after = made["compared"]["models"]
    assert made["path"] == str(paths.models_dir() / "llama-random.Q4_0.gguf")
    assert made["bytes"] == after["file_bytes"] < before["file_bytes"] == made["source_bytes"]
    assert after["prompt_ratio"] > 0
    assert made["compared"]["fastest_prompt"] in (before["quantisation"], after["quantisation"])

    assert models("list", "--json") == 0
    listed = {entry["path"]: entry for entry in printed_json(capsys)["models"]}
    assert listed[made["path"]]["source"] == "made"
    assert listed[made["path"]]["quantisation"] == "Q4_0"


def test_what_there_is_no_room_to_load_is_made_but_not_measured(
    source: Path, capsys: Output
) -> None:
    settings_file.write(bootstrap.settings_path(), Settings(memory_limit_bytes=1_000_000))

    assert models("quantize", source, "--type", "q4_0", "--json") == 0
    printed = capsys.readouterr()
    assert "compared" not in json.loads(printed.out)
    assert "Not compared: " in printed.err
    assert "1 MB may be used" in printed.err
    assert models("bench", source, "--quick") == 1
    assert "1 MB may be used" in capsys.readouterr().err


def test_where_it_goes_and_what_stands_there(source: Path, tmp_path: Path, capsys: Output) -> None:
    out = tmp_path / "mine.gguf"
    arguments = ("quantize", source, "--type", "Q8_0", "--out", out, "--no-compare")

    assert models(*arguments) == 0
    assert models(*arguments) == 1
    assert "--overwrite" in capsys.readouterr().err
    assert models(*arguments, "--overwrite") == 0
    assert str(out) in capsys.readouterr().out


def test_one_sentence_for_what_cannot_be_made(source: Path, tmp_path: Path, capsys: Output) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(b"<html>Please sign in</html>")

    assert models("quantize", bad, "--type", "Q4_0") == 1
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(SystemExit):
        models("quantize", source, "--type", "Q5_M")


def test_interrupting_leaves_nothing(tmp_path: Path) -> None:
    large = Sizes(layers=8, embedding=512, heads=8, feed_forward=2048, weights=F16_TYPE)
    source = write_model(tmp_path, "llama", large)
    target = tmp_path / "out" / "x.gguf"
    target.parent.mkdir()
    program = subprocess.Popen(
        [*PROGRAM, "quantize", str(source), "--type", "Q2_K", "--out", str(target)],
        env=child_environment(os.environ),
    )
    # The part appears when the engine begins to write.
    pause = threading.Event()
    while not list(target.parent.glob("*.making")) and program.poll() is None:
        pause.wait(0.01)
    program.send_signal(signal.SIGINT)

    assert program.wait(PATIENCE) == 130
    assert list(target.parent.iterdir()) == []


def test_a_file_is_told_of_also_where_its_comparison_is_broken_off(tmp_path: Path) -> None:
    source = write_model(tmp_path, "llama", Sizes(layers=8, embedding=512, heads=8))
    target = tmp_path / "x.gguf"
    program = subprocess.Popen(
        [*PROGRAM, "quantize", str(source), "--type", "Q2_K", "--out", str(target), "--requantize"],
        stdout=subprocess.PIPE,
        env=child_environment(os.environ),
    )
    assert program.stdout is not None
    assert program.stdout.readline().startswith(os.fsencode(target))
    program.send_signal(signal.SIGINT)

    assert program.communicate(timeout=PATIENCE)[0] == b""
    assert program.returncode == 130


def test_files_and_types_measured_beside_each_other(source: Path, capsys: Output) -> None:
    assert models("bench", source, "--types", "Q4_0", "Q8_0", "--quick", "--json") == 0

    figures = printed_json(capsys)["models"]
    assert [each["quantisation"] for each in figures] == ["F16", "Q4_0", "Q8_0"]
    assert figures[1]["file_bytes"] < figures[2]["file_bytes"] < figures[0]["file_bytes"]
    assert all(each["perplexity"] > 1 and each["memory"]["total"] > 0 for each in figures)
    assert [path.name for path in paths.models_dir().iterdir()] == []


def test_a_table_for_a_person(source: Path, tmp_path: Path, capsys: Output) -> None:
    text = tmp_path / "text.txt"
    text.write_text("Ein Text auf Deutsch, und nicht sehr lang.", encoding="utf-8")

    assert models("bench", source, source, "--quick", "--text", text) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["FILE", "TYPE", "SIZE"]
    assert "(1.00x)" in lines[2]
    assert lines[-1].startswith("Writes fastest here: ")


def test_a_text_that_is_not_there_or_empty(source: Path, tmp_path: Path, capsys: Output) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()

    assert models("bench", source, "--text", empty) == 1
    assert models("bench", source, "--text", tmp_path / "none.txt") == 1
    assert models("bench", tmp_path / "none.gguf") == 1
    assert capsys.readouterr().err.count("\n") == 3
