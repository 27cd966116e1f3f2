"""What the figures were measured on, and how busy it was with other things."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

import psutil

_LOOK_SECONDS = 1.0


def machine() -> dict[str, Any]:
    """Processor, cores, memory in bytes, system and Python."""
    return {
        "processor": _processor(),
        "cores": psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
        "memory": psutil.virtual_memory().total,
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def load() -> dict[str, Any]:
    """How much of the processor others use now (percent of all cores, over one second), and the
    system's load averages of 1, 5 and 15 minutes."""
    return {
        "cpu_percent": psutil.cpu_percent(_LOOK_SECONDS),
        "load_average": [round(value, 2) for value in psutil.getloadavg()],
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
