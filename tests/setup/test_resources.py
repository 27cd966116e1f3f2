"""The three homes of the program's data files, each in an interpreter of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.conftest import ROOT

ASK = """
import sys
code, frozen = sys.argv[1:]
sys.path.insert(0, code)
if frozen:
    sys._MEIPASS = frozen  # as a frozen program's loader does before anything else runs
from desktop_lm.paths import resource
print(resource("icons", "stop.svg"))
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The part of the package that finds files, alone in a folder."""
    package = tmp_path / "code" / "desktop_lm"
    package.mkdir(parents=True)
    for name in ("__init__.py", "paths.py"):
        shutil.copy(ROOT / "desktop_lm" / name, package / name)
    return package


def put_icon(resources: Path) -> Path:
    icon = resources / "icons" / "stop.svg"
    icon.parent.mkdir(parents=True)
    icon.write_text("<svg/>")
    return icon


def found(package: Path, frozen: Path | str = "") -> Path:
    command = [sys.executable, "-I", "-c", ASK, str(package.parent), str(frozen)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return Path(done.stdout.strip())


def test_in_a_checkout_they_lie_beside_the_package(package: Path) -> None:
    icon = put_icon(package.parent / "resources")

    assert found(package) == icon


def test_in_a_wheel_they_lie_in_the_package(package: Path) -> None:
    icon = put_icon(package / "resources")

    assert found(package) == icon


def test_in_a_frozen_program_they_lie_where_it_was_unpacked(package: Path, tmp_path: Path) -> None:
    put_icon(package / "resources")
    icon = put_icon(tmp_path / "unpacked" / "desktop_lm" / "resources")

    assert found(package, tmp_path / "unpacked") == icon


def test_a_folder_of_that_name_beside_an_installed_package_is_someone_elses(package: Path) -> None:
    put_icon(package.parent / "resources")
    icon = put_icon(package / "resources")

    assert found(package) == icon
