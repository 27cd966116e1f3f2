"""The SHA-256 of models, computed once and remembered."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from desktop_lm import atomic_file

_BLOCK = 4 << 20  # bytes read at a time: some milliseconds
_MOST = 200  # files remembered


class ModelHashes:
    """Hashes by what the system says of a file: path, size, inode, times of change and of being
    put there. A file that was replaced by another of the same size and time has another inode or
    change time, so a remembered hash is that of the bytes that lie there now.

    A sample of the file's blocks would be quicker and would not do: fine-tuned and re-quantised
    files differ from each other in a few tensors only.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def known(self, files: Sequence[str], since: Mapping[str, str] | None = None) -> str:
        """The hash of a model's files one after the other, "" where it was not computed yet, or
        one of them is another than when ``since`` was asked for (:func:`stamps`)."""
        return self._read().get(_stamp(files, since), "")

    def compute(
        self, files: Sequence[str], since: Mapping[str, str] | None = None
    ) -> Iterator[str]:
        """Read the files a block a step; "" comes while there is more, then the hash.

        Ends without a hash where a file cannot be read, changes meanwhile, or changed ``since``
        these :func:`stamps`.
        """
        stamp, digest = _stamp(files, since), hashlib.sha256()
        if not stamp:
            return
        for name in files:
            try:
                with Path(name).open("rb", buffering=0) as file:
                    while block := file.read(_BLOCK):
                        digest.update(block)
                        yield ""
            except OSError:
                return
        if _stamp(files) == stamp:
            self._remember(stamp, digest.hexdigest())
            yield digest.hexdigest()

    def _read(self) -> dict[str, str]:
        try:
            content = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(content, dict):
            return {}
        return {key: value for key, value in content.items() if isinstance(value, str)}

    def _remember(self, stamp: str, digest: str) -> None:
        kept = {**self._read(), stamp: digest}
        newest = dict(list(kept.items())[-_MOST:])
        try:
            atomic_file.write_text(self._path, json.dumps(newest, indent=1))
        except OSError:
            return  # it will be computed again


def stamps(files: Iterable[str]) -> dict[str, str]:
    """What the system says of each file now; "" of one that cannot be asked about.

    For who opens files and asks for their hash later: by then others may lie in their places.
    """
    return {name: _stamp_of(name) for name in files}


def _stamp(files: Sequence[str], since: Mapping[str, str] | None = None) -> str:
    """What the system says of the files together; "" where one of them cannot be asked about, or
    is not as it was ``since``."""
    now = stamps(files)
    if not all(now.values()) or (since is not None and any(now[n] != since.get(n) for n in now)):
        return ""
    return "\n".join(now.values())


def _stamp_of(name: str) -> str:
    try:
        path = os.path.realpath(name)
        status = Path(path).stat()
    except (OSError, ValueError):
        return ""
    facts = path, status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns
    return "|".join(map(str, facts))
