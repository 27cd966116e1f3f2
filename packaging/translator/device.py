"""Which processor trains, and in which numbers."""

from __future__ import annotations

from time import perf_counter

import torch


def choose_device(wanted: str) -> torch.device:
    """A GPU where there is one and ``wanted`` is "auto"."""
    if wanted == "auto":
        wanted = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(wanted)


def choose_precision(wanted: str, device: torch.device) -> torch.dtype:
    """bfloat16 on a GPU; on a processor whatever multiplies faster on it.

    Processors without instructions for it multiply bfloat16 some 15 times slower than float32.
    """
    if wanted != "auto":
        return {"bf16": torch.bfloat16, "fp32": torch.float32}[wanted]
    if device.type == "cuda":
        return torch.bfloat16
    return min((torch.float32, torch.bfloat16), key=_seconds_to_multiply)


def _seconds_to_multiply(dtype: torch.dtype) -> float:
    left, right = torch.ones(512, 256, dtype=dtype), torch.ones(256, 768, dtype=dtype)
    times = []
    for _ in range(5):
        started = perf_counter()
        torch.mm(left, right)
        times.append(perf_counter() - started)
    return min(times)
