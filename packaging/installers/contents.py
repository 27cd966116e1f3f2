"""What goes into the frozen program and what does not, by the names of files.

PyInstaller takes what might be needed; here is what this program does need. Names are paths inside
the program's folder, with forward slashes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path


def _words(*place: str) -> list[str]:
    """The words of a file in ``packaging``, its comments left out."""
    lines = Path(__file__).parents[1].joinpath(*place).read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


UNUSED_MODULES = _words("pyinstaller", "unused-modules.txt")

# Qt's plugins by folder; a plugin that is not here is left out, and the libraries only it needs.
_PLUGINS = {
    "iconengines": ("*qsvgicon*",),
    "imageformats": ("*qsvg*", "*qico*", "*qicns*", "*qjpeg*", "*qgif*"),
    "platforms": ("*qxcb*", "*qwayland*", "*qoffscreen*", "qwindows*", "*qcocoa*"),
    "platforminputcontexts": ("*compose*", "*ibus*"),
    "platformthemes": ("*xdgdesktopportal*",),
    "printsupport": ("*",),
    "styles": ("*",),
    "wayland-decoration-client": ("*bradient*", "*adwaita*"),
    "wayland-graphics-integration-client": ("*shm-emulation*", "*wayland-egl*"),
    "wayland-shell-integration": ("*xdg-shell*", "*wl-shell*"),
    "xcbglintegrations": ("*egl*", "*glx*"),
}
_PLUGIN = re.compile(r"(?:^|/)plugins/(?P<folder>[^/]+)/(?P<name>[^/]+)$")

_LEFT_TO_THE_SYSTEM = _words("linux", "system-libraries.txt")

_LEFT_OUT = (
    "*/Qt/translations/*",
    "*/PySide6/translations/*",
    "*/tests/*",
    "*/testing/*",
    "*.pyi",
    "*/py.typed",
    "*/Qt/qml/*",
    "*/examples/*",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/direct_url.json",
    "*.dist-info/sboms/*",
    "*/pyqtgraph/icons/*",
    "*/opengl32sw.dll",  # 20 MB for drawing 3D without a graphics card
    "*/libmtmd*",  # pictures
    "llama_cpp/lib/*.so.*.*.*",  # the same library under its longest name
    "llama_cpp/lib/libllama.so.*",
    "llama_cpp/lib/libggml.so",
    "llama_cpp/lib/libggml-base.so",
    "llama_cpp/lib/libggml-cpu.so",
)


def is_wanted(name: str, *, linux: bool) -> bool:
    """Whether a file that PyInstaller found goes into the program."""
    plugin = _PLUGIN.search(name)
    if plugin:
        patterns = _PLUGINS.get(plugin["folder"], ())
        return any(fnmatchcase(plugin["name"], pattern) for pattern in patterns)
    if any(fnmatchcase(place, pattern) for place in (name, f"/{name}") for pattern in _LEFT_OUT):
        return False
    base = name.rpartition("/")[2]
    return not (linux and any(fnmatchcase(base, pattern) for pattern in _LEFT_TO_THE_SYSTEM))


def is_library_of_others(name: str) -> bool:
    """Whether a file is there only for others that link to it: Qt's libraries and the system's."""
    base = name.rpartition("/")[2]
    in_qt = "/Qt/lib/" in name or ("PySide6/" in name and base.startswith("Qt6"))
    of_system = "/" not in name and base.startswith("lib") and ".so" in base
    return in_qt or (of_system and not base.startswith("libpython"))


def needed(names: Iterable[str], needs_of: Callable[[str], Iterable[str]]) -> set[str]:
    """The names without the libraries that nothing among them links to, however indirectly.

    ``needs_of`` tells the file names of the libraries that a file links to.
    """
    everything = set(names)
    by_base: dict[str, list[str]] = {}
    for name in everything:
        by_base.setdefault(name.rpartition("/")[2], []).append(name)
    kept = {name for name in everything if not is_library_of_others(name)}
    waiting = sorted(kept)
    while waiting:
        for base in needs_of(waiting.pop()):
            for name in by_base.get(base, ()):
                if name not in kept:
                    kept.add(name)
                    waiting.append(name)
    return kept
