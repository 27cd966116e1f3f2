"""Where a model's weights lie once it is loaded: pages of the file, copies, or both.

llama.cpp maps the stretch of the file from the first to the last tensor that it uses in place,
whatever lies between, and reads it in at once; repacked tensors are copied besides. Unmapped,
every tensor is copied once. See ``llama_model_base::load_tensors``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from desktop_lm.models.gguf import GgufHeader, TensorInfo
from desktop_lm.models.memory.repacking import Formats, is_repacked

_PAGE = 4096
_ALIGNMENT = 32  # bytes, of a tensor in a buffer of its own
_LAYER = re.compile(r"blk\.(\d+)\.")


def weight_bytes(
    header: GgufHeader, *, mapped: bool, formats: Formats, loaded_layers: int
) -> tuple[int, int]:
    """Bytes of the file that stay mapped, and bytes of copies.

    ``formats`` are those repacked, none where repacking is off; layers from ``loaded_layers`` on
    are left out.
    """
    tensors = [tensor for tensor in header.tensors if _layer(tensor) < loaded_layers]
    repacked = [tensor for tensor in tensors if is_repacked(tensor, formats)]
    copied = sum(map(padded, repacked)) + sum(map(padded, _output_copy(tensors, formats)))
    others = [tensor for tensor in tensors if not is_repacked(tensor, formats)]
    if not mapped:
        return 0, copied + sum(map(padded, others))
    return _mapped(header, others), copied


def _output_copy(tensors: list[TensorInfo], formats: Formats) -> Iterable[TensorInfo]:
    """The token embedding, where it is repacked to serve as the output matrix."""
    if any(tensor.name == "output.weight" for tensor in tensors):
        return []
    return [
        tensor
        for tensor in tensors
        if tensor.name == "token_embd.weight" and is_repacked(tensor, formats, as_output=True)
    ]


def _mapped(header: GgufHeader, tensors: list[TensorInfo]) -> int:
    used = {tensor.name for tensor in tensors}
    total = 0
    for file in _files(header):
        kept = [tensor for tensor in file if tensor.name in used]
        if kept:
            first = header.data_offset + min(tensor.offset for tensor in kept)
            last = header.data_offset + max(tensor.offset + tensor.nbytes for tensor in kept)
            total += -(-last // _PAGE) * _PAGE - first // _PAGE * _PAGE
    return total


def _files(header: GgufHeader) -> list[list[TensorInfo]]:
    """The tensors by the file they are in: the offsets of a split model begin anew with each."""
    files: list[list[TensorInfo]] = []
    for tensor in header.tensors:
        if not files or (tensor.offset == 0 and files[-1]):
            files.append([])
        files[-1].append(tensor)
    return files


def _layer(tensor: TensorInfo) -> int:
    match = _LAYER.match(tensor.name)
    return int(match[1]) if match else -1


def padded(tensor: TensorInfo) -> int:
    """Bytes of a tensor in a buffer of its own."""
    return -(-tensor.nbytes // _ALIGNMENT) * _ALIGNMENT
