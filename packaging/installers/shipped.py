"""Which Python packages are in the program, by the lock it is built from, and their licences."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LOCKS = ("runtime", "engine", "starter")
_PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==", re.MULTILINE)
_LICENCES = ROOT / "packaging" / "licences"
_A_TEXT = re.compile(r"\.dist-info/(licenses/.+|(licen[cs]e|copying)[^/]*)$", re.IGNORECASE)
# The texts that packages leave out of their metadata, in packaging/licences or at the top; those
# of Python and of llama.cpp, which are no packages of their own, are there as well.
_OUR_TEXTS = {
    "arro3-core": ("LICENSE",),
    "arro3-io": ("LICENSE",),
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "sentencex": ("sentencex.txt",),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}


def distributions(root: Path = ROOT) -> list[str]:
    """The packages of the locks that are installed here: what other systems need is not."""
    texts = [(root / "requirements" / f"{lock}.txt").read_text("utf-8") for lock in _LOCKS]
    names = sorted({name for text in texts for name in _PIN.findall(text)})
    return [name for name in names if _is_installed(name)]


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def licence_texts() -> list[Path]:
    """The texts that go into the program's folder ``licences``; the others are in the packages'
    metadata, or are the project's own."""
    return sorted(_LICENCES.glob("*.txt"))


def without_licence() -> list[str]:
    """Packages whose licence would go out without its text."""
    return [name for name in distributions() if not (_brings_text(name) or _is_here(name))]


def _brings_text(name: str) -> bool:
    return any(_A_TEXT.search(file.as_posix()) for file in metadata.files(name) or ())


def _is_here(name: str) -> bool:
    texts = _OUR_TEXTS.get(name, ())
    return bool(texts) and all(
        (_LICENCES / text).is_file() or (ROOT / text).is_file() for text in texts
    )
