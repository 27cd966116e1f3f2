"""Has what is missing installed, or says what would."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from subprocess import DEVNULL, PIPE, STDOUT

from develop.checkout import WINDOWS
from develop.console import Stop, say


def require(find_missing: Callable[[], dict[str, str]]) -> None:
    """Install what is missing where that is ours to do, and say what brings it elsewhere."""
    missing = find_missing()
    if missing and may_install():
        apt_install(sorted(set(missing.values())))
        missing = find_missing()
    if missing:
        raise Stop(missing_sentence(missing, package_tool()))


def package_tool() -> str:
    """The command that installs packages here, or "" where it is unknown."""
    if sys.platform == "darwin":
        return "xcode-select"
    if WINDOWS:
        return "winget"
    return next((tool for tool in ("apt-get", "dnf", "zypper") if shutil.which(tool)), "")


def may_install() -> bool:
    """Whether this is Debian or one of its kin, and we are root."""
    return package_tool() == "apt-get" and hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: list[str]) -> None:
    say("Installing from the system's packages: " + " ".join(packages))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-qq", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]
    commands = [["apt-get", "update", "-qq"], ["apt-get", "install", *options, *packages]]
    for command in commands:
        done = subprocess.run(
            command,
            env=environment,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            check=False,
            text=True,
        )
        if done.returncode:
            say(done.stdout)
            raise Stop(f"{shlex.join(command)} failed; its lines are above.")


def missing_sentence(missing: dict[str, str], tool: str) -> str:
    """What is missing and the command that brings it, for the system's own package tool."""
    packages = sorted(set(missing.values()))
    if tool in ("dnf", "zypper"):
        # There a package can be asked for by the library it provides.
        fedora = {"g++": "gcc-c++"}
        packages = [
            f"{name}()(64bit)" if ".so" in name else fedora.get(package, package)
            for name, package in missing.items()
        ]
    command = {
        "apt-get": "sudo apt-get install " + " ".join(packages),
        "dnf": "sudo dnf install " + shlex.join(packages),
        "zypper": "sudo zypper install " + shlex.join(packages),
        "xcode-select": "xcode-select --install",
        "winget": "winget install Microsoft.VisualStudio.2022.BuildTools (its workload is called"
        " Desktop development with C++)",
    }.get(tool)
    what = " and ".join(filter(None, [", ".join(list(missing)[:-1]), list(missing)[-1]]))
    if command:
        return f"This system lacks {what}; install it with: {command}"
    return f"This system lacks {what}; the Debian packages are {', '.join(packages)}."
