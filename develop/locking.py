"""``lock``: the files of ``requirements/``."""

from __future__ import annotations

import subprocess

from develop.checkout import ROOT, pyproject
from develop.console import Stop
from develop.environment import child_environment, install_locked, venv_program
from develop.set_up import set_up


def lock(arguments: list[str]) -> int:
    """Write the locks anew from pyproject.toml; ``--upgrade`` takes the newest versions."""
    set_up(with_tools=False)
    install_locked("lock")
    common = ["--universal", "--python-version", "3.11", "--fork-strategy", "fewest"]
    common += [
        "--generate-hashes",
        "--no-config",
        "--system-certs",
        "--quiet",
        "--no-header",
        "--no-annotate",
    ]
    common += ["--no-emit-index-url", "--no-emit-find-links"]
    wheels = ["--only-binary", ":all:"]
    engine = ["--no-binary", "llama-cpp-python"]
    same = ["-c", "requirements/build.txt", "-c", "requirements/runtime.txt"]
    plans = {
        "build": ["--group", "build", *wheels],
        "runtime": ["pyproject.toml", *wheels, *engine, "--no-emit-package", "llama-cpp-python"],
        "engine": ["-", "--no-deps", *engine],
        "starter": ["--group", "starter", "--no-deps", *wheels],
        "dev": ["--group", "dev", *wheels, *same],
        "lock": ["--group", "lock", *wheels],
        "freeze": ["--group", "freeze", *wheels, *same],
    }
    for name, plan in plans.items():
        output = ["--output-file", f"requirements/{name}.txt"]
        command = [str(venv_program("uv")), "pip", "compile", *plan, *common, *output, *arguments]
        if subprocess.run(
            command, cwd=ROOT, env=child_environment(), input=engine_range(), check=False, text=True
        ).returncode:
            raise Stop(f"uv could not make the lock {name}; its lines above say why.")
    return 0


def engine_range() -> str:
    """The line of pyproject.toml that says which llama-cpp-python this project is written to."""
    needs: list[str] = pyproject()["project"]["dependencies"]
    return next(need for need in needs if need.startswith("llama-cpp-python"))
