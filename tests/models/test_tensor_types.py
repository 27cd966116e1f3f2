from __future__ import annotations

import subprocess
import sys

from desktop_lm.models.tensor_types import BLOCKS

# In a process of its own: the tests' process, like the program's, does not load llama.cpp.
_ASK_GGML = """
import ctypes, json
from llama_cpp import llama_cpp
ggml = llama_cpp._lib
ggml.ggml_blck_size.restype = ctypes.c_int64
ggml.ggml_type_size.restype = ctypes.c_size_t
sizes = {n: (ggml.ggml_blck_size(n), ggml.ggml_type_size(n)) for n in range(43)}
print(json.dumps({n: size for n, size in sizes.items() if size[0]}))
"""


def test_block_sizes_are_those_of_the_ggml_that_is_installed() -> None:
    import json

    run = subprocess.run(
        [sys.executable, "-c", _ASK_GGML], capture_output=True, text=True, check=True
    )
    told = {int(number): tuple(size) for number, size in json.loads(run.stdout).items()}

    assert told == BLOCKS
