"""The kernels of an engine built for all processors: a library for each generation, one is taken.

Such a build (``make engine-portable``) has no kernels inside; it comes with libraries beside it
that tell themselves how well they fit this processor. llama.cpp's own search also looks into the
program's and the present folder and at an environment variable, where anybody may have put a
library. So the choice is made here, among the files of one folder.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

from llama_cpp import llama_cpp as lib

_PATTERN = "ggml-cpu-*.dll" if sys.platform == "win32" else "libggml-cpu-*.so"


def load_kernels() -> str:
    """Load the kernels that suit this processor best; their name, such as "haswell", comes back.

    "" where the build has its kernels inside. Raises OSError where it has none inside and none
    beside it.
    """
    folder = Path(lib._base_path)  # noqa: SLF001 - the only place that knows
    ggml = _ggml(folder)
    ggml.ggml_backend_reg_count.restype = ctypes.c_size_t
    if ggml.ggml_backend_reg_count():
        return ""
    best = best_kernels(folder)
    kernels = ctypes.CDLL(str(best))
    kernels.ggml_backend_init.restype = ctypes.c_void_p
    ggml.ggml_backend_register(ctypes.c_void_p(kernels.ggml_backend_init()))
    return best.stem.rpartition("-")[2]


def best_kernels(folder: Path) -> Path:
    """The library of ``folder`` that fits best by its own account. Raises OSError if none does."""
    fits = {file: _fit(file) for file in sorted(folder.glob(_PATTERN))}
    best = max(fits, key=fits.__getitem__, default=None)
    if best is None or not fits[best]:
        raise OSError(f"no kernels for this processor in {folder}")
    return best


def _ggml(folder: Path) -> ctypes.CDLL:
    """The very library that llama.cpp uses: a second copy would have a registry of its own."""
    if sys.platform == "win32":  # where a name is not looked for in what a library depends on
        return ctypes.CDLL(str(folder / "ggml.dll"))
    through_llama: ctypes.CDLL = lib._lib  # noqa: SLF001
    return through_llama


def _fit(library: Path) -> int:
    """How well a library fits by its own account, 0 where this processor cannot run it."""
    try:
        return int(ctypes.CDLL(str(library)).ggml_backend_score())
    except (OSError, AttributeError):
        return 0
