"""Can a window open here? Asked before Qt, which would abort the process."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

_Address = str | tuple[str, int]
# What Qt loads for a kind of display.
_PLUGINS = {"x11": "libqxcb.so", "wayland": "libqwayland.so"}


def problem() -> str:
    """What keeps a window from opening, as a sentence; "" where nothing does.

    Only Linux has systems without a display, or with one and without the libraries for it.
    """
    if not sys.platform.startswith("linux"):
        return ""
    found = displays()
    if not found:
        return "there is no display to open a window on; desktop-lm --help tells the commands."
    return lacks(found, platform_plugins())


def has_display() -> bool:
    """Whether a display answers; only Linux runs without one."""
    return not sys.platform.startswith("linux") or bool(displays())


def displays() -> list[str]:
    """The kinds of display that answer: one that is named but gone would end Qt with an abort."""
    found = {kind for kind, address in _addresses() if _answers(address)}
    return sorted(found, key=lambda kind: kind != os.environ.get("XDG_SESSION_TYPE", "x11"))


def platform_plugins() -> Path:
    """Where Qt's makers put what it draws on displays with, found without importing it."""
    qt = find_spec("PySide6")
    places = (qt.submodule_search_locations if qt else None) or [""]
    return Path(places[0], "Qt", "plugins", "platforms")


def lacks(kinds: Sequence[str], plugins: Path) -> str:
    """What Qt's ``plugins`` for these ``kinds`` of display lack on this system, as a sentence.

    "" where one of them can be loaded; Qt takes it from there. Those of another make of Qt, which
    lie elsewhere, cannot be asked.
    """
    reasons = []
    for plugin in (plugins / _PLUGINS[kind] for kind in kinds):
        if not plugin.is_file():
            return ""
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            # A frozen program's ctypes says in its own words what the linker said.
            reasons.append(str(error.__cause__ or error))
        else:
            return ""
    missing = re.match(r"((\S+?)\.so(?:\.(\d+)\S*)?): cannot open shared object", reasons[0])
    if not missing:
        return f"its window cannot open on this system: {reasons[0]}"
    name, number = missing[2].lower(), missing[3] or ""
    package = name + ("-" if name[-1].isdigit() else "") + number  # as Debian calls them
    return (
        f"its window needs {missing[1]}, which this system lacks; "
        f"Debian and Ubuntu have it in the package {package}."
    )


def _addresses() -> list[tuple[str, _Address]]:
    """Where the displays listen that the environment names: paths of sockets, hosts and ports."""
    addresses: list[tuple[str, _Address]] = []
    x11 = re.fullmatch(r"([^:]*):(\d+)(\.\d+)?", os.environ.get("DISPLAY", ""))
    if x11:
        host, number = x11[1], int(x11[2])
        if host in ("", "unix"):
            # Either kind of socket: the name alone, or a file of that name.
            file = f"/tmp/.X11-unix/X{number}"  # noqa: S108
            addresses += [("x11", f"\0{file}"), ("x11", file)]
        else:
            addresses.append(("x11", (host, 6000 + number)))
    wayland = os.environ.get("WAYLAND_DISPLAY")
    if wayland:
        socket_file = Path(os.environ.get("XDG_RUNTIME_DIR", ""), wayland)
        addresses.append(("wayland", str(socket_file)))
    return addresses


def _answers(address: _Address) -> bool:
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.settimeout(3)
        try:
            attempt.connect(address)
        except (OSError, OverflowError):
            return False
    return True
