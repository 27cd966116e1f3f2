"""The two ways to build llama-cpp-python, and what a built one depends on."""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE
from typing import NamedTuple

from develop.checkout import LOCKS, WINDOWS, digest, fingerprint

BUILD_VARIABLES = ("CMAKE_ARGS", "CC", "CXX", "CFLAGS", "CXXFLAGS")


class Engine(NamedTuple):
    """A way to build llama-cpp-python."""

    purpose: str  # what it is built for
    flags: tuple[str, ...]  # for CMake; LLAVA is for pictures
    includes: tuple[str, ...]  # read by CMake, in requirements/; the first one reads the others
    left_out: str  # files kept out of the wheel, patterns as in .gitignore
    one_processor: bool = False


# GGML_NATIVE is said aloud because SOURCE_DATE_EPOCH in the environment would turn it off, and
# with it every vector instruction.
# llama.cpp's own install also puts its headers and libraries beside the package, a second time.
NATIVE_ENGINE = Engine(
    "this machine's processor; it takes some minutes, once",
    flags=("-DGGML_NATIVE=ON", "-DLLAVA_BUILD=OFF"),
    includes=("engine-build.cmake",),
    left_out="/bin/**;/include/**;/lib/**",
    one_processor=True,
)
# Each kernel library says its instructions itself, so that nothing in the environment matters.
# Left out are also the copies of a library under its longer names, which a wheel has for links.
PORTABLE_ENGINE = Engine(
    "all processors; it takes a quarter of an hour of one core, once",
    flags=(
        "-DGGML_NATIVE=OFF",
        "-DGGML_BACKEND_DL=ON",
        "-DGGML_CPU_ALL_VARIANTS=ON",
        "-DLLAVA_BUILD=OFF",
    ),
    includes=("engine-portable.cmake", "engine-build.cmake"),
    left_out="/bin/**;/include/**;/lib/**;/llama_cpp/lib/*.so.*.*.*;/llama_cpp/lib/*.*.*.*.dylib"
    ";/llama_cpp/lib/libllama.so.*;/llama_cpp/lib/libggml-base.so",
)


def engine_key(engine: Engine = NATIVE_ENGINE) -> str:
    """What a built engine depends on: its source, the flags, the CPU and the C library."""
    variables = [os.environ.get(name, "") for name in BUILD_VARIABLES]
    return fingerprint(
        digest(LOCKS / "engine.txt"),
        *[digest(LOCKS / name) for name in engine.includes],
        *engine.flags,
        engine.left_out,
        *variables,
        cpu() if engine.one_processor else processor_kind(),
        *platform.libc_ver(),
    )


def engine_cmake_arguments(engine: Engine = NATIVE_ENGINE) -> str:
    file = LOCKS / engine.includes[0]
    include = shlex.quote("-DCMAKE_PROJECT_llama_cpp_INCLUDE=" + file.as_posix())
    return " ".join([*engine.flags, include, os.environ.get("CMAKE_ARGS", "")]).strip()


def processor_kind() -> str:
    return f"{platform.system()} {platform.machine()}"


def cpu() -> str:
    """The processor, as exactly as a build for it depends on it."""
    general = processor_kind()
    if WINDOWS:
        return f"{general} {os.environ.get('PROCESSOR_IDENTIFIER', '')}"
    if sys.platform == "darwin":
        name = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return f"{general} {subprocess.run(name, stdout=PIPE, check=False, text=True).stdout}"
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return general
    flags = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return f"{general} {' '.join(sorted(flags.partition(':')[2].split()))}"
