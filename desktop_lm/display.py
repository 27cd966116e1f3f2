"""Is there a screen to open a window on? Asked before Qt, which would abort the process."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path


def has_display() -> bool:
    """Whether a window can open: a display that is named but gone would end Qt with an abort."""
    if not sys.platform.startswith("linux"):
        return True
    return any(map(_answers, _addresses()))


def _addresses() -> list[str | tuple[str, int]]:
    """Where the displays listen that the environment names: paths of sockets, hosts and ports."""
    addresses: list[str | tuple[str, int]] = []
    x11 = re.fullmatch(r"([^:]*):(\d+)(\.\d+)?", os.environ.get("DISPLAY", ""))
    if x11:
        host, number = x11[1], int(x11[2])
        if host in ("", "unix"):
            # Either kind of socket: the name alone, or a file of that name.
            addresses += [f"\0/tmp/.X11-unix/X{number}", f"/tmp/.X11-unix/X{number}"]  # noqa: S108
        else:
            addresses.append((host, 6000 + number))
    wayland = os.environ.get("WAYLAND_DISPLAY")
    if wayland:
        addresses.append(str(Path(os.environ.get("XDG_RUNTIME_DIR", ""), wayland)))
    return addresses


def _answers(address: str | tuple[str, int]) -> bool:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.settimeout(3)
        try:
            attempt.connect(address)
        except (OSError, OverflowError):
            return False
    return True
