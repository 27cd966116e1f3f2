"""Making a smaller model file from another, whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_lm import __version__
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.background import Advanced, Stop, Tell
from desktop_lm.jobs.model_files.private_engine import StartEngine
from desktop_lm.messages import Progress, Quantise, Quantised, Reply, WeightType
from desktop_lm.models.file_lock import AlreadyLocked
from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.importance import read_importance
from desktop_lm.models.library.quantisation import quantisation
from desktop_lm.models.split import files_of
from desktop_lm.models.target_lock import target_lock
from desktop_lm.models.vet import vet

_UNQUANTISED = {0, 1, 30}  # F32, F16, BF16
UNFINISHED = ".making"  # not ".part": that is a download's, which may be paused for days
_MATRIX = 2  # dimensions; vectors stay as they are in every type


@dataclass(frozen=True, slots=True)
class QuantiseOrder:
    """What to make.

    ``allow_requantise`` takes a source that is quantised already, ``allow_larger`` a result that
    is no smaller than it, ``overwrite`` replaces a target that exists. ``importance`` is a file
    that says how much each input matters.
    """

    source: Path
    target: Path
    type: WeightType
    allow_requantise: bool = False
    allow_larger: bool = False
    overwrite: bool = False
    n_threads: int = 2
    importance: Path | None = None


@dataclass(frozen=True, slots=True)
class QuantiseResult:
    """``fallbacks`` tensors did not fit the type's blocks and got one near it."""

    source: Path
    target: Path
    source_bytes: int
    file_bytes: int
    fallbacks: int


def quantise(
    order: QuantiseOrder, start_engine: StartEngine, stop: Stop, tell: Tell
) -> QuantiseResult:
    """Make ``order.target`` in an engine process of its own.

    It is written as ``NAME.making`` beside the target, read back, and moved in place. Whatever goes
    wrong, the part is gone and what stood at the target is untouched. Raises Stopped, and AppError:
    what the source's header is refused for, NO_IMPORTANCE, ALREADY_QUANTISED, NOT_SMALLER,
    TARGET_IS_SOURCE, TARGET_EXISTS, TARGET_BUSY, DISK_FULL, WRITE_FAILED, FILE_CHANGED,
    QUANTISE_FAILED or the engine's end.
    """
    header = vet(order.source)
    _check(order, header)
    importance = read_importance(order.importance) if order.importance else ()
    with _reading(order.source) as files, _part_of(order.target) as part:
        before = _stamps(files)
        request = Quantise(
            id=0,
            source=str(order.source),
            target=str(part),
            type=order.type,
            allow_requantise=order.allow_requantise,
            allow_larger=order.allow_larger,
            notes=_notes(order.source, header),
            n_threads=order.n_threads,
            importance_file=str(order.importance or ""),
            importance=importance,
        )
        with start_engine(stop) as engine:
            made = engine.ask(request, lambda reply: _tell(reply, tell))
        assert isinstance(made, Quantised)
        if _stamps(files) != before:
            raise AppError(Code.FILE_CHANGED, path=str(order.source))
        _check_part(part, header, made)
        stop.check()
        _move(part, order)
    return QuantiseResult(
        order.source, order.target, header.file_bytes, made.file_bytes, made.fallbacks
    )


def is_quantised(header: GgufHeader) -> bool:
    """Whether any matrix has fewer than 16 bits a weight."""
    return any(
        tensor.type not in _UNQUANTISED and len(tensor.dims) >= _MATRIX for tensor in header.tensors
    )


def _check(order: QuantiseOrder, header: GgufHeader) -> None:
    """What can be known before an engine is started."""
    source, target = str(order.source), str(order.target)
    if is_quantised(header) and not order.allow_requantise:
        kind = quantisation(header)
        raise AppError(Code.ALREADY_QUANTISED, path=source, quantisation=kind)
    with contextlib.suppress(OSError):
        # It would be read while it is replaced.
        if any(order.target.samefile(file) for file in files_of(order.source)):
            raise AppError(Code.TARGET_IS_SOURCE, path=target)
    if os.path.lexists(target) and not order.overwrite:
        raise AppError(Code.TARGET_EXISTS, path=target)


def _notes(source: Path, header: GgufHeader) -> dict[str, str]:
    """What the made file's metadata says of its making."""
    return {
        "general.quantized_by": f"desktop-lm {__version__}",
        "desktop_lm.made_from.file": source.name,
        "desktop_lm.made_from.quantisation": quantisation(header),
        "desktop_lm.made_from.bytes": str(header.file_bytes),
    }


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[Sequence[BinaryIO]]:
    """The source's files, open: size and time can be asked for even where a name has gone."""
    with contextlib.ExitStack() as stack:
        try:
            files = [stack.enter_context(part.open("rb")) for part in files_of(path)]
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error
        yield files


@contextlib.contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """The half-made file's path, this program's alone; nothing is left at it in the end."""
    part = target.with_name(target.name + UNFINISHED)
    try:
        with target_lock(target):
            try:
                yield part
            finally:
                with contextlib.suppress(OSError):
                    part.unlink()
    except AppError as error:
        if error.params.get("path") != str(part):
            raise
        raise AppError(error.code, **{**error.params, "path": str(target)}) from None
    except AlreadyLocked:
        raise AppError(Code.TARGET_BUSY, path=str(target)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.WRITE_FAILED, path=str(target), reason=reason) from error


def _tell(reply: Reply, tell: Tell) -> None:
    if isinstance(reply, Progress) and reply.total:
        tell(Advanced(reply.done / reply.total))


def _stamps(files: Sequence[BinaryIO]) -> list[tuple[int, int]]:
    found = [os.fstat(file.fileno()) for file in files]
    return [(status.st_size, status.st_mtime_ns) for status in found]


def _check_part(part: Path, source: GgufHeader, made: Quantised) -> None:
    """What llama.cpp wrote against what it was to write."""
    header = vet(part)
    if len(header.tensors) < len(source.tensors) or header.file_bytes != made.file_bytes:
        raise AppError(Code.QUANTISE_FAILED, path=source.path, reason="tensors are missing")


def _move(part: Path, order: QuantiseOrder) -> None:
    if os.path.lexists(order.target) and not order.overwrite:  # somebody was faster
        raise AppError(Code.TARGET_EXISTS, path=str(order.target))
    part.replace(order.target)
    with contextlib.suppress(OSError):  # a folder cannot be opened everywhere
        folder = os.open(order.target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
