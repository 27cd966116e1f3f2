"""Files of one kind in a folder, each under a name that a user gave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from desktop_lm import atomic_file
from desktop_lm.errors import AppError, Code

_SUFFIX = ".json"
_NAME = re.compile(r"[\w][\w .-]{0,59}")


@dataclass(frozen=True, slots=True)
class NameCodes:
    """What is said of a name that cannot be one (name), and of one that is not there (name,
    names)."""

    wrong: Code
    missing: Code


class NamedFiles:
    """JSON files in ``folder``, which is made when something is saved."""

    def __init__(self, folder: Path, codes: NameCodes) -> None:
        self._folder = folder
        self._codes = codes

    def names(self) -> list[str]:
        """In the order of the alphabet. What file managers and clouds put into the folder, under
        names that nobody can give here, is none."""
        try:
            files = sorted(self._folder.glob(f"*{_SUFFIX}"))
        except OSError:
            return []
        return list(filter(_can_be_one, (file.name.removesuffix(_SUFFIX) for file in files)))

    def path(self, name: str) -> Path:
        """Where ``name`` is kept, there or not. Raises ``codes.wrong``."""
        if not _can_be_one(name):
            raise AppError(self._codes.wrong, name=name)
        return self._folder / f"{name}{_SUFFIX}"

    def save(self, name: str, content: bytes) -> Path:
        """Keep it, in place of one of the same name. Raises ``codes.wrong``, WRITE_FAILED."""
        path = self.path(name)
        try:
            atomic_file.write_bytes(path, content)
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError(Code.WRITE_FAILED, path=str(path), reason=reason) from error
        return path

    def rename(self, former: str, name: str) -> None:
        """Keep under ``name`` what was kept under ``former``, in place of another of that name; a
        name may also differ in its capitals alone, which are one file on some systems. Nothing
        happens where there is no such file. Raises ``codes.wrong``, WRITE_FAILED."""
        path = self.path(name)
        try:
            self.path(former).replace(path)
        except FileNotFoundError:
            pass
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError(Code.WRITE_FAILED, path=str(path), reason=reason) from error

    def read(self, name: str) -> bytes:
        """Raises ``codes.wrong``, ``codes.missing`` and OSError."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            raise self._missing(name) from None

    def remove(self, name: str) -> None:
        """Raises ``codes.wrong``, ``codes.missing``, DELETE_FAILED."""
        path = self.path(name)
        try:
            path.unlink()
        except FileNotFoundError:
            raise self._missing(name) from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError(Code.DELETE_FAILED, path=str(path), reason=reason) from error

    def _missing(self, name: str) -> AppError:
        names = ", ".join(self.names()) or "-"
        return AppError(self._codes.missing, name=name, names=names)


def _can_be_one(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name == name.strip()
