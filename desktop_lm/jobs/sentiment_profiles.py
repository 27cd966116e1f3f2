"""What users taught: classifiers with a name, each for the model file it was taught with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop_lm import atomic_file
from desktop_lm.errors import AppError, Code
from desktop_lm.tasks.sentiment_head import Head
from desktop_lm.tasks.sentiment_training import Expected

_SUFFIX = ".json"
_NAME = re.compile(r"[\w][\w .-]{0,59}")


@dataclass(frozen=True, slots=True)
class Profile:
    """``model_name`` is for people; ``model_sha256`` is what counts."""

    name: str
    model_sha256: str
    model_name: str
    expected: Expected
    head: Head


class Profiles:
    """Profiles in ``folder``, a JSON file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """In the order of the alphabet."""
        try:
            files = sorted(self._folder.glob(f"*{_SUFFIX}"))
        except OSError:
            return []
        return [file.name.removesuffix(_SUFFIX) for file in files]

    def check_name(self, name: str) -> None:
        """Raises PROFILE_NAME where it cannot be a profile's name."""
        self._path(name)

    def save(self, profile: Profile) -> Path:
        """Keep it, in place of one of the same name. Raises PROFILE_NAME, WRITE_FAILED."""
        path = self._path(profile.name)
        try:
            atomic_file.write_bytes(path, msgspec.json.encode(profile))
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError(Code.WRITE_FAILED, path=str(path), reason=reason) from error
        return path

    def read(self, name: str) -> Profile:
        """Raises PROFILE_NAME, PROFILE_MISSING, PROFILE_DAMAGED."""
        path = self._path(name)
        try:
            return msgspec.json.decode(path.read_bytes(), type=Profile)
        except FileNotFoundError:
            names = ", ".join(self.names()) or "-"
            raise AppError(Code.PROFILE_MISSING, name=name, names=names) from None
        except (OSError, msgspec.DecodeError, RecursionError) as error:
            raise AppError(Code.PROFILE_DAMAGED, name=name, reason=str(error)) from error

    def head(self, name: str, model_sha256: str) -> Head:
        """The classifier, for the model with this hash. Raises PROFILE_OTHER_MODEL, and what
        :meth:`read` raises."""
        profile = self.read(name)
        if profile.model_sha256 != model_sha256:
            raise AppError(Code.PROFILE_OTHER_MODEL, name=name, model=profile.model_name)
        return profile.head

    def remove(self, name: str) -> None:
        """Raises PROFILE_NAME, PROFILE_MISSING, DELETE_FAILED."""
        path = self._path(name)
        try:
            path.unlink()
        except FileNotFoundError:
            names = ", ".join(self.names()) or "-"
            raise AppError(Code.PROFILE_MISSING, name=name, names=names) from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError(Code.DELETE_FAILED, path=str(path), reason=reason) from error

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name != name.strip():
            raise AppError(Code.PROFILE_NAME, name=name)
        return self._folder / f"{name}{_SUFFIX}"
