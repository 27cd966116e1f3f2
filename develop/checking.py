"""``check``, ``quick``, ``test`` and ``faults``."""

from __future__ import annotations

import os
from pathlib import Path

from develop.checkout import ROOT
from develop.console import Stop, say
from develop.environment import call, call_tool
from develop.set_up import set_up

# Their tests start windows or processes, most of them.
NOT_QUICK = ("bench", "cli", "endtoend", "faults", "jobs", "packaging", "setup", "ui")


def check(_arguments: list[str]) -> int:
    """The linter, the formatter, the type checker and the layers; all of them, then the verdict."""
    set_up(with_tools=True)
    folders = ("develop", "desktop_lm", "tests", "packaging")
    sources = [name for name in folders if any_python(ROOT / name)]
    commands = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", "dev.py", *sources],
        ["lint-imports"],
    ]
    failed = []
    for command in commands:
        say("$ " + " ".join(command))
        if call_tool(*command):
            failed.append(" ".join(command[:2]))
    if failed:
        raise Stop(f"Failed: {', '.join(failed)}.")
    return 0


def quick(arguments: list[str]) -> int:
    """The tests of what needs no window, no process and no model, and little time."""
    set_up(with_tools=True)
    left_out = [f"--ignore=tests/{folder}" for folder in NOT_QUICK]
    chosen = ["-m", "not model and not slow", "--hypothesis-profile=quick", *left_out]
    return call("python", "-m", "pytest", *chosen, *spread(arguments))


def test(arguments: list[str]) -> int:
    """The checks and every test."""
    set_up(with_tools=True)
    verdict = ""
    try:
        check([])
    except Stop as stop:
        verdict = str(stop)  # the tests have something to tell all the same
    code = call("python", "-m", "pytest", *spread(arguments))
    if verdict:
        raise Stop(verdict)
    return code


def faults(arguments: list[str]) -> int:
    """What must survive ``kill -9``, full disks and damaged files, with 50 kills instead of 5."""
    set_up(with_tools=True)
    os.environ.setdefault("DESKTOP_LM_FAULT_RUNS", "50")
    return call("python", "-m", "pytest", "tests/faults", *arguments)


def any_python(folder: Path) -> bool:
    return next(folder.rglob("*.py"), None) is not None


def spread(arguments: list[str]) -> list[str]:
    """Pytest's arguments, with a process for each core where nobody chose what to run. The tests
    of a file stay together: they share what is costly to set up."""
    return arguments or ["-n", "auto", "--dist", "loadfile"]
