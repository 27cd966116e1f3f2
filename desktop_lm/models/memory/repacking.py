"""Which weights llama.cpp copies into another layout for this processor.

After ``ggml_repack_get_optimal_repack_type`` of ggml's ggml-cpu/repack.cpp: kernels that read
several rows at once exist for some formats on some processors. AMX and RISC-V are not followed.
"""

from __future__ import annotations

import ctypes
import functools
import platform
from collections.abc import Mapping
from pathlib import Path

from desktop_lm.models.gguf import TensorInfo

# ggml's numbers of formats
_Q4_0, _Q8_0, _Q2_K, _Q4_K, _Q5_K, _Q6_K, _IQ4_NL, _MXFP4, _Q1_0 = 2, 8, 10, 12, 13, 14, 20, 39, 41

# For each format, the number its rows must be a multiple of.
_AVX2 = {_Q4_0: 8, _Q4_K: 8, _IQ4_NL: 8, _MXFP4: 8}
_AVX512 = {_Q2_K: 8}
_MATRICES = {_Q4_0: 4, _Q4_K: 8, _Q5_K: 8, _Q6_K: 8, _Q8_0: 4, _Q1_0: 4}  # ARM's int8 matrices
_DOT_PRODUCT = {**_MATRICES, _IQ4_NL: 4, _MXFP4: 4}

# Looked up row by row, never multiplied.
_LOOKED_UP = ("token_embd", "per_layer_token_embd", "position_embd", "token_types")
_EXPERTS = ("_exps.weight", "_chexps.weight")
_WINDOWS_AVX2, _WINDOWS_AVX512, _WINDOWS_DOT_PRODUCT = 40, 41, 43  # PF_* of winnt.h

Formats = Mapping[int, int]


@functools.cache
def repacked_formats() -> Formats:
    """Formats repacked on this processor, each with what its rows must be a multiple of."""
    features = _features()
    formats: dict[int, int] = {}
    for feature, kernels in (
        ("avx512", _AVX512),
        ("dot product", _DOT_PRODUCT),
        ("matrices", _MATRICES),
        ("avx2", _AVX2),
    ):
        if feature in features:
            formats |= kernels
    return formats


def is_repacked(tensor: TensorInfo, formats: Formats, *, as_output: bool = False) -> bool:
    """Whether a tensor gets a repacked copy. ``as_output``: a token embedding that serves as the
    output matrix too, and is multiplied there."""
    rows = formats.get(tensor.type)
    if rows is None or not tensor.name.endswith(".weight"):
        return False
    if tensor.name.startswith(_LOOKED_UP) and not as_output:
        return False
    dimensions = 3 if tensor.name.endswith(_EXPERTS) else 2
    return _dimensions(tensor) == dimensions and tensor.dims[1] % rows == 0


def _dimensions(tensor: TensorInfo) -> int:
    """As ggml counts them: trailing ones are none."""
    return max((n for n, size in enumerate(tensor.dims, 1) if size > 1), default=1)


def _features() -> frozenset[str]:
    arm = platform.machine().lower() in {"arm64", "aarch64"}
    system = platform.system()
    if system == "Linux":
        return _linux_features(arm=arm)
    if system == "Windows":
        return _windows_features(arm=arm)
    # macOS: Apple's processors all have dot products; Intel's are built for without AVX2.
    return frozenset({"dot product"}) if arm else frozenset()


def _linux_features(*, arm: bool) -> frozenset[str]:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    label = "Features" if arm else "flags"
    flags = next((line.partition(":")[2].split() for line in lines if line.startswith(label)), [])
    names = {"avx2": "avx2", "avx512f": "avx512", "asimddp": "dot product", "i8mm": "matrices"}
    return frozenset(names[flag] for flag in flags if flag in names)


def _windows_features(*, arm: bool) -> frozenset[str]:
    present = getattr(ctypes, "windll").kernel32.IsProcessorFeaturePresent  # noqa: B009
    if arm:
        return frozenset({"dot product"} if present(_WINDOWS_DOT_PRODUCT) else ())
    return frozenset(
        name
        for name, number in (("avx2", _WINDOWS_AVX2), ("avx512", _WINDOWS_AVX512))
        if present(number)
    )
