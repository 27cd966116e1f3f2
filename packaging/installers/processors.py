"""The engine for all processors on processors that are not here: emulated, one after the other.

QEMU's emulation of a program tells that program the features of another processor, and ends it with
a signal where it uses others. Also: what choosing at the start costs beside the build for this
processor.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from desktop_lm import paths
from installers.project import Failed

TOKENS = 16
# A processor as QEMU calls it, and the kernels that are right for it.
EXPECTED = {"Nehalem": "sse42", "SandyBridge": "sandybridge", "Haswell": "haswell"}
TOO_OLD = ("Conroe", "qemu64")
_ANSWER = Path(__file__).with_name("one_answer.py")
_LIBRARIES = "LLAMA_CPP_LIB_PATH"  # llama-cpp-python's own
_LEAST_RATIO = 0.97


def try_all() -> None:
    """An answer on each processor, a sentence on those that are too old. Raises Failed."""
    here = answer()
    print(f"  this processor: {here['kernels']}: {here['text']!r}", flush=True)
    for processor, kernels in EXPECTED.items():
        told = answer(processor)
        print(f"  {processor}: {told['kernels']}: {told['text']!r}", flush=True)
        if told["kernels"] != kernels or told["tokens"] != TOKENS:
            raise Failed(f"{processor} should take the kernels {kernels}, and got {told}")
    for processor in TOO_OLD:
        command = [*_emulated(processor), "-m", "desktop_lm", "--version"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = [line for line in done.stderr.splitlines() if line.startswith("desktop-lm: ")]
        print(f"  {processor}: {done.returncode}: {' '.join(said)}", flush=True)
        if done.returncode != os.EX_UNAVAILABLE or len(said) != 1:
            raise Failed(f"{processor} is too old and was not told so: {done.stderr}")


def answer(
    processor: str = "", libraries: Path | None = None, tokens: int = TOKENS, threads: int = 2
) -> dict[str, Any]:
    """What ``one_answer`` tells on a processor, this one if none is named."""
    start = _emulated(processor) if processor else [sys.executable]
    model = paths.starter_model()
    environment = {**os.environ, "GOMP_SPINCOUNT": "60000"}  # as the program has it
    if libraries:
        environment[_LIBRARIES] = str(libraries)
    command = [*start, str(_ANSWER), str(model), str(tokens), str(threads)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(
            f"{processor or 'this processor'} ended with {done.returncode}: {done.stderr[-2000:]}"
        )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def compare(native: Path, portable: Path, pairs: int, threads: int) -> str:
    """How fast the build for all processors reads and writes beside the one for this processor.

    Both are folders of libraries. They take turns, and the processor's time is compared, so that
    what else the machine does hits both; threads that wait for each other would spend it.
    Raises Failed where the median of the pairs is less than it may be.
    """
    ratios: dict[str, list[float]] = {name: [] for name in ("reading", "writing")}
    for number in range(pairs):
        order = [native, portable] if number % 2 else [portable, native]
        told = {one: answer(libraries=one, tokens=32, threads=threads) for one in order}
        for name, found in ratios.items():
            speeds = [told[one][name] for one in (native, portable)]
            found.append(speeds[1] / speeds[0])
            print(f"  {name}: {speeds[0]:.1f} and {speeds[1]:.1f} a second", flush=True)
    lines = [
        f"{name}: {statistics.median(found):.3f} ({min(found):.3f} to {max(found):.3f})"
        for name, found in ratios.items()
    ]
    summary = "\n".join([f"{told[portable]['kernels']}, {pairs} pairs, {threads} threads", *lines])
    if min(map(statistics.median, ratios.values())) < _LEAST_RATIO:
        raise Failed(f"the engine for all processors is slower than it may be:\n{summary}")
    return summary


def _emulated(processor: str) -> list[str]:
    qemu = shutil.which("qemu-x86_64")
    if not qemu:
        raise Failed("qemu-x86_64 is not there; Debian's package is qemu-user")
    return [qemu, "-cpu", processor, sys.executable]
