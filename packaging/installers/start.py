"""How soon the frozen program's window is there, beside the same program from its source.

The two take turns on one screen. Before a cold start the system forgets what it keeps in memory of
either's files; what other programs use as well stays, such as the system's own libraries.
"""

from __future__ import annotations

import os
import statistics
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_lm.bench.window_start import start_window
from installers.project import FROZEN, NAME, ROOT, Failed
from installers.screen import Screen

MOST = 1.3
_LEFT_OUT = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "QT_QPA_PLATFORM")


@dataclass(frozen=True)
class Contender:
    """A command and the folders that it is made of."""

    command: Sequence[str]
    folders: Sequence[Path]

    def forget(self) -> None:
        """Have the system drop what it keeps of the files, as after a start of the computer."""
        for folder in self.folders:
            for file in folder.rglob("*"):
                if file.is_file() and not file.is_symlink():
                    _drop(file)


def contenders() -> tuple[Contender, Contender]:
    """The frozen program, and its source with the Python that runs this."""
    if not FROZEN.is_dir():
        raise Failed(f"{FROZEN} is not there; make package makes it")
    python = [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")]
    source = [ROOT / "desktop_lm", ROOT / "resources", *python]
    return (
        Contender([str(FROZEN / NAME)], [FROZEN]),
        Contender([sys.executable, "-P", str(ROOT / "desktop_lm" / "__main__.py")], source),
    )


def compare(pairs: int) -> str:
    """Both kinds of start, as lines. Raises Failed where the frozen one takes too long cold."""
    both = contenders()
    with Screen() as screen, tempfile.TemporaryDirectory() as home:
        environment = {k: v for k, v in os.environ.items() if k not in _LEFT_OUT}
        environment.update(DISPLAY=screen.name, HOME=home, PYTHONPATH=str(ROOT))
        for one in both:  # what only a first start does is done
            start_window(one.command, environment)
        warm = _pairs(both, environment, pairs, cold=False)
        cold = _pairs(both, environment, pairs, cold=True)
    told = "\n".join(_line(name, kind) for name, kind in (("warm", warm), ("cold", cold)))
    if _ratio(cold) > MOST:
        raise Failed(f"a cold start takes more than {MOST} times one from the source:\n{told}")
    return told


def _pairs(
    both: tuple[Contender, Contender], environment: dict[str, str], pairs: int, *, cold: bool
) -> list[tuple[float, float]]:
    """Seconds of both, the first to start in turns."""
    found = []
    for number in range(pairs):
        seconds = {}
        for index in (0, 1) if number % 2 else (1, 0):
            if cold:
                both[index].forget()
            seconds[index] = start_window(both[index].command, environment).seconds
        found.append((seconds[0], seconds[1]))
        print(f"  {seconds[0]:.2f} and {seconds[1]:.2f} s", flush=True)
    return found


def _ratio(pairs: list[tuple[float, float]]) -> float:
    return statistics.median(frozen / source for frozen, source in pairs)


def _line(name: str, pairs: list[tuple[float, float]]) -> str:
    ratios = sorted(frozen / source for frozen, source in pairs)
    frozen, source = (statistics.median(one) for one in zip(*pairs, strict=True))
    return (
        f"{name}: {frozen:.2f} s frozen, {source:.2f} s from the source, ratio"
        f" {_ratio(pairs):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}, {len(pairs)} pairs)"
    )


def _drop(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
