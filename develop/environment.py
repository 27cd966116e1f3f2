"""Virtual environments, and what runs in them."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import DEVNULL, PIPE

from develop.checkout import LOCKS, ROOT, VENV, WINDOWS
from develop.console import Stop, say

# The locks are whole, so nothing is left for pip to resolve.
QUIETLY = ["install", "--quiet", "--no-deps"]


def venv_program(name: str, venv: Path = VENV) -> Path:
    return venv / ("Scripts" if WINDOWS else "bin") / (name + (".exe" if WINDOWS else ""))


def child_environment(venv: Path = VENV, **more: str) -> dict[str, str]:
    """The environment of what runs in the virtual environment, freed from other Pythons."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONPATH")}
    programs = str(venv_program("python", venv).parent)
    environment["PATH"] = os.pathsep.join([programs, environment.get("PATH", os.defpath)])
    environment.update(VIRTUAL_ENV=str(venv), PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    environment.update(more)
    return environment


def call(*command: object, folder: Path | None = ROOT) -> int:
    """Run a program of the virtual environment and wait for it; its exit code comes back."""
    code, _ = _ended(*map(str, command), folder=folder)
    return code


def call_tool(*command: object) -> int:
    """The same for one of several that follow each other: Ctrl+C ends those that come, too."""
    code, interrupted = _ended(*map(str, command), folder=ROOT)
    if interrupted:
        raise KeyboardInterrupt
    return code


def _ended(program: str, *arguments: str, folder: Path | None) -> tuple[int, bool]:
    """How it ended, and whether it was asked to."""
    child: subprocess.Popen[bytes] | None = None
    asked = False

    def interrupt(_signal: int, _frame: object) -> None:
        # The terminal told the child as well, which may have something to finish; once.
        nonlocal asked
        if asked and child is not None:
            child.terminate()
        asked = True

    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:  # as in the background, where the child is to ignore it too
        signal.signal(signal.SIGINT, interrupt)  # no moment is left in which one is lost
    try:
        child = subprocess.Popen(
            [str(venv_program(program)), *arguments], cwd=folder, env=child_environment()
        )
        return child.wait(), asked
    finally:
        signal.signal(signal.SIGINT, before)


def pip(*arguments: object, venv: Path = VENV, **environment: str) -> None:
    command = [str(venv_program("python", venv)), "-I", "-m", "pip", *map(str, arguments)]
    if subprocess.call(command, env=child_environment(venv, **environment), stdin=DEVNULL):
        raise Stop("pip could not finish; the lines above say why, and a second run continues.")


def make_venv(venv: Path = VENV) -> None:
    """A virtual environment of this very Python; one of another Python is made anew."""
    python = venv_program("python", venv)
    ask = [str(python), "-I", "-c", "import sys, pip; print(sys.version)"]
    if python.exists():
        answer = subprocess.run(ask, stdout=PIPE, stderr=DEVNULL, check=False, text=True)
        if answer.returncode == 0 and answer.stdout.strip() == sys.version:
            return
    say(f"Making {venv.name} with Python {platform.python_version()}")
    base = getattr(sys, "_base_executable", None) or sys.executable
    if subprocess.call([base, "-m", "venv", "--clear", str(venv)], env=child_environment(venv)):
        raise Stop(f"Python could not make a virtual environment in {venv}.")


def install_locked(*names: str, venv: Path = VENV) -> None:
    files = [option for name in names for option in ("-r", LOCKS / f"{name}.txt")]
    pip(*QUIETLY, "--require-hashes", "--only-binary", ":all:", *files, venv=venv)
