"""What the library tells of a model file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop_lm.errors import AppError, Code


class Source(StrEnum):
    """How a file came into the library; it decides whether the file may be deleted."""

    STARTER = "starter"  # the general model, installed with the program
    BUILT_IN = "built-in"  # the translator, installed with the program
    DOWNLOADED = "downloaded"
    IMPORTED = "imported"  # linked: it lies where the user keeps it
    COPIED = "copied"  # a copy this program made
    MADE = "made"  # quantised by this program
    FOUND = "found"  # lies in the models folder, put there by someone else

    @property
    def is_ours(self) -> bool:
        """Whether this program wrote the file, and so may delete it when asked."""
        return self in (Source.DOWNLOADED, Source.COPIED, Source.MADE)

    @property
    def is_shipped(self) -> bool:
        """Whether the file came with the program, and so goes with it."""
        return self in (Source.STARTER, Source.BUILT_IN)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a model file's header says of it.

    ``file_bytes`` and ``parameters`` are summed over all ``parts`` of a split model;
    ``context_length`` is in tokens and 0 where the header does not tell. ``licence`` is an
    identifier such as ``apache-2.0``, "" where the header names none.
    """

    file_bytes: int
    quantisation: str = ""
    architecture: str = ""
    parameters: int = 0
    context_length: int = 0
    licence: str = ""
    licence_link: str = ""
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A model of the library.

    ``error`` says why it cannot be used as it is (FILE_MISSING, FILE_CHANGED, or what its header
    was refused for); ``facts`` then holds what is known still. ``sha256`` is the hash the file
    had when it was last read through, "" before that. ``is_same``: the file is, by size and time,
    the one that was remembered.
    """

    path: str
    name: str
    source: Source
    facts: Facts
    catalogue_id: str = ""
    sha256: str = ""
    error: AppError | None = None
    is_same: bool = True

    @property
    def file_bytes(self) -> int:
        return self.facts.file_bytes

    @property
    def is_missing(self) -> bool:
        """Whether there is only the memory of it."""
        return self.error is not None and self.error.code is Code.FILE_MISSING

    @property
    def is_deletable(self) -> bool:
        """Whether to remove it is to delete the file; one in the place of ours is somebody's."""
        return self.source.is_ours and self.is_same and not self.is_missing

    @property
    def is_removable(self) -> bool:
        """Whether it can go from the list: a file somebody put into the folder would come back."""
        return not self.source.is_shipped and (self.source is not Source.FOUND or self.is_missing)
