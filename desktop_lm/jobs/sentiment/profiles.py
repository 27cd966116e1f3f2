"""What users taught: classifiers with a name, each for the model file it was taught with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.named_files import NameCodes, NamedFiles
from desktop_lm.tasks.sentiment.head import Head
from desktop_lm.tasks.sentiment.training import Expected

_CODES = NameCodes(Code.PROFILE_NAME, Code.PROFILE_MISSING)


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
        self._files = NamedFiles(folder, _CODES)

    def names(self) -> list[str]:
        """In the order of the alphabet."""
        return self._files.names()

    def check_name(self, name: str) -> None:
        """Raises PROFILE_NAME where it cannot be a profile's name."""
        self._files.path(name)

    def has(self, name: str) -> bool:
        """Whether there is one of this name, by the file system's own rules: some take capitals for
        small letters."""
        try:
            return self._files.path(name).exists()
        except AppError:
            return False

    def save(self, profile: Profile) -> Path:
        """Keep it, in place of one of the same name. Raises PROFILE_NAME, WRITE_FAILED."""
        return self._files.save(profile.name, msgspec.json.encode(profile))

    def read(self, name: str) -> Profile:
        """Raises PROFILE_NAME, PROFILE_MISSING, PROFILE_DAMAGED."""
        try:
            return msgspec.json.decode(self._files.read(name), type=Profile)
        except (OSError, ValueError, RecursionError) as error:
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
        self._files.remove(name)
