"""Whether this processor has what the program's libraries were built for, asked before they run.

NumPy's wheels for x86-64 are built for the level called x86-64-v2, the others for less. A
processor without its instructions would end the process by a signal in the midst of an import.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable

# Name, and the bit of register ECX that CPUID gives for leaf 1.
_NEEDED = {"SSE3": 0, "SSSE3": 9, "SSE4.1": 19, "SSE4.2": 20, "POPCNT": 23}
_WINDOWS_FEATURES = {"SSE3": 13, "SSSE3": 36, "SSE4.1": 37, "SSE4.2": 38}  # of winnt.h
_LEAF_1 = 0  # by glibc's count of the leaves it keeps


class _CpuidLeaf(ctypes.Structure):
    """What glibc keeps: EAX, EBX, ECX, EDX as told, and as this system lets them be used."""

    _fields_ = (("told", ctypes.c_uint * 4), ("usable", ctypes.c_uint * 4))


def too_old() -> str:
    """What this processor lacks, as a sentence; "" where it lacks nothing or cannot be asked."""
    missing = [name for name, is_there in _features().items() if not is_there]
    if not missing:
        return ""
    return (
        f"this processor is too old: it lacks {', '.join(missing)}, which Intel's have had since "
        "2008 and AMD's since 2011."
    )


def _features() -> dict[str, bool]:
    """By name, whether it is there; nothing where no answer can be had."""
    try:
        if sys.platform == "win32":
            if os.environ.get("PROCESSOR_ARCHITECTURE") != "AMD64":
                return {}
            has: Callable[[int], int] = ctypes.windll.kernel32.IsProcessorFeaturePresent
            return {name: bool(has(number)) for name, number in _WINDOWS_FEATURES.items()}
        if sys.platform == "linux" and os.uname().machine == "x86_64":
            leaf = ctypes.CDLL(None)["__x86_get_cpuid_feature_leaf"]  # since glibc 2.33
            leaf.restype = ctypes.POINTER(_CpuidLeaf)
            ecx = int(leaf(_LEAF_1).contents.usable[2])
            return {name: bool(ecx >> bit & 1) for name, bit in _NEEDED.items()}
    except (AttributeError, OSError):
        pass
    return {}  # no Mac lacks them
