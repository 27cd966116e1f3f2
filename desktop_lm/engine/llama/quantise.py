"""A model file written anew with its weights in fewer bits.

``llama_model_quantize`` cannot be asked how far it is nor told to stop: its log has one line a
tensor, ``[  12/ 272] blk.0.attn_k.weight ...``, and its process is what one ends. It writes the
tensors as it goes and the header last, so a file that it did not finish is no GGUF file.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_lm.engine.backend import StepListener
from desktop_lm.engine.llama import native
from desktop_lm.engine.llama.importance import read_importance
from desktop_lm.engine.llama.native import lib
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Quantise, WeightType

# llama.cpp would take up to 8 GiB for one tensor; slabs of this size cost no time.
_BUFFER_BYTES = 256 << 20
_SPARE_BYTES = 16 << 20  # left free on the disk beside the file
_MIB = 1 << 20
_TEXT_BYTES = 127  # of a metadata override, with the final zero left out

_TENSOR = re.compile(r"\[\s*(\d+)/\s*(\d+)\]")
_SIZE = re.compile(r"(model|quant) size\s*=\s*([0-9.]+) MiB")
_FALLBACKS = re.compile(r"WARNING: (\d+) of \d+ tensor\(s\) required fallback")
_FAILURE = re.compile(r"failed to quantize: (.*)")

FILE_TYPES: dict[WeightType, int] = {
    kind: getattr(lib, f"LLAMA_FTYPE_MOSTLY_{kind.value}") for kind in WeightType
}


def quantise(request: Quantise, progress: StepListener) -> int:
    """Write ``request.target``; the number of tensors that got another type than theirs.

    A type of 256 weights a block does not fit tensors of other widths; llama.cpp then takes one
    of 32. Raises AppError(NOT_SMALLER, DISK_FULL, WRITE_FAILED, ALREADY_QUANTISED,
    QUANTISE_FAILED).
    """
    _check_size(request)
    heard = _run(request, progress, dry=False)
    if heard.failure:
        raise _reason(request, heard)
    with Path(request.target).open("rb+") as file:
        os.fsync(file.fileno())
    return heard.fallbacks


def _check_size(request: Quantise) -> None:
    """What the file would take, against its source and the disk."""
    heard = _run(request, lambda _done, _total: None, dry=True)
    if heard.failure:
        raise _reason(request, heard)
    before, after = round(heard.mib_before * _MIB), round(heard.mib * _MIB)
    if after >= before and not request.allow_larger:
        raise AppError(
            Code.NOT_SMALLER,
            path=request.source,
            quantisation=request.type.value,
            before=before,
            after=after,
        )
    needed, free = after + _SPARE_BYTES, shutil.disk_usage(Path(request.target).parent).free
    if needed > free:
        raise AppError(Code.DISK_FULL, path=request.target, needed=needed, free=free)


@dataclass(slots=True)
class _Heard:
    """What llama.cpp's log says of a run. The sizes are of all tensors, in MiB."""

    progress: StepListener
    total: int = 0
    mib_before: float = 0.0
    mib: float = 0.0
    fallbacks: int = 0
    failure: str = ""

    def listen(self, line: str) -> None:
        if match := _TENSOR.match(line):
            # The line comes before the tensor is done.
            self.total = int(match[2])
            self.progress(int(match[1]) - 1, self.total)
        elif match := _SIZE.search(line):
            if match[1] == "model":
                self.mib_before = float(match[2])
            else:
                self.mib = float(match[2])
        elif match := _FALLBACKS.search(line):
            self.fallbacks = int(match[1])
        elif match := _FAILURE.search(line):
            self.failure = match[1].strip()


def _run(request: Quantise, progress: StepListener, *, dry: bool) -> _Heard:
    params = lib.llama_model_quantize_default_params()
    params.ftype = FILE_TYPES[request.type]
    params.nthread = request.n_threads
    params.allow_requantize = request.allow_requantise
    params.dry_run = dry
    params.max_buf_size = _BUFFER_BYTES
    overrides = _overrides(request.notes)
    params.kv_overrides = overrides
    importance = read_importance(request.importance_file, request.importance)
    params.imatrix = importance.entries
    heard = _Heard(progress)
    source, target = (os.fsencode(path) for path in (request.source, request.target))
    with native.listening(heard.listen):
        status = lib.llama_model_quantize(source, target, ctypes.byref(params))
    if status and not heard.failure:
        heard.failure = f"status {status}"
    elif not status and not dry:
        progress(heard.total, heard.total)
    return heard


def _overrides(notes: dict[str, str]) -> Any:
    """The notes as llama.cpp takes metadata, with an empty one at the end."""
    overrides = (lib.llama_model_kv_override * (len(notes) + 1))()
    for override, (key, text) in zip(overrides, notes.items(), strict=False):
        override.tag = lib.LLAMA_KV_OVERRIDE_TYPE_STR
        override.key = _cut(key)
        override.value.val_str = _cut(text)
    return overrides


def _cut(text: str) -> bytes:
    """At most as many bytes as there is room for, and no half character."""
    data = text.encode("utf-8", "replace")[:_TEXT_BYTES]
    return data.decode("utf-8", "ignore").encode("utf-8")


def _reason(request: Quantise, heard: _Heard) -> AppError:
    if heard.failure.startswith("requantizing from type"):
        kind = heard.failure.split()[3]
        return AppError(Code.ALREADY_QUANTISED, path=request.source, quantisation=kind)
    if "iostream error" in heard.failure:
        return _write_failure(request.target)
    return AppError(Code.QUANTISE_FAILED, path=request.source, reason=heard.failure)


def _write_failure(target: str) -> AppError:
    """C++ only says that writing failed; the system says why to whoever tries again."""
    try:
        with Path(target).open("ab") as file:
            file.write(bytes(_MIB))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return AppError(Code.WRITE_FAILED, path=target, reason=error.strerror or str(error))
    return AppError(Code.WRITE_FAILED, path=target, reason="the disk did not take all of it")
