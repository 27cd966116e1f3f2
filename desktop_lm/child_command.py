"""How this program starts itself again as one of its own children."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path


def child_command(flag: str, *arguments: str) -> list[str]:
    """The command line that runs this program with ``flag`` instead of a window.

    A frozen program is its own executable. Elsewhere the same interpreter runs the package, with
    ``-P`` so that no file in the present folder can pose as a module.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, flag, *arguments]
    return [sys.executable, "-P", "-m", "desktop_lm", flag, *arguments]


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """``environment``, with the package put where ``child_command`` finds it.

    A checkout is found by ``-m`` only through the present folder, which ``-P`` leaves out; an
    installed package and a frozen program need nothing.
    """
    result = dict(environment)
    home = str(Path(__file__).resolve().parents[1])
    installed = {os.path.realpath(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    if not getattr(sys, "frozen", False) and home not in installed:
        others = [place for place in result.get("PYTHONPATH", "").split(os.pathsep) if place]
        result["PYTHONPATH"] = os.pathsep.join([home, *(p for p in others if p != home)])
    return result
