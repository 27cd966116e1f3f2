"""A processor that is too old is told so, before anything could end the process."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from desktop_lm import processor

QEMU = shutil.which("qemu-x86_64") or ""


def test_the_processor_that_runs_this_is_not_too_old() -> None:
    assert processor.too_old() == ""


@pytest.mark.skipif(
    not QEMU or sysconfig.get_platform() != "linux-x86_64", reason="needs qemu-x86_64 to be another"
)
@pytest.mark.parametrize(
    ("kind", "lacking"),
    [("Nehalem", ""), ("Conroe", "SSE4.1, SSE4.2, POPCNT"), ("qemu64", "SSSE3")],
)
def test_an_old_processor_is_told_what_it_lacks(kind: str, lacking: str) -> None:
    ask = "from desktop_lm import __main__; __main__.main()"
    python = str(Path(sys.executable).resolve())
    command = [QEMU, "-cpu", kind, python, "-S", "-c", ask, "--version"]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    said = [
        line for line in done.stderr.splitlines() if not line.startswith("qemu-x86_64: warning")
    ]
    if lacking:
        assert said[0].startswith("desktop-lm: this processor is too old: it lacks ")
        assert lacking in said[0]
        assert len(said) == 1
    else:
        assert "too old" not in done.stderr
