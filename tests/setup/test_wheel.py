"""The wheel, built, installed and run where there is no checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import desktop_lm
from tests.setup.conftest import ROOT

pytestmark = pytest.mark.slow


def run(*command: object, cwd: Path) -> str:
    """What a program answers outside the checkout, which no variable may lead it back to."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    pip = [sys.executable, "-m", "pip", "wheel"]
    run(*pip, *options, "--wheel-dir", folder, ROOT, cwd=folder)
    return next(folder.glob("desktop_lm-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of a virtual environment with the wheel in it.

    The dependencies come from the environment of the tests: its folder is put on the path, behind
    the new environment's own. Its links to the checkout are not followed from there.
    """
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=sys.platform != "win32")
    scheme = {"base": str(home), "platbase": str(home)}
    own = Path(sysconfig.get_path("purelib", "venv", vars=scheme))
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    programs = Path(sysconfig.get_path("scripts", "venv", vars=scheme))
    python = programs / Path(sys.executable).name
    pip = [sys.executable, "-m", "pip", "--python", python, "install"]
    run(*pip, "--quiet", "--no-deps", "--no-index", wheel, cwd=home)
    return programs


def test_the_wheel_holds_the_package_and_its_resources_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    resources = {
        "desktop_lm/" + file.relative_to(ROOT).as_posix()
        for file in (ROOT / "resources").rglob("*")
        if file.is_file()
    }

    assert tops == {"desktop_lm", f"desktop_lm-{desktop_lm.__version__}.dist-info"}
    assert resources
    assert resources <= set(names)
    assert not [name for name in names if "__pycache__" in name]


def test_the_installed_program_says_its_version(installed: Path, tmp_path: Path) -> None:
    program = shutil.which("desktop-lm", path=installed)

    answer = run(program, "--version", cwd=tmp_path)

    assert desktop_lm.__version__ in answer


def test_the_installed_program_finds_its_own_resources(installed: Path, tmp_path: Path) -> None:
    ask = (
        "from desktop_lm import paths; import desktop_lm;"
        "print(desktop_lm.__file__); print(paths.resource()); print(paths.resource().is_dir())"
    )
    python = installed / Path(sys.executable).name
    package, resources, there = run(python, "-I", "-c", ask, cwd=tmp_path).splitlines()

    assert Path(package).is_relative_to(installed.parent)
    assert Path(resources) == Path(package).parent / "resources"
    assert there == "True"
