"""The start of real windows, measured from outside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop_lm.bench.answer import BenchFailed
from desktop_lm.bench.line_child import isolated_environment
from desktop_lm.bench.window_start import empty_window_command, program_command, start_window


def test_an_empty_window_is_seen_and_weighed(tmp_path: Path) -> None:
    start = start_window(empty_window_command(), isolated_environment(tmp_path))

    assert start.seconds > 0
    assert 0 < start.uss_mb <= start.rss_mb


def test_the_programs_window_is_seen_without_its_help(tmp_path: Path) -> None:
    # A model that is not there: the window comes all the same, and says so.
    command = program_command(str(tmp_path / "missing.gguf"))

    start = start_window(command, isolated_environment(tmp_path))

    assert start.seconds > 0
    assert start.rss_mb > 0


def test_a_program_without_a_window_is_told_from_one(tmp_path: Path) -> None:
    with pytest.raises(BenchFailed, match="window"):
        start_window([sys.executable, "-c", "pass"], isolated_environment(tmp_path))


def test_only_a_name_that_can_be_an_argument_is_one() -> None:
    with_name, without = program_command("model.gguf"), program_command("model.bin")

    assert with_name == [*without, "model.gguf"]
    assert Path(without[-1]).parts[-2:] == ("desktop_lm", "__main__.py")
