"""The name people give to how a model's weights are stored, such as ``Q4_K_M``."""

from __future__ import annotations

from collections import Counter

from desktop_lm.models.gguf import GgufHeader
from desktop_lm.models.tensor_types import NAMES

# Values of general.file_type: enum llama_ftype of llama.cpp's include/llama.h, as
# llama-cpp-python 0.3.36 carries it.
FILE_TYPES: dict[int, str] = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    7: "Q8_0",
    8: "Q5_0",
    9: "Q5_1",
    10: "Q2_K",
    11: "Q3_K_S",
    12: "Q3_K_M",
    13: "Q3_K_L",
    14: "Q4_K_S",
    15: "Q4_K_M",
    16: "Q5_K_S",
    17: "Q5_K_M",
    18: "Q6_K",
    19: "IQ2_XXS",
    20: "IQ2_XS",
    21: "Q2_K_S",
    22: "IQ3_XS",
    23: "IQ3_XXS",
    24: "IQ1_S",
    25: "IQ4_NL",
    26: "IQ3_S",
    27: "IQ3_M",
    28: "IQ2_S",
    29: "IQ2_M",
    30: "IQ4_XS",
    31: "IQ1_M",
    32: "BF16",
    36: "TQ1_0",
    37: "TQ2_0",
    38: "MXFP4_MOE",
    39: "NVFP4",
    40: "Q1_0",
    41: "Q2_0",
}
GUESSED = 1024  # a flag llama.cpp sets where the file did not name its type


def quantisation(header: GgufHeader) -> str:
    """The file's own word for it, else the type that most of the weights' bytes have."""
    stated = header.integer("general.file_type")
    if stated is not None and (name := FILE_TYPES.get(stated & ~GUESSED)):
        return name
    bytes_of: Counter[int] = Counter()
    for tensor in header.tensors:
        bytes_of[tensor.type] += tensor.nbytes
    return NAMES[bytes_of.most_common(1)[0][0]] if bytes_of else ""
