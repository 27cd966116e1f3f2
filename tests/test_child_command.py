from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import desktop_lm
from desktop_lm.child_command import child_command, child_environment

HOME = str(Path(desktop_lm.__file__).resolve().parents[1])


def test_the_interpreter_runs_the_package() -> None:
    assert child_command("--flag") == [sys.executable, "-P", "-m", "desktop_lm", "--flag"]


def test_a_frozen_program_runs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert child_command("--flag") == [sys.executable, "--flag"]
    assert child_environment({"A": "b"}) == {"A": "b"}


def test_the_child_finds_this_very_package_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / "desktop_lm.py").write_text("raise SystemExit('an impostor')")
    environment = child_environment({"PATH": os.environ["PATH"]})

    told = subprocess.run(
        [sys.executable, "-P", "-c", "import desktop_lm; print(desktop_lm.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert Path(told.strip()).samefile(desktop_lm.__file__)


def test_other_places_of_modules_are_kept_behind() -> None:
    given = {"PYTHONPATH": os.pathsep.join(["/a", HOME, "/b"]), "X": "y"}

    result = child_environment(given)

    places = result["PYTHONPATH"].split(os.pathsep)
    assert places in ([HOME, "/a", "/b"], ["/a", HOME, "/b"])  # a checkout; an installed package
    assert result["X"] == "y"
    assert given["PYTHONPATH"].startswith("/a")  # what was given is not changed
