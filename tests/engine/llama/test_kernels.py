"""Of the kernels beside llama.cpp those are taken that fit best, and from nowhere else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.kernels import best_kernels, load_kernels

COMPILER = shutil.which("cc") or shutil.which("gcc") or ""

pytestmark = pytest.mark.skipif(
    not COMPILER or sys.platform == "win32", reason="makes small libraries"
)


def make_kernels(folder: Path, **scores: int) -> None:
    """Libraries that give these scores, and nothing else."""
    folder.mkdir(exist_ok=True)
    for name, score in scores.items():
        code = f"int ggml_backend_score(void) {{ return {score}; }}"
        target = folder / f"libggml-cpu-{name}.so"
        command = [COMPILER, "-shared", "-fPIC", "-x", "c", "-", "-o", str(target)]
        subprocess.run(command, input=code, text=True, check=True)


def test_the_best_that_runs_is_taken(tmp_path: Path) -> None:
    make_kernels(tmp_path / "lib", old=1, newer=55, tomorrows=0)
    (tmp_path / "lib" / "libggml-cpu-broken.so").write_bytes(b"no library")
    (tmp_path / "lib" / "libggml-cpu-broken.txt").touch()

    assert best_kernels(tmp_path / "lib").name == "libggml-cpu-newer.so"


def test_none_from_the_present_folder_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_kernels(tmp_path / "here", evil=99)
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("GGML_BACKEND_PATH", str(tmp_path / "here" / "libggml-cpu-evil.so"))
    make_kernels(tmp_path / "lib", none=0)

    with pytest.raises(OSError, match="no kernels for this processor"):
        best_kernels(tmp_path / "lib")


def test_kernels_are_loaded_once() -> None:
    native.initialise()
    told = native.processor()

    assert load_kernels() == ""
    native.initialise()
    assert native.processor() == told
