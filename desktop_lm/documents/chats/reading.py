"""Which program a file of conversations is of, and what is in it."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop_lm.documents.chats import chatgpt, claude, gpt4all, jan, lm_studio
from desktop_lm.documents.chats.imported import ImportedChat, NotThisFormat
from desktop_lm.errors import AppError, Code

_MOST_BYTES = 2 << 30  # of one file, unpacked
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
_MESSAGES, _THREAD = "messages.jsonl", "thread.json"


def read(path: Path) -> tuple[ImportedChat, ...]:
    """The conversations of a file: ChatGPT's or Claude's zip or ``conversations.json``, a chat of
    GPT4All's, a conversation of LM Studio's, a thread of Jan's; a folder, or a zip, of any of
    these.

    Raises FILE_MISSING, FILE_UNREADABLE, NO_CONVERSATIONS; DOCUMENT_TOO_LARGE where the only file
    that could have some is larger than any.
    """
    large: list[AppError] = []
    try:
        found = tuple(chat for chat in _read(path, large) if chat.messages)
    except FileNotFoundError:
        raise AppError(Code.FILE_MISSING, path=str(path)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        one = str(error.filename or path)  # of a folder's
        raise AppError(Code.FILE_UNREADABLE, path=one, reason=reason) from error
    except (NotThisFormat, *_DAMAGES):
        raise AppError(Code.NO_CONVERSATIONS, path=str(path)) from None
    if not found and large:
        raise large[0]
    if not found:
        raise AppError(Code.NO_CONVERSATIONS, path=str(path))
    return found


def _read(path: Path, large: list[AppError]) -> Iterator[ImportedChat]:
    """What is too large to be read goes to ``large``."""
    if path.is_dir():
        yield from _of_folder(path, large)
    elif zipfile.is_zipfile(path):
        yield from _of_zip(path, large)
    else:
        yield from _of_path(path, large)


def _of_path(path: Path, large: list[AppError]) -> Iterator[ImportedChat]:
    if (size := path.stat().st_size) > _MOST_BYTES:
        large.append(_too_large(str(path), size))
    else:
        yield from _of_file(path.name, path.read_bytes(), _bytes(path.with_name(_THREAD)))


def _of_folder(folder: Path, large: list[AppError]) -> Iterator[ImportedChat]:
    inside = (each for each in folder.rglob("*") if _is_wanted(each.name) and each.is_file())
    for path in sorted(inside):
        try:
            yield from _of_path(path, large)
        except NotThisFormat:
            continue  # other files lie there as well


def _of_zip(path: Path, large: list[AppError]) -> Iterator[ImportedChat]:
    with zipfile.ZipFile(path) as archive:
        sizes = {each.filename: each.file_size for each in archive.infolist()}
        for name in sorted(name for name in sizes if _is_wanted(name)):
            if sizes[name] > _MOST_BYTES:
                large.append(_too_large(f"{path}/{name}", sizes[name]))
                continue
            beside = name.rpartition("/")[0] + "/" + _THREAD
            has_thread = 0 < sizes.get(beside, 0) <= _MOST_BYTES
            thread = archive.read(beside) if has_thread else b""
            try:
                yield from _of_file(name, archive.read(name), thread)
            except NotThisFormat:
                continue


def _too_large(path: str, size: int) -> AppError:
    return AppError(Code.DOCUMENT_TOO_LARGE, path=path, actual=size, limit=_MOST_BYTES)


def _is_wanted(name: str) -> bool:
    last = name.lower().rpartition("/")[2]
    return last == _MESSAGES or (last.endswith((".chat", ".json")) and last != _THREAD)


def _of_file(name: str, raw: bytes, thread: bytes) -> Iterator[ImportedChat]:
    if name.lower().endswith(".chat"):
        yield from gpt4all.read(raw)
    elif name.lower().endswith(".jsonl"):
        yield from jan.read(raw.decode("utf-8-sig", "replace"), _json_if_any(thread))
    else:
        content = _json(raw)
        for reader in (chatgpt, claude):
            try:
                yield from reader.read(content)
            except NotThisFormat:
                continue
            return
        yield from lm_studio.read(content)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise NotThisFormat from None


def _json_if_any(raw: bytes) -> Any:
    """None where it is none: what tells about a conversation may be damaged while that is not."""
    try:
        return _json(raw)
    except NotThisFormat:
        return None


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
