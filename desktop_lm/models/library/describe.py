"""What a model file's header says, in the words of the library."""

from __future__ import annotations

import math

from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.gguf_metadata import shown
from desktop_lm.models.library.entry import Facts
from desktop_lm.models.library.quantisation import quantisation


def describe(header: GgufHeader) -> Facts:
    """The facts of a vetted file."""
    return Facts(
        file_bytes=header.file_bytes,
        quantisation=quantisation(header),
        architecture=shown(header.architecture),
        parameters=sum(math.prod(tensor.dims) for tensor in header.tensors),
        context_length=max(header.context_length or 0, 0),
        licence=shown(header.text("general.license")),
        licence_link=shown(header.text("general.license.link"), 200),
        parts=max(header.integer("split.count") or 1, 1),
    )
