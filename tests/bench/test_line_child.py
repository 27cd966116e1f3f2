"""Children that answer a line with a line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_lm.bench.answer import BenchFailed
from desktop_lm.bench.bare import BareLoopProcess, plain_environment
from desktop_lm.bench.line_child import LineChild, isolated_environment
from desktop_lm.bench.view import ViewProcess
from desktop_lm.messages import Load

ECHO = """
import json, sys
for line in sys.stdin:
    given = json.loads(line)
    if given.get("word") == "fall":
        sys.exit("it fell over")
    print(json.dumps({"failed": "no such word"} if "bad" in given else given), flush=True)
"""


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[LineChild]:
    command = [sys.executable, "-c", ECHO]
    with LineChild(command, dict(os.environ), tmp_path / "child.log") as child:
        yield child


def test_answers_come_back(echo: LineChild) -> None:
    assert echo.ask(word="née", number=3) == {"word": "née", "number": 3}
    assert echo.ask(word="two") == {"word": "two"}


def test_a_failure_is_told_and_the_child_goes_on(echo: LineChild) -> None:
    with pytest.raises(BenchFailed, match="no such word"):
        echo.ask(bad=True)
    assert echo.ask(word="on") == {"word": "on"}


def test_a_child_that_ends_says_why(echo: LineChild) -> None:
    with pytest.raises(BenchFailed, match="it fell over"):
        echo.ask(word="fall")
    with pytest.raises(BenchFailed, match="it fell over"):
        echo.ask(word="again")


def test_the_bare_loop_tells_of_a_model_that_is_not_there(tmp_path: Path) -> None:
    load = Load(0, str(tmp_path / "missing.gguf"))

    with pytest.raises(BenchFailed, match="load_failed"):
        BareLoopProcess(load, isolated_environment(tmp_path), 5, tmp_path / "bare.log")


def test_the_bare_loop_gets_none_of_openmps_settings() -> None:
    ours = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "300", "HOME": "here", "COMPANY": "x"}

    assert plain_environment(ours) == {"HOME": "here", "COMPANY": "x"}


def test_children_keep_out_of_the_users_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM")

    environment = isolated_environment(tmp_path)

    assert environment["XDG_STATE_HOME"].startswith(str(tmp_path))
    assert environment["LOCALAPPDATA"].startswith(str(tmp_path))
    assert environment["QT_QPA_PLATFORM"] == "offscreen"


def test_a_display_that_was_chosen_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "minimal")

    assert isolated_environment(tmp_path)["QT_QPA_PLATFORM"] == "minimal"


def test_the_window_tells_of_a_model_that_is_not_there(tmp_path: Path) -> None:
    load = Load(0, str(tmp_path / "missing.gguf"))

    with pytest.raises(BenchFailed, match="file_missing"):
        ViewProcess(load, isolated_environment(tmp_path), tmp_path / "window.log")
