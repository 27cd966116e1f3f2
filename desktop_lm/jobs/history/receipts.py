"""Receipts as files: kept with what is known then, and read again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from desktop_lm import __version__
from desktop_lm.engine.model_hash import ModelHashes
from desktop_lm.errors import AppError, Code
from desktop_lm.models.split import files_of
from desktop_lm.tasks.prompt import receipt as receipts
from desktop_lm.tasks.prompt.receipt import Receipt
from desktop_lm.written_file import write_bytes

_MOST_BYTES = 64 << 20
_HASHES = "models.json"


def kept(receipt: Receipt, states: Path) -> Receipt:
    """The receipt with the model's hash, the time and this program's version. ``states`` is the
    folder in which engines remember hashes; one that is not known is computed, which takes a
    second for each gigabyte or so. A model whose file is gone has none."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    sha256 = receipt.model.sha256 or model_hash(receipt.model.file, states)
    return receipts.kept(receipt, receipt.program or __version__, receipt.created or now, sha256)


def model_hash(path: str, states: Path) -> str:
    """SHA-256 of a model's files one after the other, "" where they cannot be read."""
    try:
        files = [str(file) for file in files_of(path)]
    except AppError:
        return ""
    hashes = ModelHashes(states / _HASHES)
    found = hashes.known(files)
    return found or next((digest for digest in hashes.compute(files) if digest), "")


def write(path: Path, receipt: Receipt) -> None:
    """Keep a receipt. Raises WRITE_FAILED."""
    text = json.dumps(receipt.to_json(), ensure_ascii=False, indent=1)
    write_bytes(path, (text + "\n").encode())


def read(path: Path) -> Receipt:
    """A receipt that was kept. Raises FILE_MISSING, FILE_UNREADABLE, NOT_A_RECEIPT."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AppError(Code.NOT_A_RECEIPT, path=str(path), reason="its size")
        return receipts.from_json(json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise AppError(Code.FILE_MISSING, path=str(path)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error
    except (ValueError, RecursionError) as error:
        raise AppError(Code.NOT_A_RECEIPT, path=str(path), reason=str(error)) from error
