"""The small translator that comes with the program.

What is brought stands in ``resources/models/translator.json``, which packaging/translator writes;
a program without that file brings none.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop_lm import paths
from desktop_lm.errors import AppError, Code
from desktop_lm.models.file_hash import sha256_of

logger = logging.getLogger(__name__)


class _Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bytes: int
    sha256: str
    directions: tuple[str, ...]  # such as "en-fr"


@dataclass(frozen=True, slots=True)
class BuiltInTranslator:
    """The file as it should be. ``directions`` are source and target, joined by a hyphen."""

    path: Path
    bytes: int
    sha256: str
    directions: frozenset[str]

    def knows(self, source: str, target: str) -> bool:
        """Whether it was trained to translate from ``source`` to ``target``."""
        return f"{source}-{target}" in self.directions

    def check(self) -> None:
        """Read the file through: it takes some hundredths of a second, and what lies beside a
        program gets damaged. Raises TRANSLATOR_MISSING, TRANSLATOR_DAMAGED, FILE_UNREADABLE."""
        try:
            whole = self.path.stat().st_size == self.bytes
            whole = whole and sha256_of((self.path,)) == self.sha256
        except FileNotFoundError:
            raise AppError(Code.TRANSLATOR_MISSING) from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError(Code.FILE_UNREADABLE, path=str(self.path), reason=reason) from error
        if not whole:
            raise AppError(Code.TRANSLATOR_DAMAGED)


def built_in_translator(model: Path | None = None) -> BuiltInTranslator | None:
    """What stands beside the file ``model`` (the program's own), None where it brings none."""
    model = model or paths.translator_model()
    file = model.with_suffix(".json")
    try:
        told = msgspec.json.decode(file.read_bytes(), type=_Description)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        logger.warning("%s cannot be used: %s", file.name, error)
        return None
    return BuiltInTranslator(model, told.bytes, told.sha256, frozenset(told.directions))
