"""The engine, built where none is kept."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from subprocess import DEVNULL

from develop.checkout import FREEZE_VENV, LOCKS, VENV
from develop.console import Stop, say
from develop.engines import NATIVE_ENGINE, PORTABLE_ENGINE, Engine, engine_cmake_arguments
from develop.environment import (
    QUIETLY,
    child_environment,
    install_locked,
    make_venv,
    pip,
    venv_program,
)
from develop.missing import missing_compiler, missing_venv
from develop.system_packages import require
from develop.wheel_shelf import engine_shelf, keep_wheel, kept_wheel


def install_engine() -> None:
    shelf = engine_shelf()
    kept = kept_wheel(shelf)
    if kept and engine_starts(kept):
        return
    require(missing_compiler)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = build_engine(Path(scratch), NATIVE_ENGINE)
        keep_wheel(wheel, shelf)
        if not engine_starts(wheel):
            raise Stop("The engine was built, but it does not start; the lines above say why.")


def portable_engine() -> Path:
    """The wheel of the engine for all processors, built where it is not kept already."""
    shelf = engine_shelf(PORTABLE_ENGINE)
    kept = kept_wheel(shelf)
    if kept:
        return kept
    require(lambda: {**missing_venv(), **missing_compiler()})
    make_venv(FREEZE_VENV)
    install_locked("build", venv=FREEZE_VENV)
    with tempfile.TemporaryDirectory() as scratch:
        keep_wheel(build_engine(Path(scratch), PORTABLE_ENGINE, FREEZE_VENV), shelf)
    kept = kept_wheel(shelf)
    if not kept:
        raise Stop(f"The engine was built, but {shelf} does not keep it.")
    return kept


def build_engine(folder: Path, engine: Engine, venv: Path = VENV) -> Path:
    """Compile llama-cpp-python from its pinned source."""
    say(f"Building the engine for {engine.purpose}")
    pip(
        *["wheel", "--quiet", "--no-deps", "--require-hashes", "--no-build-isolation"],
        # pip keeps wheels by their source alone and would hand out one built with other flags.
        *["--no-cache-dir", "-r", LOCKS / "engine.txt"],
        *["--wheel-dir", folder],
        venv=venv,
        CMAKE_ARGS=engine_cmake_arguments(engine),
        SKBUILD_WHEEL_EXCLUDE=engine.left_out,
        CMAKE_BUILD_PARALLEL_LEVEL=str(os.cpu_count() or 1),
    )
    return next(folder.glob("*.whl"))


def engine_starts(wheel: Path) -> bool:
    say(f"Installing the engine from {wheel.parent}")
    pip(*QUIETLY, "--no-index", "--force-reinstall", wheel)
    command = [str(venv_program("python")), "-I", "-c", "import llama_cpp"]
    return subprocess.call(command, env=child_environment(), stdin=DEVNULL) == 0
