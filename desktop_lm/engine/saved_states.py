"""Files of what an engine computed and will want again after a restart.

One file holds one record: a magic line, the header's length, a header in JSON, the payload, and the
SHA-256 of all of that. The header repeats every key the record depends on. llama.cpp takes keys and
values with a flipped bit without a word, so nothing of a file is used before its hash is right.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import struct
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

MAGIC = b"desktop-lm state 3\n"
SUFFIX = ".state"
_DRAFT = ".new"
_FORGOTTEN = "conversations-forgotten"
_DRAFT_SECONDS = 3600.0
_LENGTH = struct.Struct("<I")
_HASH_BYTES = hashlib.sha256().digest_size
_MAX_HEADER = 16 << 20  # bytes; a token takes six
_LARGEST_SHARE = 4  # no record takes more than this part of the limit


class Kind(StrEnum):
    """What a record is: keys and values of a prompt's fixed beginning or of the last conversation,
    or the scores of fixed texts."""

    SEQUENCE = "sequence"
    CONVERSATION = "conversation"
    SCORES = "scores"


@dataclass(frozen=True, slots=True)
class Key:
    """``scope`` is all that must be the same for a record to be of use: model, engine build,
    context. ``tokens`` are what the record was computed from, in these ``batches``; None where
    that is not known."""

    kind: Kind
    scope: Mapping[str, Any]
    tokens: tuple[int, ...]
    batches: tuple[int, ...] | None = None

    @property
    def name(self) -> str:
        """The file's name, which begins as those of all records of the scope and kind do."""
        tokens = hashlib.sha256(json.dumps(self.tokens).encode()).hexdigest()
        return f"{beginning(self.scope, self.kind)}{tokens[:32]}{SUFFIX}"

    def header(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "scope": dict(self.scope),
            "tokens": list(self.tokens),
            "batches": None if self.batches is None else list(self.batches),
        }


def beginning(scope: Mapping[str, Any], kind: Kind) -> str:
    """What the names of a scope's files of one kind begin with."""
    digest = hashlib.sha256(json.dumps(scope, sort_keys=True).encode()).hexdigest()
    return f"{digest[:32]}-{kind.value}-"


class SavedStates:
    """The records in ``folder``, at most ``limit`` bytes of them; those unused longest go first.

    Nothing here raises for a disk's sake: a record that cannot be read or written is one that is
    not there.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self._limit = limit

    @property
    def largest(self) -> int:
        """Bytes of the largest payload worth offering."""
        return self._limit // _LARGEST_SHARE

    def keys(self, scope: Mapping[str, Any], kind: Kind) -> list[Key]:
        """The records of a scope, by their headers; whether they are whole shows on reading."""
        found = [_computed_from(path) for path in self._files(beginning(scope, kind))]
        return [Key(kind, scope, *computed) for computed in found if computed is not None]

    def read(self, key: Key) -> memoryview | None:
        """The payload of a record, in memory of its own: it may be large, and is not copied. One
        that is damaged, or of another key, is deleted."""
        path = self.folder / key.name
        try:
            data = _read(path)
        except OSError:
            return None
        payload = _payload(data, key)
        with contextlib.suppress(OSError):
            if payload is None:
                path.unlink()
            else:
                os.utime(path)  # used now
        return payload

    def write(self, key: Key, payload: bytes | memoryview) -> bool:
        """Keep a record, whole or not at all. False where it could not be kept.

        It is not forced to the disk: a loss of power leaves a file with a wrong hash.
        """
        if len(payload) > self.largest:
            return False
        header = json.dumps(key.header()).encode("ascii")
        head = MAGIC + _LENGTH.pack(len(header)) + header
        digest = hashlib.sha256(head)
        digest.update(payload)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _replace(self.folder / key.name, head, payload, digest.digest())
        except OSError:
            return False
        self._prune()
        return True

    def drop(self, key: Key) -> None:
        """Delete a record that proved of no use."""
        with contextlib.suppress(OSError):
            (self.folder / key.name).unlink()

    @property
    def last_forgotten(self) -> int:
        """Another number than before once :func:`forget_conversations` was called. A clock may be
        set back meanwhile, so nobody is to compare it with the time."""
        try:
            return (self.folder / _FORGOTTEN).stat().st_mtime_ns
        except OSError:
            return 0

    def _files(self, start: str = "") -> list[Path]:
        try:
            names = [p for p in self.folder.iterdir() if p.suffix == SUFFIX]
        except OSError:
            return []
        return sorted(path for path in names if path.name.startswith(start))

    def _prune(self) -> None:
        """Delete what was used longest ago until the rest keeps to the limit."""
        found: list[tuple[int, int, Path]] = []
        for path in self._files():
            with contextlib.suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime_ns, status.st_size, path))
        self._drop_drafts()
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self._limit:
                return
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size

    def _drop_drafts(self) -> None:
        """Delete what an engine left half-written when it was ended."""
        for path in self.folder.glob(f"*{_DRAFT}"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _DRAFT_SECONDS:
                    path.unlink()


def forget_conversations(folder: Path) -> None:
    """Delete the saved conversations of ``folder``, and let no engine that runs save one that it
    has now. For any process, when a user deletes what was said."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f"*-{Kind.CONVERSATION.value}-*{SUFFIX}"):
            path.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FORGOTTEN).touch()
        now = time.time_ns()  # the file system's own clock may stand for some milliseconds
        os.utime(folder / _FORGOTTEN, ns=(now, now))


def _replace(path: Path, *parts: bytes | memoryview) -> None:
    handle, temporary = tempfile.mkstemp(prefix=path.stem[:8], suffix=_DRAFT, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                file.write(part)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _read(path: Path) -> bytearray:
    with path.open("rb") as file:
        data = bytearray(os.fstat(file.fileno()).st_size)
        del data[file.readinto(data) :]
    return data


def _computed_from(path: Path) -> tuple[tuple[int, ...], tuple[int, ...] | None] | None:
    """The tokens and batches as they stand in the file, unchecked; None where there are none."""
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC) + _LENGTH.size)
            header = _header(start + file.read(_header_length(start)))
    except (OSError, ValueError, struct.error, RecursionError):
        return None
    tokens, batches = _numbers(header, "tokens"), _numbers(header, "batches")
    return None if tokens is None else (tokens, batches)


def _numbers(header: object, name: str) -> tuple[int, ...] | None:
    found = header.get(name) if isinstance(header, dict) else None
    if not isinstance(found, list) or not all(type(number) is int for number in found):
        return None
    return tuple(found)


def _header_length(data: bytes | bytearray) -> int:
    if not data.startswith(MAGIC):
        raise ValueError("no state")
    length: int = _LENGTH.unpack_from(data, len(MAGIC))[0]
    if length > _MAX_HEADER:
        raise ValueError("too long a header")
    return length


def _header(data: bytes | bytearray) -> object:
    start = len(MAGIC) + _LENGTH.size
    return json.loads(data[start : start + _header_length(data)])


def _payload(data: bytearray, key: Key) -> memoryview | None:
    """The payload of a whole and right file."""
    body = memoryview(data)[:-_HASH_BYTES]
    if hashlib.sha256(body).digest() != data[-_HASH_BYTES:]:
        return None
    try:
        if _header(data) != key.header():
            return None
        start = len(MAGIC) + _LENGTH.size + _header_length(data)
    except (ValueError, struct.error, RecursionError):
        return None
    return body[start:]
