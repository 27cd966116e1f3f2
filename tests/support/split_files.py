"""Real models split into several files, as llama.cpp's gguf-split does it."""

from __future__ import annotations

import struct
from pathlib import Path

from desktop_lm.models.gguf import read_header
from tests.models.gguf_writer import I32, U16, Tensor, pair


def split_file(source: Path, folder: Path, count: int) -> list[Path]:
    """A whole model in ``count`` files, its metadata copied byte for byte."""
    header = read_header(source)
    raw = source.read_bytes()
    first_tensor = raw.index(
        struct.pack("<Q", len(header.tensors[0].name)) + header.tensors[0].name.encode()
    )
    metadata = raw[24:first_tensor]
    share = -(-len(header.tensors) // count)
    files = []
    for number in range(count):
        tensors = header.tensors[number * share : (number + 1) * share]
        marks = (
            pair("split.no", U16, number),
            pair("split.count", U16, count),
            pair("split.tensors.count", I32, len(header.tensors)),
        )
        pairs = len(header.metadata) + len(marks) if number == 0 else len(marks)
        head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), pairs)
        head += (metadata if number == 0 else b"") + b"".join(marks)
        base = tensors[0].offset
        for tensor in tensors:
            shape = Tensor(tensor.name, tensor.dims, tensor.type, tensor.nbytes)
            head += shape.header(tensor.offset - base)
        head = head.ljust(-(-len(head) // header.alignment) * header.alignment, b"\0")
        start = header.data_offset + base
        end = header.data_offset + tensors[-1].offset + tensors[-1].nbytes
        file = folder / f"parts-{number + 1:05d}-of-{count:05d}.gguf"
        file.write_bytes(head + raw[start:end])
        files.append(file)
    return files
