"""The installer for Windows, as far as it can be made elsewhere: NSIS runs on Linux as well."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from installers import project, windows


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files laid out as the frozen program's."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.delenv("WINDOWS_CERTIFICATE", raising=False)
    folder = tmp_path / "Program Files" / "desktop-lm"
    for name in ("desktop-lm.exe", "desktop-lm-cli.exe", "_internal/llama_cpp/lib/llama.dll"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


@pytest.mark.skipif(not shutil.which("makensis"), reason="needs NSIS")
def test_the_installer_compiles_without_warnings(program: Path, tmp_path: Path) -> None:
    setup = windows.setup(program, tmp_path / "dist")

    assert setup.read_bytes().startswith(b"MZ")


def test_no_path_of_the_script_is_one_that_windows_would_not_find() -> None:
    """NSIS looks for a file's folder before the last backslash, on Windows for no other sign."""
    lines = windows._SCRIPT.read_text("utf-8").splitlines()
    paths = [line.split(maxsplit=1)[1] for line in lines if line.strip().startswith("File ")]

    assert paths
    assert not [path for path in paths if "/" in path.removeprefix("/r ")]


def test_the_same_program_makes_the_same_zip(program: Path, tmp_path: Path) -> None:
    once, again = (windows.zip_folder(program, tmp_path / name) for name in ("one", "two"))

    assert once.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(once) as archive:
        names = archive.namelist()
    assert f"desktop-lm-{project.VERSION}/_internal/llama_cpp/lib/llama.dll" in names
