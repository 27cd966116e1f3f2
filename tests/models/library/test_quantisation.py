from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from desktop_lm.models.gguf import read_header
from desktop_lm.models.library.quantisation import FILE_TYPES, GUESSED, quantisation
from desktop_lm.models.tensor_types import BLOCKS, NAMES
from tests.models.gguf_writer import U32, Gguf

# In a process of its own: the tests' process, like the program's, does not load llama.cpp.
_ASK = """
import ctypes, json
from llama_cpp import llama_cpp
types = {value: name.removeprefix("LLAMA_FTYPE_MOSTLY_").removeprefix("LLAMA_FTYPE_ALL_")
         for name, value in vars(llama_cpp).items()
         if name.startswith("LLAMA_FTYPE_") and value != 1024}
name = llama_cpp._lib.ggml_type_name
name.restype = ctypes.c_char_p
names = {n: (name(n) or b"").decode() for n in range(43)}
print(json.dumps([types, names]))
"""


def test_the_names_are_those_of_the_llama_cpp_that_is_installed() -> None:
    import json

    run = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=True)
    types, names = json.loads(run.stdout)

    assert {int(n): name for n, name in types.items()} == FILE_TYPES
    assert {n: names[str(n)].upper() for n in BLOCKS} == {n: NAMES[n].upper() for n in NAMES}


def named(tmp_path: Path, content: Gguf) -> str:
    return quantisation(read_header(content.write(tmp_path / "m.gguf")))


def test_the_files_own_word_comes_first(tmp_path: Path) -> None:
    assert named(tmp_path, Gguf().plus(("general.file_type", U32, 15))) == "Q4_K_M"
    assert named(tmp_path, Gguf().plus(("general.file_type", U32, 2 | GUESSED))) == "Q4_0"


def test_else_the_type_of_most_bytes(tmp_path: Path) -> None:
    assert named(tmp_path, Gguf()) == "Q4_0"
    assert named(tmp_path, Gguf().plus(("general.file_type", U32, 999))) == "Q4_0"
    assert named(tmp_path, Gguf(tensors=())) == ""
